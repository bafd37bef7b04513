import { actByGate } from "../act-by-gate.ts";
import type { Case, CaseId } from "../case.ts";
import { caseIdOf, splitIdOf } from "../case-id.ts";
import type { ReviewPorts } from "../command.ts";
import { type Change, changed } from "../effects.ts";
import { caseAt, submissionAt } from "../find-documents.ts";
import { eachOrdinal, ordinalsOf, parseOrdinals } from "../policy/ordinals.ts";
import type { Reviewable } from "../policy/reviewable.ts";
import { type ViolationEvent, violationStateAfter } from "../policy/violation-states.ts";
import type { Submission } from "../submission.ts";
import { partOf } from "./case-part.ts";
import { type Continuation, continuationIn, type Outcome } from "./continuation.ts";
import { settledAfter } from "./settle.ts";

/** Whether a submission ended without going out, so that its cases end too. */
export const isEnded = ({ state }: Submission): boolean =>
  state === "withdrawn" || state === "rejected" || state === "superseded" || state === "expired";

/** What a correction made of violations is worked out once for all cases of a submission. */
export type Continuing = () => Promise<Continuation | undefined>;

/** The continuation of a submission's violations, read when it is first asked for. */
export function continuing(ports: ReviewPorts, submission: Submission): Continuing {
  const { state, supersededBy } = submission;
  let read: Promise<Continuation> | undefined;
  return async () => {
    if (state !== "superseded" || supersededBy === undefined) return undefined;
    read ??= continuationIn(ports, submission, supersededBy);
    return read;
  };
}

/**
 * Ends a case of a submission that has ended, by what ended it: all of it in one state, or in parts
 * that a correction treated differently. Idempotent; what was decided for good stays as it is.
 */
export async function endCase(
  ports: ReviewPorts,
  { id: submissionId }: Submission,
  id: CaseId,
  shared?: Continuing,
): Promise<void> {
  await actByGate(ports, {
    submission: submissionId,
    cause: ["closing", id],
    step: async () => {
      const one = await caseAt(ports, id);
      const submission = await submissionAt(ports, submissionId);
      const continuation = await (shared ?? continuing(ports, submission))();
      const endings = endingsOf(one, submission, continuation);
      if (endings.length === 0) return undefined;
      return {
        action: "case.closed",
        tenant: submission.tenant,
        gate: submission.gate,
        case: id,
        facts: { because: submission.state, violations: one.violations },
        cases: endings,
        submissions: [changed(submission, { settled: settledBy(submission, one, endings) })],
      };
    },
  });
}

function endingsOf(
  one: Case,
  submission: Submission,
  continuation: Continuation | undefined,
): readonly Change<Case>[] {
  if (continuation === undefined) {
    const event = submission.state === "rejected" ? "submission_rejected" : "submission_ended";
    const state = violationStateAfter(one.state, event);
    return state === undefined ? [] : [changed(one, { ...closed, state })];
  }
  if (violationStateAfter(one.state, "corrected") === undefined) return [];
  return partsBy(one, continuation);
}

const closed = { lease: undefined, approval: undefined } as const;
/** In this order, so that the same correction always cuts a case in the same way. */
const outcomes = ["still_violates", "corrected", "record_gone"] as const;

function partsBy(one: Case, continuation: Continuation): readonly Change<Case>[] {
  const { evidence } = continuation;
  // Without the report nobody can say which of the violations went on.
  if (evidence === undefined)
    return [changed(one, { ...closed, ...endOf(one, "record_gone", continuation) })];
  const list = evidence.lists.get(one.rule) ?? [];
  // What the report only counts cannot be followed one by one: the case goes on as a whole, or ends.
  if (evidence.unlisted.has(one.rule))
    return [
      changed(one, { ...closed, ...endOf(one, continuation.wholeOf(one.rule), continuation) }),
    ];
  const all = [...eachOrdinal(parseOrdinals(one.violations))];
  const outcomeAt = (ordinal: number): Outcome =>
    continuation.outcomeOf(one.rule, list[ordinal] as Reviewable);
  const groups = outcomes.flatMap((event) => {
    const some = all.filter((ordinal) => outcomeAt(ordinal) === event);
    return some.length === 0 ? [] : [{ event, ordinals: ordinalsOf(some) }];
  });
  return groups.map(({ event, ordinals }, index) => {
    const part = partOf(evidence, one, ordinals);
    const fields = { ...closed, ...part, ...endOf(one, event, continuation) };
    if (index === 0) return changed(one, fields);
    return { after: splitFrom(one, index - 1, fields) };
  });
}

function endOf(
  { rule, state }: Case,
  event: ViolationEvent,
  { submission }: Continuation,
): Partial<Case> {
  const to = violationStateAfter(state, event) ?? state;
  return {
    state: to,
    ...(event === "still_violates" && { continuedIn: caseIdOf(submission, rule) }),
  };
}

/** A case cut from another, at version 1. */
export function splitFrom(
  parent: Case,
  index: number,
  fields: { readonly [Field in keyof Case]?: Case[Field] | undefined },
): Case {
  const base = { ...parent, version: 0 };
  const { after } = changed(base, fields);
  return { ...after, id: splitIdOf(parent, index), splitFrom: parent.id };
}

function settledBy(
  { settled }: Submission,
  { state: from }: Case,
  endings: readonly Change<Case>[],
): Submission["settled"] {
  return endings.reduce(
    (counts, { after: { state: to, count } }) => settledAfter(counts, { from, to, count }),
    settled,
  );
}
