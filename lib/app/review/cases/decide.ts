import type { JsonObject } from "../../../core/expression/value.ts";
import { actorOf } from "../../caller.ts";
import { GateError } from "../../errors.ts";
import type { ActivePlan } from "../../ports.ts";
import { act, type Moment, type Step } from "../act.ts";
import type { Approval } from "../approval.ts";
import { requestedApproval } from "../approvals/approval-request.ts";
import { standingOf } from "../approvals/lapse-approvals.ts";
import { admitAnswers } from "../attest/answers.ts";
import { provenByAnswers } from "../attest/prove-answers.ts";
import type { Answers, Case, CaseId, Decision, Reason } from "../case.ts";
import type { Acted, OnVersion, ReviewPorts } from "../command.ts";
import { conflict } from "../conflict.ts";
import { type Change, changed } from "../effects.ts";
import { type Evidence, evidenceOf } from "../evidence.ts";
import {
  admitVersion,
  approvalAt,
  caseAt,
  gateAt,
  submissionAt,
  submissionIn,
} from "../find-documents.ts";
import { type FourEyes, fourEyes } from "../policy/four-eyes.ts";
import { formatOrdinals, parseOrdinals, splitOrdinals } from "../policy/ordinals.ts";
import { admit } from "../policy/separation.ts";
import { nextViolationState } from "../policy/violation-states.ts";
import type { Submission } from "../submission.ts";
import { admitDecision, admitReason } from "../written.ts";
import { refuseEnded } from "./act-on-case.ts";
import { type CasePart, partOf, wholeOf } from "./case-part.ts";
import { effectsOf, eventOf, refuseExpired } from "./decision.ts";

/** A decision on violations of a case. */
export interface Decide extends OnVersion {
  readonly case: CaseId;
  readonly decision: Decision;
  /** Of `attest`, and of nothing else: what she says of the facts that the rule asks about. */
  readonly answers?: Answers;
  readonly reason: Reason;
  /** Ordinals such as `0-41,57`, of the case; absent: all of it. */
  readonly violations?: string;
}

/**
 * Decides on a case, or on some of its violations, which splits it. The last decision that lets the
 * last held violation go releases the submission. Where two people are needed nothing is decided yet:
 * the entry `approval.requested` names the request for the second. What is attested is judged again
 * with the answers, here and once more when a second person consents: see `provenByAnswers`.
 *
 * @throws {GateError} `forbidden` with the reason of law 6; `conflict` with reason `case_decided`,
 * `approval_pending` or `submission_ended`; `invalid` for what is no reason or no part of the case.
 */
export async function decide(ports: ReviewPorts, command: Decide): Promise<Acted> {
  const { case: id, caller, version } = command;
  const decision = admitDecision(command.decision);
  const answers = admitAnswers(decision, command.answers);
  const reason = admitReason(command.reason);
  const violations =
    command.violations === undefined
      ? undefined
      : formatOrdinals(parseOrdinals(command.violations));
  return act(ports, command, {
    operation: "decide",
    submission: submissionIn(id, "case"),
    on: { case: id },
    said: {
      decision,
      ...(answers && { answers }),
      reason: { ...reason },
      violations: violations ?? null,
    },
    step: async (moment) => {
      const read = await readDecidable(ports, id, moment);
      const { submission, gate } = read;
      admit({ caller, operation: "decide", gate, submission, now: moment.at });
      const parts = await partsOf(ports, read, violations);
      const weighed = { ...read.case, ...parts.part };
      admit({
        caller,
        operation: "decide",
        gate,
        submission,
        case: weighed,
        decision,
        now: moment.at,
      });
      admitVersion(read.case, version);
      refuseUndecidable(read, decision);
      const lapsed = await admitNoPending(ports, read);
      const proof = answers && (await provenByAnswers(ports, { ...read, ...parts }, answers));
      const two = fourEyesFor(read, parts.part, decision);
      const said = { decision, ...(answers && { answers }), reason };
      const proposed = { ...read, ...parts, ...said, ...(proof && { proof }), lapsed };
      return two === undefined ? alone(proposed, command) : forTwo(ports, proposed, command, two);
    },
  });
}

/** A case with all that a decision on it depends on. */
export interface Decidable extends ActivePlan, Moment {
  readonly case: Case;
  readonly submission: Submission;
}

export async function readDecidable(
  ports: ReviewPorts,
  id: CaseId,
  moment: Moment,
): Promise<Decidable> {
  const one = await caseAt(ports, id);
  const submission = await submissionAt(ports, one.submission);
  const { gate, plan } = await gateAt(ports, one.gate, moment.at);
  return { ...moment, case: one, submission, gate, plan };
}

/** What would be decided on, and what would be left. */
export interface Parts {
  readonly part: CasePart;
  readonly rest?: CasePart;
}

