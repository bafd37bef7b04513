import type { Actor } from "../../caller.ts";
import type { Gate } from "../../gate.ts";
import { instantText, isBefore, millisecondsOf } from "../../instant.ts";
import type { Answers, Case, CaseDecision, Decision, Reason } from "../case.ts";
import { conflict } from "../conflict.ts";
import { type Change, changed, type Effects } from "../effects.ts";
import { addExposure } from "../policy/exposure.ts";
import { letsThrough } from "../policy/four-eyes.ts";
import { countOrdinals, parseOrdinals } from "../policy/ordinals.ts";
import { nextSubmissionState } from "../policy/submission-states.ts";
import { nextViolationState, type ViolationEvent } from "../policy/violation-states.ts";
import { type Release, type Submission, waitingOf } from "../submission.ts";
import type { CasePart } from "./case-part.ts";
import { splitFrom } from "./end-case.ts";
import { settledAfter } from "./settle.ts";

/** A decision that has been admitted, by one person or by two. */
export interface Decided {
  readonly case: Case;
  readonly submission: Submission;
  /** What is decided on: all of the case, or some of it. */
  readonly part: CasePart;
  /** What is left of the case; absent where all of it is decided on. */
  readonly rest?: CasePart;
  readonly decision: Decision;
  /** Of `attest`; with them its rule passes. */
  readonly answers?: Answers;
  readonly reason: Reason;
  readonly by: Actor;
  readonly approvedBy?: Actor;
  readonly at: string;
  /** The audit entry of the decision. */
  readonly entry: string;
}

export const eventOf: Readonly<Record<Decision, ViolationEvent>> = {
  release: "released",
  return: "returned",
  reject: "rejected",
  false_positive: "false_positive",
  attest: "attested",
};

/**
 * What a decision changes: the case, or a new one that is split from it; the counts of the
 * submission; and, when nothing is held any more, the release of the whole in the same breath. Pure.
 */
export function effectsOf(decided: Decided): Pick<Effects, "cases" | "submissions"> {
  const { case: one, submission, decision, part } = decided;
  const to = nextViolationState(one.state, eventOf[decision]);
  const settled = settledAfter(submission.settled, { from: one.state, to, count: part.count });
  const { releasedAlone, version } = submission;
  const next = { ...submission, settled };
  const isAlone = letsThrough(decision) && decided.approvedBy === undefined;
  return {
    cases: casesAfter(decided, to),
    submissions: [
      {
        before: submission,
        after: {
          ...next,
          version: version + 1,
          releasedAlone: isAlone ? addExposure(releasedAlone, part.atRisk) : releasedAlone,
          ...(isSettled(next) && releasedBy(next, decided)),
        },
      },
    ],
  };
}

function casesAfter(decided: Decided, to: Case["state"]): readonly Change<Case>[] {
  const { case: one, part, rest } = decided;
  const fields = { ...part, state: to, decision: decisionOf(decided), ...ended };
  if (rest === undefined) return [changed(one, fields)];
  return [changed(one, { ...rest, approval: undefined }), { after: splitFrom(one, 0, fields) }];
}

const ended = { lease: undefined, approval: undefined } as const;

const decisionOf = (decided: Decided): CaseDecision => {
  const { at, by, approvedBy, decision, answers, reason, entry } = decided;
  return {
    at,
    by,
    ...(approvedBy && { approvedBy }),
    decision,
    ...(answers && { answers }),
    reason,
    entry,
  };
};

/** Nothing waits, and nothing stays to be corrected. */
const isSettled = (submission: Submission): boolean =>
  waitingOf(submission) === 0 &&
  (submission.settled.confirmed ?? 0) === 0 &&
  (submission.settled.rejected ?? 0) === 0;

function releasedBy(
  submission: Submission,
  { at, by, approvedBy, entry }: Decided,
): Pick<Submission, "state" | "releases"> {
  const { state, releases, counts } = submission;
  const last = releases.at(-1);
  const release: Release = {
    id: entry,
    at,
    kind: last === undefined ? "whole" : "part",
    records: recordsLeft(last, counts),
    by,
    ...(approvedBy && { approvedBy }),
    ...(last?.verdicts && { verdicts: ["hold", "block"] as const }),
  };
  return { state: nextSubmissionState(state, "settled"), releases: [...releases, release] };
}

/** What the release before has left behind; all of it where there was none. */
function recordsLeft(last: Release | undefined, counts: Submission["counts"]): number {
  if (last === undefined) return counts.received;
  if (last.verdicts !== undefined) return counts.held + counts.blocked;
  return last.excluded === undefined ? 0 : countOrdinals(parseOrdinals(last.excluded));
}

const dayMs = 86_400_000;
/** Instants are written with years of four digits. */
const lastMs = millisecondsOf("9999-12-31T23:59:59.999Z");

/** When a held submission ends, unreleased: so many days after the release that was planned. */
export const endsAt = (
  { deadlines }: Pick<Gate, "deadlines">,
  { requestedReleaseAt, receivedAt }: Submission,
): string =>
  instantText(
    Math.min(
      lastMs,
      millisecondsOf(requestedReleaseAt ?? receivedAt) + deadlines.expires_days * dayMs,
    ),
  );

/**
 * Refuses what would let something out after its time, whether or not the sweep has been there.
 *
 * @throws {GateError} `conflict` with reason `submission_ended`.
 */
export function refuseExpired(gate: Gate, submission: Submission, at: string): void {
  const end = endsAt(gate, submission);
  if (isBefore(at, end)) return;
  throw conflict(
    "submission_ended",
    `the submission expired at ${end}: nothing of it goes out; submit it again`,
  );
}
