import { GateError } from "../../errors.ts";
import type { ViolationState } from "../case.ts";

/** What happens to violations; all of one case at once. */
export const violationEvents = [
  /** Somebody takes the case, or is given it. */
  "claimed",
  "assigned",
  /** Whoever had it gives it back. */
  "unclaimed",
  /** The sender is asked. */
  "asked",
  /** Her last open question is answered, and somebody has the case; or nobody has. */
  "answered",
  "answered_unassigned",
  "proposed",
  /** A decision was made that waits for its second person. */
  "approval_requested",
  /** Decided: release, return, reject, false positive, attest. */
  "released",
  "returned",
  "rejected",
  "false_positive",
  "attested",
  /** A waiver covers it; the waiver is taken back. */
  "waived",
  "waiver_revoked",
  /** The correction has the record, without the violation. */
  "corrected",
  /** The correction has the record, and still violates: it goes on there. */
  "still_violates",
  /** The correction has no such record. */
  "record_gone",
  /** The whole submission was rejected. */
  "submission_rejected",
  /** The sender took the submission back, or it expired. */
  "submission_ended",
] as const;
export type ViolationEvent = (typeof violationEvents)[number];

type Transitions = Readonly<Partial<Record<ViolationEvent, ViolationState>>>;

/** What may be decided on what waits, and what ends it. */
const undecided: Transitions = {
  released: "released",
  returned: "confirmed",
  rejected: "rejected",
  false_positive: "false_positive",
  attested: "attested",
  waived: "waived",
  corrected: "fixed",
  still_violates: "obsolete",
  record_gone: "obsolete",
  submission_rejected: "rejected",
  submission_ended: "obsolete",
};

/** Section 5.2 of the domain specification: from where what leads where; all else is refused. */
export const violationTransitions: Readonly<Record<ViolationState, Transitions>> = {
  open: {
    ...undecided,
    claimed: "assigned",
    assigned: "assigned",
    asked: "info_requested",
    proposed: "open",
    approval_requested: "open",
  },
  assigned: {
    ...undecided,
    claimed: "assigned",
    assigned: "assigned",
    unclaimed: "open",
    asked: "info_requested",
    proposed: "assigned",
    approval_requested: "assigned",
  },
  info_requested: {
    ...undecided,
    claimed: "info_requested",
    assigned: "info_requested",
    unclaimed: "info_requested",
    asked: "info_requested",
    answered: "assigned",
    answered_unassigned: "open",
    proposed: "info_requested",
    approval_requested: "info_requested",
  },
  // A true error that waits for its correction. Where none comes it was stopped all the same: it
  // ends as rejected, which counts as a true error prevented.
  confirmed: {
    corrected: "fixed",
    still_violates: "obsolete",
    record_gone: "obsolete",
    submission_rejected: "rejected",
    submission_ended: "rejected",
  },
  fixed: {},
  released: {},
  waived: { waiver_revoked: "open" },
  false_positive: {},
  attested: {},
  rejected: {},
  obsolete: {},
};

/** Where an event leads; undefined where the table has no such transition. Total. */
export const violationStateAfter = (
  from: ViolationState,
  event: ViolationEvent,
): ViolationState | undefined => violationTransitions[from][event];

const waiting: readonly ViolationState[] = ["open", "assigned", "info_requested"];

/** Whether nothing has been decided yet. */
export const isWaiting = (state: ViolationState): boolean => waiting.includes(state);

/**
 * Where an event leads.
 *
 * @throws {GateError} `conflict` with reason `case_decided` for what no longer waits, and
 * `wrong_state` for what waits, but not for this.
 */
export function nextViolationState(from: ViolationState, event: ViolationEvent): ViolationState {
  const to = violationStateAfter(from, event);
  if (to !== undefined) return to;
  const words = event.replaceAll("_", " ");
  throw new GateError(
    "conflict",
    `the case is ${from.replace("_", " ")}: '${words}' does not apply`,
    {
      reason: isWaiting(from) ? "wrong_state" : "case_decided",
    },
  );
}
