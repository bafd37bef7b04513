import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { Submissions } from "../../app/ports.ts";
import type { Submission } from "../../app/review/submission.ts";
import { heldPk, reviewPk, shards, submissionSk } from "./keys.ts";
import { firstOfShards, itemAt } from "./query.ts";
import { documentIn } from "./review-items.ts";

/** Where submissions stand, in DynamoDB; they change through `dynamoAudits` alone. */
export function dynamoSubmissions(documents: DynamoDBDocumentClient, table: string): Submissions {
  return {
    find: async (id) => {
      const item = await itemAt(documents, table, { pk: reviewPk(id), sk: submissionSk });
      return item && documentIn<Submission>(item);
    },
    held: async (gate, submissionsMax) => {
      const pks = shards.map((shard) => heldPk(gate, shard));
      const items = await firstOfShards(documents, table, pks, { itemsMax: submissionsMax });
      return items.map(documentIn<Submission>);
    },
  };
}
