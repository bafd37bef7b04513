import { conclude } from "./conclude.ts";
import type { Context } from "./context.ts";
import { type Bounds, wholeOf } from "./gather.ts";
import { judge } from "./judge.ts";
import { judgeKeys } from "./judge-keys.ts";
import type { Plan } from "./plan.ts";
import type { Reading } from "./record.ts";
import type { Report } from "./report.ts";

/** Judges a whole submission in one go: one chunk, one partition, one report. */
export function judgeAll(
  plan: Plan,
  readings: Iterable<Reading>,
  context: Context,
  bounds: Bounds = {},
): Report {
  const chunk = judge(plan, readings, context, bounds);
  const sets = [judgeKeys(plan, chunk.keys, context)];
  return conclude(plan, wholeOf(plan, [chunk], sets, bounds), context, bounds);
}
