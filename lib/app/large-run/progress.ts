import type { Objects } from "../ports.ts";
import type { RunId, RunProgress } from "./run.ts";
import { runObjects } from "./run-objects.ts";
import type { RunPlan } from "./run-work.ts";
import { findJson, topLevel, workNames } from "./staged-plan.ts";

/**
 * How far the judging of a run is, by what its steps have left: it may be a little further. Costs a
 * listing of what is there, some thousand names at most.
 */
export async function progressOf(
  { objects }: { readonly objects: Objects },
  id: RunId,
): Promise<RunProgress> {
  const plan = await findJson<RunPlan>(objects, runObjects.work(id, workNames.plan));
  if (plan === undefined) {
    const isCut = (await objects.find(runObjects.work(id, workNames.cuts))) !== undefined;
    return { phase: isCut ? "splitting" : "waiting", parts: { all: 0, done: 0 } };
  }
  const count = async (prefix: string): Promise<number> => {
    let found = 0;
    for await (const _ of objects.list(runObjects.work(id, prefix))) found++;
    return found;
  };
  const parts = { all: plan.parts, done: await count("judged-") };
  if (parts.done < parts.all) return { phase: "judging", parts };
  if ((await count(`merged-${topLevel(plan)}-`)) > 0) return { phase: "done", parts };
  if ((await count("merged-")) > 0) return { phase: "merging", parts };
  return { phase: (await count("settled-")) > 0 ? "comparing" : "judging", parts };
}
