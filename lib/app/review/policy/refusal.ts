import { GateError } from "../../errors.ts";

/** Why somebody may not do something: stable words, which `docs/review.md` explains. */
export const refusalReasons = [
  // who she is
  "role_missing",
  "no_person",
  "admin_decides",
  "author_decides",
  "deputy_not_acting",
  "not_deciding_here",
  "only_false_positive",
  "not_own_submission",
  "other_department",
  "nothing_to_approve",
  // how the case stands
  "leased",
  "block_not_released",
  "not_waivable",
  // the second pair of eyes
  "same_person",
  "approver_role_missing",
  "department_benefits",
  "approval_used",
  "approval_refused",
  "approval_expired",
  "approval_stale",
  "binding_differs",
  "clock_behind",
] as const;
export type RefusalReason = (typeof refusalReasons)[number];

export interface Refusal {
  readonly reason: RefusalReason;
  /** What stands in the way and what would be right; nothing of a person. */
  readonly message: string;
}

/** A refusal as it is thrown. */
export const forbidden = ({ reason, message }: Refusal): GateError =>
  new GateError("forbidden", message, { reason });
