import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { dynamoApprovals } from "../../../lib/adapters/dynamodb/approvals.ts";
import { dynamoAudits } from "../../../lib/adapters/dynamodb/audits.ts";
import { dynamoCases } from "../../../lib/adapters/dynamodb/cases.ts";
import { dynamoDeadLetters } from "../../../lib/adapters/dynamodb/dead-letters.ts";
import { dynamoEarlierRuns } from "../../../lib/adapters/dynamodb/earlier-runs.ts";
import { dynamoOutbox } from "../../../lib/adapters/dynamodb/outbox.ts";
import { dynamoPasses } from "../../../lib/adapters/dynamodb/passes.ts";
import { itemsUnder } from "../../../lib/adapters/dynamodb/query.ts";
import {
  appendRows,
  dynamoReferenceTables,
} from "../../../lib/adapters/dynamodb/reference-tables.ts";
import { dynamoSubmissions } from "../../../lib/adapters/dynamodb/submissions.ts";
import { auditsContract } from "../../contracts/audits.ts";
import { changesContract } from "../../contracts/changes.ts";
import { deadLettersContract } from "../../contracts/dead-letters.ts";
import {
  approvalsContract,
  casesContract,
  passesContract,
  submissionsContract,
} from "../../contracts/documents.ts";
import { earlierRunsContract } from "../../contracts/earlier-runs.ts";
import { referenceTablesContract } from "../../contracts/reference-tables.ts";
import { signingKeysContract } from "../../contracts/signing-keys.ts";
import {
  createTable,
  describeOnDynamo,
  dynamoDbLocal,
  dynoxide,
} from "../../support/engines/dynamodb.ts";
import { deployedKeys } from "../../support/root-keys.ts";
import { temporaryObjects } from "../../support/temporary-objects.ts";

const table = "holdpoint";
const now = () => "2026-11-22T10:00:00.000Z";

const storeOn = (documents: DynamoDBDocumentClient) => ({
  audits: dynamoAudits(documents, table, temporaryObjects()),
  submissions: dynamoSubmissions(documents, table),
  cases: dynamoCases(documents, table),
  approvals: dynamoApprovals(documents, table),
  earlierRuns: dynamoEarlierRuns(documents, table),
  passes: dynamoPasses(documents, table),
  letters: dynamoDeadLetters(documents, table),
  outbox: dynamoOutbox(documents, table),
  keys: deployedKeys(documents, table, now),
});

describeOnDynamo("the DynamoDB store", [dynoxide, dynamoDbLocal], (documents) => {
  beforeAll(() => createTable(documents(), table));
  const store = () => storeOn(documents());

  describe("keeps the contract of Audits and Outbox:", () => auditsContract(store));
  describe("keeps the contract of Audits over documents:", () => changesContract(store));
  describe("keeps the contract of Submissions:", () => submissionsContract(store));
  describe("keeps the contract of Cases:", () => casesContract(store));
  describe("keeps the contract of Approvals:", () => approvalsContract(store));
  describe("keeps the contract of Passes:", () => passesContract(store));
  describe("keeps the contract of DeadLetters:", () => deadLettersContract(store));
  describe("keeps the contract of EarlierRuns:", () => earlierRunsContract(store));

  describe("keeps the contract of SigningKeys:", () => {
    signingKeysContract(() => store().keys);

    test("a key is there before anybody made one, the same for all, and none is written", async () => {
      await createTable(documents(), "keys");
      const all = Array.from({ length: 5 }, () => deployedKeys(documents(), "keys", now));
      const lists = await Promise.all(all.map((keys) => keys.list()));
      expect(new Set(lists.map((list) => JSON.stringify(list))).size).toBe(1);
      expect(lists[0]).toMatchObject([{ from: "2026-01-01T00:00:00.000Z", algorithm: "ES256" }]);
      const signed = await Promise.all(all.map((keys) => keys.sign(Buffer.from("x"))));
      expect(new Set(signed.map(({ keyId }) => keyId))).toEqual(new Set([lists[0]![0]!.keyId]));
      expect(new Set(signed.map(({ certified }) => certified?.keyId)).size).toBe(5);
      expect(await itemsUnder(documents(), "keys", "KEYS")).toEqual([]);
    });
  });

  describe("keeps the contract of ReferenceTables:", () => {
    referenceTablesContract(() => ({
      references: dynamoReferenceTables(documents(), table),
      append: (rows) => appendRows(documents(), table, rows),
    }));
  });
});
