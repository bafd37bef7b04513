import type { Submission } from "../review/submission.ts";
import type { LargeRun, RunProgress } from "./run.ts";

/** A run as people and programs see it. */
export interface RunView extends Omit<LargeRun, "mapping"> {
  /** How far its judging is; absent where it is not being judged. */
  readonly progress?: RunProgress;
  /** What it became, once it is judged: the submission has the run's own id. */
  readonly submission?: Pick<Submission, "state" | "verdict" | "counts">;
}

/** Pure. */
export function runViewOf(
  { mapping: _, ...run }: LargeRun,
  { progress, submission }: { progress?: RunProgress; submission?: Submission } = {},
): RunView {
  return {
    ...run,
    ...(progress && { progress }),
    ...(submission && {
      submission: {
        state: submission.state,
        verdict: submission.verdict,
        counts: submission.counts,
      },
    }),
  };
}
