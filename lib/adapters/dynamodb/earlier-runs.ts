import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { EarlierRun, RunFigures } from "../../app/history/earlier-run.ts";
import type { EarlierRuns } from "../../app/ports.ts";
import { bytesOf, type Item, itemsOf } from "./documents.ts";
import { figuresPk, historyPk, historySk } from "./keys.ts";
import { itemsUnder } from "./query.ts";
import { documentIn } from "./review-items.ts";

/** The released runs that the next ones are compared with, in DynamoDB; `dynamoAudits` alone adds to them. */
export function dynamoEarlierRuns(documents: DynamoDBDocumentClient, table: string): EarlierRuns {
  return {
    any: async (gate) =>
      (await itemsUnder(documents, table, historyPk(gate), { itemsMax: 1 })).length > 0,
    latest: async (gate, kind, runsMax) => {
      const reading = { prefix: `${kind}#`, itemsMax: runsMax, isBackwards: true } as const;
      const items = await itemsUnder(documents, table, historyPk(gate), reading);
      return items.map(documentIn<EarlierRun>).reverse();
    },
    figures: (ids) => Promise.all(ids.map((id) => findFigures(documents, table, id))),
  };
}

/** The item of an earlier run in the list of its gate. */
export const earlierRunItem = (one: EarlierRun): Item => ({
  pk: historyPk(one.gate),
  sk: historySk(one),
  document: JSON.stringify(one),
});

/** The items of what was counted of a run: compressed, and cut to size. */
export const figuresItems = ({ run, text }: RunFigures): Promise<readonly Item[]> =>
  itemsOf(figuresPk(run), Buffer.from(text), {});

async function findFigures(
  documents: DynamoDBDocumentClient,
  table: string,
  run: string,
): Promise<RunFigures | undefined> {
  const items = await itemsUnder(documents, table, figuresPk(run));
  const [head] = items;
  if (head === undefined) return undefined;
  const text = Buffer.from(await bytesOf(items)).toString("utf8");
  return { run, digest: head["digest"] as string, text };
}
