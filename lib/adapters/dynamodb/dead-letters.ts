import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { DeadLetter } from "../../app/letters/dead-letter.ts";
import type { DeadLetters } from "../../app/ports.ts";
import { lettersPk, reviewKeyOf, shards } from "./keys.ts";
import { firstOfShards, itemAt } from "./query.ts";
import { documentIn, documentsOf } from "./review-items.ts";

/** Dead letters as rows of DynamoDB; they change through `dynamoAudits` alone. */
export function dynamoDeadLetters(documents: DynamoDBDocumentClient, table: string): DeadLetters {
  return {
    find: async (id) => {
      const item = await itemAt(documents, table, reviewKeyOf("letter", id));
      return item && documentIn<DeadLetter>(item);
    },
    dead: async (lettersMax) => {
      const items = await firstOfShards(documents, table, shards.map(lettersPk), {
        itemsMax: lettersMax,
      });
      return items.map(documentIn<DeadLetter>);
    },
    of: (submission) => documentsOf(documents, table, "letter", submission),
  };
}
