import { GateError } from "../../errors.ts";
import type { SubmissionState } from "../submission.ts";

/** What happens to a submission as a whole. */
export const submissionEvents = [
  /** Its evaluation starts. */
  "evaluation_started",
  /** Nothing holds or blocks. */
  "passed",
  /** Something holds or blocks. */
  "held",
  /** Everything is decided, and nothing is held any more. */
  "settled",
  /** Records with nothing against them go out before the others. */
  "released_partially",
  /** A person rejects all of it that has not gone out. */
  "rejected",
  /** Its sender takes back all of it that has not gone out. */
  "withdrawn",
  /** A correction takes its place. */
  "superseded",
  /** The planned release is long past. */
  "expired",
] as const;
export type SubmissionEvent = (typeof submissionEvents)[number];

/**
 * Section 5.1 of the domain specification: from where what leads where. What is not here is refused.
 * A submission of which a part has gone out is as open as a held one, with what is left of it.
 */
// biome-ignore format: one line a state
export const submissionTransitions: Readonly<
  Record<SubmissionState, Readonly<Partial<Record<SubmissionEvent, SubmissionState>>>>
> = {
  received: { evaluation_started: "evaluating", superseded: "superseded" },
  evaluating: { passed: "released_auto", held: "held", withdrawn: "withdrawn", superseded: "superseded" },
  held: { settled: "released", released_partially: "partially_released", rejected: "rejected",
    withdrawn: "withdrawn", superseded: "superseded", expired: "expired" },
  partially_released: { settled: "released", released_partially: "partially_released", rejected: "rejected",
    withdrawn: "withdrawn", superseded: "superseded", expired: "expired" },
  // What was rejected is corrected by a new submission, and stays rejected itself.
  rejected: { superseded: "rejected" },
  released_auto: {},
  released: {},
  withdrawn: {},
  superseded: {},
  expired: {},
};

/** Where an event leads; undefined where the table has no such transition. Total. */
export const submissionStateAfter = (
  from: SubmissionState,
  event: SubmissionEvent,
): SubmissionState | undefined => submissionTransitions[from][event];

/** Whether something of it still waits to go out, be corrected or end. */
export const isOpen = (state: SubmissionState): boolean =>
  submissionTransitions[state].superseded === "superseded";

/**
 * Where an event leads.
 *
 * @throws {GateError} `conflict` with reason `submission_ended` for a submission in which nothing is
 * open any more, and `wrong_state` for one that is open, but not to this.
 */
export function nextSubmissionState(
  from: SubmissionState,
  event: SubmissionEvent,
): SubmissionState {
  const to = submissionStateAfter(from, event);
  if (to !== undefined) return to;
  throw new GateError("conflict", `the submission is ${from}: ${wordsOf(event)} does not apply`, {
    reason: isOpen(from) ? "wrong_state" : "submission_ended",
  });
}

const wordsOf = (event: SubmissionEvent): string => `'${event.replaceAll("_", " ")}'`;
