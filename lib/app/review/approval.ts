import type { Actor, Role } from "../caller.ts";
import type { SubmissionId } from "../submission-id.ts";
import type { Answers, CaseId, Decision, Reason } from "./case.ts";

/** `{submission}.{16 hex}` */
export type ApprovalId = string;

export const approvalStates = ["pending", "used", "refused", "stale", "expired"] as const;
export type ApprovalState = (typeof approvalStates)[number];

/** Why one person is not enough, by section 5.4 of the domain specification. */
export const fourEyesReasons = [
  "block_let_through",
  "money_at_risk",
  "money_unknown",
  "customers_affected",
  "run_scope",
  "rule_not_waivable",
  "excluded_share",
] as const;
export type FourEyesReason = (typeof fourEyesReasons)[number];

/** What would be done, whole: an approval is for this and nothing else. */
export type ReviewedAction =
  | {
      readonly kind: "decide";
      readonly case: CaseId;
      readonly decision: Decision;
      /** Of `attest`. */
      readonly answers?: Answers;
      /** Ordinals, as in the case. */
      readonly violations: string;
      readonly reason: Reason;
    }
  | {
      readonly kind: "release-partially";
      /** Digest over the digests of the records that would go out, in order. */
      readonly records: string;
      readonly count: number;
      readonly excluded: number;
      readonly reason: Reason;
    };

/**
 * The second pair of eyes, asked for and given. It binds payload, revision, gate and action by one
 * digest, is used once, and is stale as soon as any of them changes. Plain JSON.
 */
export interface Approval {
  readonly schema: "holdpoint/approval/1";
  readonly id: ApprovalId;
  readonly version: number;
  readonly submission: SubmissionId;
  readonly gate: string;
  readonly state: ApprovalState;
  readonly action: ReviewedAction;
  /** SHA-256, hex, over all that it is for; whoever approves says it, so that she approves what she saw. */
  readonly binding: string;
  readonly why: readonly FourEyesReason[];
  /** Roles of which the second person must have one. */
  readonly approvers: readonly Role[];
  readonly requestedBy: Actor;
  readonly requestedAt: string;
  /** RFC 3339: 24 business hours later, unless the gate says otherwise. */
  readonly expiresAt: string;
  readonly decidedBy?: Actor;
  readonly decidedAt?: string;
  readonly note?: string;
}
