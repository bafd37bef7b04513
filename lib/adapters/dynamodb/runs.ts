import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { LargeRun } from "../../app/large-run/run.ts";
import type { Runs } from "../../app/ports.ts";
import { reviewKeyOf, runsPk, shards } from "./keys.ts";
import { firstOfShards, itemAt } from "./query.ts";
import { documentIn } from "./review-items.ts";

/** Large submissions on their way, in DynamoDB; they change through `dynamoAudits` alone. */
export function dynamoRuns(documents: DynamoDBDocumentClient, table: string): Runs {
  return {
    find: async (id) => {
      const item = await itemAt(documents, table, reviewKeyOf("run", id));
      return item && documentIn<LargeRun>(item);
    },
    unfinished: async (runsMax) => {
      const items = await firstOfShards(documents, table, shards.map(runsPk), {
        itemsMax: runsMax,
      });
      return items.map(documentIn<LargeRun>);
    },
  };
}
