import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { Pass } from "../../app/pass/pass.ts";
import type { Passes } from "../../app/ports.ts";
import { recallsPk, reviewKeyOf } from "./keys.ts";
import { itemAt, itemsUnder } from "./query.ts";
import { documentIn, documentsOf, instant } from "./review-items.ts";

/** Recalled passes that are still valid: a list of thousands would be a calamity of its own. */
const recallsMax = 100_000;

/** The release passes in DynamoDB; they change through `dynamoAudits` alone. */
export function dynamoPasses(documents: DynamoDBDocumentClient, table: string): Passes {
  return {
    find: async (id) => {
      const item = await itemAt(documents, table, reviewKeyOf("pass", id));
      return item && documentIn<Pass>(item);
    },
    of: (submission) => documentsOf<Pass>(documents, table, "pass", submission),
    recalled: async (at) => {
      // Behind the instant's own: what ends at it is valid no more.
      const range = { after: `${instant(at)}~`, itemsMax: recallsMax };
      const items = await itemsUnder(documents, table, recallsPk, range);
      return items.map(documentIn<Pass>).sort((a, b) => (a.id < b.id ? -1 : 1));
    },
  };
}
