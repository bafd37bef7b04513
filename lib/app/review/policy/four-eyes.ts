import {
  abs,
  compare,
  type Decimal,
  decimal,
  multiply,
  parseDecimal,
  ZERO,
} from "../../../core/expression/decimal.ts";
import type { Json } from "../../../core/expression/value.ts";
import type { Caller, Role } from "../../caller.ts";
import { canonicalJson, sha256 } from "../../digest.ts";
import type { Gate } from "../../gate.ts";
import { gateVersionOf } from "../../gate-version.ts";
import { isBefore } from "../../instant.ts";
import type { ActivePlan } from "../../ports.ts";
import type { Approval, ApprovalState, FourEyesReason, ReviewedAction } from "../approval.ts";
import type { Case, Decision } from "../case.ts";
import type { Money } from "../money.ts";
import type { Exposure, Submission } from "../submission.ts";
import { addExposure } from "./exposure.ts";
import { hasOrdinals, parseOrdinals } from "./ordinals.ts";
import { isSameDepartment, isSamePerson, nameForm } from "./person.ts";
import { forbidden, type RefusalReason } from "./refusal.ts";
import { isAuthor, isManagerAway } from "./separation.ts";
import { isWaiting } from "./violation-states.ts";

/** What one person would do alone, as far as the limits of section 5.4 look at it. */
export type Weighed =
  | {
      readonly kind: "decide";
      readonly decision: Decision;
      readonly severity: Case["severity"];
      readonly scope: Case["scope"];
      readonly waivable: boolean;
      /** Of the violations that would be decided on. */
      readonly atRisk: Exposure;
    }
  | {
      readonly kind: "release-partially";
      /** Records of the submission, and how many of them would be left behind. */
      readonly records: number;
      readonly excluded: number;
      /** What all records are worth, and those that would be left behind. */
      readonly money: Money;
      readonly excludedMoney: Money;
    };

/** Why one person is not enough, and roles of which the second must have one. */
export interface FourEyes {
  readonly why: readonly FourEyesReason[];
  readonly approvers: readonly Role[];
}

/**
 * Whether a second person is needed, by section 5.4 of the domain specification; undefined where one
 * is enough. What single persons let through before in the submission is added, so that slices of a
 * sum count as the sum. Pure and exact.
 */
export function fourEyes(
  gate: Gate,
  { releasedAlone }: Pick<Submission, "releasedAlone">,
  weighed: Weighed,
): FourEyes | undefined {
  if (weighed.kind === "release-partially") {
    const why = partialReasons(gate, weighed);
    return why.length > 0 ? { why, approvers: gate.approval.approvers } : undefined;
  }
  if (!letsThrough(weighed.decision)) return undefined;
  const exposure = addExposure(weighed.atRisk, releasedAlone);
  const why = decisionReasons(gate, weighed, exposure);
  return why.length > 0 ? { why, approvers: approversFor(gate, exposure.money) } : undefined;
}

/** Whether a decision lets something go out as it is. */
export const letsThrough = (decision: Decision): boolean =>
  decision === "release" || decision === "false_positive" || decision === "attest";

function decisionReasons(
  { approval }: Gate,
  { severity, scope, waivable }: Extract<Weighed, { kind: "decide" }>,
  { money, customers }: Exposure,
): readonly FourEyesReason[] {
  const why: FourEyesReason[] = [];
  if (severity === "block") why.push("block_let_through");
  if (reaches(money, approval.money)) why.push("money_at_risk");
  if (money.unknown) why.push("money_unknown");
  if (customers >= approval.customers) why.push("customers_affected");
  if (scope === "run") why.push("run_scope");
  // Only an answer that its rule accepts gets that far: see `decisionRefusal`.
  if (!waivable) why.push("rule_not_waivable");
  return why;
}

/** Whether an exposure is over what one person may let through, whatever has been released before. */
export const isOverLimits = ({ approval }: Gate, { money, customers }: Exposure): boolean =>
  money.unknown === true || reaches(money, approval.money) || customers >= approval.customers;

/** Whether some amount reaches its currency's limit; one whose currency has none reaches it. */
function reaches({ amounts }: Money, limits: Readonly<Record<string, string>>): boolean {
  return Object.entries(amounts).some(([currency, text]) => {
    const amount = amountOf(text);
    const limit = Object.hasOwn(limits, currency) ? amountOf(limits[currency] as string) : ZERO;
    return amount.units !== 0n && compare(amount, limit) >= 0;
  });
}

/** What is lost counts as what is gained: a sign hides nothing. */
const amountOf = (text: string): Decimal => abs(parseDecimal(text) ?? ZERO);

/** The approvers of the last tier that is reached; money that nobody knows reaches all. */
function approversFor({ approval }: Gate, money: Money): readonly Role[] {
  const reached = approval.tiers.findLast((tier) => money.unknown || reaches(money, tier.money));
  return (reached ?? approval).approvers;
}

