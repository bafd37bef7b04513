import type { PastRun } from "../../core/history.ts";
import { GateError } from "../errors.ts";
import type { History } from "../history.ts";
import type { Objects } from "../ports.ts";
import type { Part } from "../run/part.ts";
import type { Cutting, JudgedParts, Wanted } from "../run/phase-tasks.ts";
import type { RunId } from "./run.ts";
import { runObjects } from "./run-objects.ts";
import type { RunPlan } from "./run-work.ts";

/** The plain objects beside the files of sections. */
export const workNames = {
  plan: "plan.json",
  /** Which objects the uploads are, told when cutting begins: see `pinnedInputs`. */
  versions: "versions.json",
  parts: "parts.json",
  /** The figures of earlier runs, as rules read them: `PastRun`s. */
  history: (digest: string): string => `history-${digest}.json`,
  /** What was cut so far, as long as there is more. */
  cuts: "cuts.json",
  /** `JudgedParts`, once every part is judged. */
  told: "told.json",
  /** `Wanted`, once every partition is settled. */
  wanted: "wanted.json",
  tasks: (phase: string): string => `tasks-${phase}.json`,
  /** An attempt at reading a part that is to be held. */
  holding: (part: number, attempt: number): string => `holding-${part}-${attempt}`,
} as const;

export const writeJson = (
  objects: Objects,
  name: string,
  value: unknown,
  options: { readonly onlyNew?: boolean } = {},
): Promise<boolean> =>
  objects.write(name, Buffer.from(JSON.stringify(value)), {
    mediaType: "application/json",
    ...options,
  });

/** Undefined where there is none. */
export async function findJson<Value>(objects: Objects, name: string): Promise<Value | undefined> {
  if ((await objects.find(name)) === undefined) return undefined;
  const chunks: Uint8Array[] = [];
  for await (const chunk of objects.read(name)) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString("utf8")) as Value;
}

async function workJson<Value>(objects: Objects, id: RunId, name: string): Promise<Value> {
  const found = await findJson<Value>(objects, runObjects.work(id, name));
  if (found === undefined)
    throw new GateError("unavailable", `the run has no ${name}: a step was left out`);
  return found;
}

export const readPlan = (objects: Objects, id: RunId): Promise<RunPlan> =>
  workJson(objects, id, workNames.plan);

export const readTold = (objects: Objects, id: RunId): Promise<JudgedParts> =>
  workJson(objects, id, workNames.told);

export const readWanted = (objects: Objects, id: RunId): Promise<Wanted> =>
  workJson(objects, id, workNames.wanted);

/** The earlier runs that the plan names, for rules; undefined where it names none. */
export async function readFixedHistory(
  objects: Objects,
  { id, history }: RunPlan,
): Promise<History | undefined> {
  if (history === undefined) return undefined;
  const runs = await workJson<readonly PastRun[]>(objects, id, workNames.history(history.digest));
  return { runs, digest: history.digest };
}

/** What the tasks of all phases go by. */
export async function readCutting(objects: Objects, plan: RunPlan): Promise<Cutting> {
  const parts = await workJson<readonly Part[]>(objects, plan.id, workNames.parts);
  return { ...cuttingOf(plan), parts };
}

/** The same where the parts do not matter. */
export const cuttingOf = ({ partitions, comparedRecords, groups }: RunPlan): Cutting => ({
  parts: [],
  partitions,
  comparedRecords,
  groups,
});

/** The level on which a run has one group, which is all of it. */
export function topLevel({ groups, groupGroups }: Pick<RunPlan, "groups" | "groupGroups">): number {
  let level = 0;
  for (let count = groups.length; count > 1; count = Math.ceil(count / groupGroups)) level++;
  return level;
}
