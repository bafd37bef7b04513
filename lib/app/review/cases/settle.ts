import type { ViolationState } from "../case.ts";
import { type SettledState, type Submission, settledStates } from "../submission.ts";

/** The counts of a submission after violations went from one state to another. Pure. */
export function settledAfter(
  settled: Submission["settled"],
  { from, to, count }: Move,
): Submission["settled"] {
  const counts: Partial<Record<SettledState, number>> = { ...settled };
  if (isSettled(from)) counts[from] = (counts[from] ?? 0) - count;
  if (isSettled(to)) counts[to] = (counts[to] ?? 0) + count;
  return Object.fromEntries(Object.entries(counts).filter(([, left]) => left !== 0));
}

/** Violations that go from one state to another. */
export interface Move {
  readonly from: ViolationState;
  readonly to: ViolationState;
  readonly count: number;
}

const isSettled = (state: ViolationState): state is SettledState =>
  settledStates.some((one) => one === state);
