import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { Cases } from "../../app/ports.ts";
import type { Case } from "../../app/review/case.ts";
import { queuePk, reviewKeyOf, shards } from "./keys.ts";
import { firstOfShards, itemAt } from "./query.ts";
import { documentIn, documentsOf } from "./review-items.ts";

/** The cases in DynamoDB; they change through `dynamoAudits` alone. */
export function dynamoCases(documents: DynamoDBDocumentClient, table: string): Cases {
  return {
    find: async (id) => {
      const item = await itemAt(documents, table, reviewKeyOf("case", id));
      return item && documentIn<Case>(item);
    },
    of: (submission) => documentsOf<Case>(documents, table, "case", submission),
    waiting: async (gate, casesMax) => {
      const pks = shards.map((shard) => queuePk(gate, shard));
      const items = await firstOfShards(documents, table, pks, { itemsMax: casesMax });
      return items.map(documentIn<Case>);
    },
  };
}