export async function partsOf(
  ports: ReviewPorts,
  { case: one, submission }: Decidable,
  violations: string | undefined,
): Promise<Parts> {
  if (violations === undefined || violations === one.violations) return { part: wholeOf(one) };
  const whole = parseOrdinals(one.violations);
  const { taken, rest } = splitOrdinals(whole, parseOrdinals(violations));
  const evidence = await evidenceOf(ports, submission);
  refuseUnlisted(evidence, one);
  return { part: partOf(evidence, one, taken), rest: partOf(evidence, one, rest) };
}

/**
 * What a report only counts has no ordinal of which anybody knows what it is: some of a rule's
 * violations cannot be told from the others, and nothing goes out by a guess.
 *
 * @throws {GateError} `invalid`.
 */
function refuseUnlisted({ lists, unlisted }: Evidence, { rule, count }: Case): void {
  if (!unlisted.has(rule)) return;
  const listed = lists.get(rule)?.length ?? 0;
  const message =
    `the report lists ${listed} of the ${count} violations of ${rule}: decide on all of them, ` +
    "by leaving this out";
  throw new GateError("invalid", `/violations: ${message}`, {
    mistakes: [{ pointer: "/violations", message }],
  });
}

/** @throws {GateError} `conflict` when it is too late for this decision. */
export function refuseUndecidable(
  { submission, gate, case: one, at }: Decidable,
  decision: Decision,
): void {
  nextViolationState(one.state, eventOf[decision]);
  refuseEnded(submission);
  refuseExpired(gate, submission, at);
}

export const fourEyesFor = (
  { gate, submission, case: one }: Decidable,
  { severity, atRisk }: CasePart,
  decision: Decision,
): FourEyes | undefined =>
  fourEyes(gate, submission, {
    kind: "decide",
    decision,
    severity,
    scope: one.scope,
    waivable: one.waivable,
    atRisk,
  });

/** The request that the case waits for, if it still does; one that has lapsed is told so on the way. */
async function admitNoPending(
  ports: ReviewPorts,
  { case: one, submission, gate, plan, at }: Decidable,
): Promise<readonly Change<Approval>[]> {
  if (one.approval === undefined) return [];
  const approval = await approvalAt(ports, one.approval);
  const state = standingOf(approval, submission, { gate, plan }, at);
  if (state === "pending")
    throw conflict(
      "approval_pending",
      "a decision on this case waits for its second person: wait, or withdraw the request",
    );
  return approval.state === "pending" ? [changed(approval, { state })] : [];
}

interface Proposed extends Said {
  readonly reason: Reason;
  readonly lapsed: readonly Change<Approval>[];
}

function alone(proposed: Proposed, { caller }: Decide): Step {
  const { gate, case: one, reason, lapsed } = proposed;
  return {
    action: "decision.made",
    gate: gate.name,
    case: one.id,
    reason,
    facts: factsOf(proposed),
    ...effectsOf({ ...proposed, by: actorOf(caller) }),
    ...(lapsed.length > 0 && { approvals: lapsed }),
  };
}

async function forTwo(
  ports: ReviewPorts,
  proposed: Proposed,
  { caller }: Decide,
  two: FourEyes,
): Promise<Step> {
  const { gate, case: one, submission, part, decision, answers, reason, lapsed } = proposed;
  const action = {
    kind: "decide",
    case: one.id,
    decision,
    ...(answers && { answers }),
    violations: part.violations,
    reason,
  } as const;
  const approval = await requestedApproval(ports, {
    ...proposed,
    action,
    two,
    by: actorOf(caller),
  });
  const state = nextViolationState(one.state, "approval_requested");
  return {
    action: "approval.requested",
    gate: gate.name,
    case: one.id,
    approval: approval.id,
    reason,
    facts: { ...factsOf(proposed), binding: approval.binding, why: [...two.why] },
    cases: [changed(one, { state, approval: approval.id })],
    approvals: [...lapsed, { after: approval }],
    // What it was weighed against must not have grown in the meantime.
    unchanged: [{ of: "submission", id: submission.id, version: submission.version }],
  };
}

/** A decision on a case, with what shows that its answers clear it. */
export interface Said extends Decidable, Parts {
  readonly decision: Decision;
  readonly answers?: Answers;
  readonly proof?: JsonObject;
}

/** What it was decided on, as it was shown: evidence by digest, what was expected, what limits it. */
export function factsOf(said: Said): JsonObject {
  const { case: one, submission, gate, part, decision, answers, proof } = said;
  const { rule, scope } = one;
  const { violations, count, severity, atRisk, expected } = part;
  const { money, customers } = gate.approval;
  return {
    decision,
    ...(answers && { answers }),
    ...(proof && { proof }),
    report: submission.report,
    rule,
    scope,
    violations,
    count,
    severity,
    atRisk: plain(atRisk),
    expected: { ...expected },
    releasedAlone: plain(submission.releasedAlone),
    limits: { money: { ...money }, customers },
  };
}

const plain = (value: object): JsonObject => value as JsonObject;