/** Section 5.4: a partial release leaves behind more than is tolerated, by count or by money. */
function partialReasons(
  { policy }: Gate,
  { records, excluded, money, excludedMoney }: Extract<Weighed, { kind: "release-partially" }>,
): readonly FourEyesReason[] {
  if (excluded === 0) return [];
  const { share, money_share, population_min } = policy.tolerated;
  const isOver =
    // Of few records a share says nothing.
    records < population_min ||
    isMoreThan(decimal(BigInt(excluded), 0), decimal(BigInt(records), 0), share) ||
    Object.entries(excludedMoney.amounts).some(([currency, text]) =>
      isMoreThan(amountOf(text), amountOf(money.amounts[currency] ?? "0"), money_share),
    );
  const isUnknown = money.unknown === true || excludedMoney.unknown === true;
  return [
    ...(isOver ? (["excluded_share"] as const) : []),
    ...(isUnknown ? (["money_unknown"] as const) : []),
  ];
}

/** Whether a part is more than a share of the whole; exactly the share is not. */
const isMoreThan = (part: Decimal, whole: Decimal, share: string): boolean =>
  compare(part, multiply(whole, amountOf(share))) > 0;

/**
 * SHA-256, hex, over all that an approval is for: the submission with the digest of its payload, the
 * revision and the gate that judged it, those that are in force now, and the whole action.
 */
export const bindingOf = (
  { id, payload, revision, gateVersion }: Submission,
  { gate, plan }: ActiveJudge,
  action: ReviewedAction,
): string =>
  sha256(
    canonicalJson({
      schema: "holdpoint/binding/1",
      submission: id,
      payload,
      judgedBy: { revision, gateVersion },
      inForce: { revision: plan.revision, gateVersion: gateVersionOf(gate) },
      action: action as unknown as Json,
    }),
  );

/** What is in force at a gate. */
export interface ActiveJudge {
  readonly gate: Gate;
  readonly plan: Pick<ActivePlan["plan"], "revision">;
}

/** A second person's move on an approval. */
export interface SecondMove {
  readonly approval: Approval;
  readonly caller: Caller;
  /** The binding that she says she saw; absent where she refuses. */
  readonly binding?: string;
  readonly active: ActiveJudge;
  readonly submission: Submission;
  /** The case that would be decided on; absent for other actions, and where it is gone. */
  readonly case?: Case;
  /** The action as it would be asked for now, where it is made from more than a case. */
  readonly action?: ReviewedAction;
  /** RFC 3339. */
  readonly now: string;
}

/**
 * Whether somebody may be the second person of an approval now; asked after `admit`. Pure.
 *
 * @throws {GateError} `forbidden` with one of `refusalReasons`.
 */
export function admitApproval(move: SecondMove): void {
  admitSecond(move);
  admitUnused(move);
  if (move.binding !== undefined) admitUnchanged(move, move.binding);
}

/** Another person than the first and than the authors, in an approving role, one of the two outside. */
function admitSecond({ approval, caller, active, submission, now }: SecondMove): void {
  if (isSamePerson(approval.requestedBy, caller))
    refuse("same_person", "who asks for a second person is not the second person");
  if (isAuthor(submission, caller))
    refuse("author_decides", "who made a submission has no part in its review");
  const held = caller.roles.filter(
    (role) => role !== "deputy_service_manager" || isManagerAway(active.gate, now),
  );
  if (!held.some((role) => approval.approvers.includes(role)))
    refuse("approver_role_missing", `this is approved by ${approval.approvers.join(", ")}`);
  if (!isOutside(approval.requestedBy, submission) && !isOutside(caller, submission))
    refuse(
      "department_benefits",
      "both of you are of the department that benefits, or one's department or the sender's is " +
        "not known: somebody of another department approves",
    );
}

/** Known to be of another department than the one that benefits. */
const isOutside = ({ department }: Pick<Caller, "department">, submission: Submission): boolean =>
  isKnown(department) &&
  isKnown(submission.department) &&
  !isSameDepartment(department, submission.department);

const isKnown = (department: string | undefined): boolean =>
  department !== undefined && nameForm(department) !== "";

const endings: Readonly<Record<Exclude<ApprovalState, "pending">, RefusalReason>> = {
  used: "approval_used",
  refused: "approval_refused",
  expired: "approval_expired",
  stale: "approval_stale",
};

export function admitUnused({ approval, now }: SecondMove): void {
  const { state, requestedAt, expiresAt } = approval;
  if (state !== "pending") refuse(endings[state], `this approval is ${state}: ask for a new one`);
  if (isBefore(now, requestedAt))
    refuse("clock_behind", "the clock stands before the request: set the clock, and try again");
  if (!isBefore(now, expiresAt))
    refuse("approval_expired", `this approval expired at ${expiresAt}: ask for a new one`);
}

function admitUnchanged(move: SecondMove, binding: string): void {
  const { approval, submission, active } = move;
  if (binding !== approval.binding)
    refuse("binding_differs", "what you saw is not what was asked for: read it again");
  const action = move.action ?? approval.action;
  if (bindingOf(submission, active, action) !== approval.binding || !isStillThere(move))
    refuse(
      "approval_stale",
      "payload, rules, gate or case changed since this was asked for: ask for a new approval",
    );
}

/** Whether what would be decided on is still undecided, all of it in the one case. */
function isStillThere({ approval: { action }, case: one }: SecondMove): boolean {
  if (action.kind !== "decide") return true;
  return (
    one !== undefined &&
    one.id === action.case &&
    isWaiting(one.state) &&
    hasOrdinals(parseOrdinals(one.violations), parseOrdinals(action.violations))
  );
}

function refuse(reason: RefusalReason, message: string): never {
  throw forbidden({ reason, message });
}
