import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** How far a run is, in order. */
export const stages = [
  "uploading",
  "splitting",
  "judging",
  "comparing",
  "merging",
  "finishing",
] as const;
export type Stage = (typeof stages)[number];

/** How far a run is by what its steps have left in the data folder; undefined before its upload. */
export function stageIn(data: string, run: string): Stage | undefined {
  if (existsSync(join(data, "objects/runs", run, "results"))) return "finishing";
  const work = namesIn(join(data, "objects/work", run));
  const has = (beginning: string): boolean => work.some((name) => name.startsWith(beginning));
  if (has("merged-") || has("tasks-merge")) return "merging";
  if (has("told.json") || has("tasks-settle")) return "comparing";
  if (has("plan.json")) return "judging";
  if (work.length > 0) return "splitting";
  return namesIn(join(data, "uploads")).length > 0 ? "uploading" : undefined;
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
