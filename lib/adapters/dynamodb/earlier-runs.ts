import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { EarlierRun, RunFigures } from "../../app/history/earlier-run.ts";
import type { EarlierRuns } from "../../app/ports.ts";
import { bytesOf, type Item, itemsOf } from "./documents.ts";
import { figuresPk, historyPk, historySk } from "./keys.ts";
import { itemAt, itemsUnder } from "./query.ts";
import { documentIn } from "./review-items.ts";

/** The released runs that the next ones are compared with, in DynamoDB; `dynamoAudits` alone adds to them. */
export function dynamoEarlierRuns(documents: DynamoDBDocumentClient, table: string): EarlierRuns {
  return {
    isLoaded: async (gate) =>
      (await itemAt(documents, table, { pk: historyPk(gate), sk: loadedSk })) !== undefined,
    latest: async (gate, kind, runsMax) => {
      const reading = { prefix: `${kind}#`, itemsMax: runsMax, isBackwards: true } as const;
      const items = await itemsUnder(documents, table, historyPk(gate), reading);
      return items.map(documentIn<EarlierRun>).reverse();
    },
    figures: (ids) => Promise.all(ids.map((id) => findFigures(documents, table, id))),
  };
}

/** Beside the list of a gate, where somebody has loaded any of it: no kind begins so. */
const loadedSk = "LOADED";

/** The items of earlier runs in the lists of their gates. */
export const earlierRunItems = (runs: readonly EarlierRun[]): readonly Item[] =>
  runs.map((one) => ({
    pk: historyPk(one.gate),
    sk: historySk(one),
    document: JSON.stringify(one),
  }));

/** The gates into which some of these are loaded are marked: the mark may be there already. */
export const loadedMarks = (runs: readonly EarlierRun[]): readonly Item[] => {
  const gates = new Set(runs.flatMap(({ gate, releasedAt }) => (releasedAt === "" ? [gate] : [])));
  return [...gates].map((gate) => ({ pk: historyPk(gate), sk: loadedSk }));
};

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
