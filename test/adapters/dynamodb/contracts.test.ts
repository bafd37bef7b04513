import { dynamoAudits } from "../../../lib/adapters/dynamodb/audits.ts";
import { dynamoOutbox } from "../../../lib/adapters/dynamodb/outbox.ts";
import {
  appendRows,
  dynamoReferenceTables,
} from "../../../lib/adapters/dynamodb/reference-tables.ts";
import { auditsContract } from "../../contracts/audits.ts";
import { referenceTablesContract } from "../../contracts/reference-tables.ts";
import {
  createTable,
  describeOnDynamo,
  dynamoDbLocal,
  dynoxide,
} from "../../support/engines/dynamodb.ts";

describeOnDynamo("the DynamoDB adapters", [dynoxide, dynamoDbLocal], (documents) => {
  const table = "holdpoint";
  beforeAll(() => createTable(documents(), table));

  describe("keep the contract of Audits and Outbox:", () => {
    auditsContract(() => ({
      audits: dynamoAudits(documents(), table),
      outbox: dynamoOutbox(documents(), table),
    }));
  });

  describe("keep the contract of ReferenceTables:", () => {
    referenceTablesContract(() => ({
      references: dynamoReferenceTables(documents(), table),
      append: (rows) => appendRows(documents(), table, rows),
    }));
  });
});
