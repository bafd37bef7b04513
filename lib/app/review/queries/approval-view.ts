import type { Caller } from "../../caller.ts";
import { isGateError } from "../../errors.ts";
import type { ActivePlan } from "../../ports.ts";
import type { Approval } from "../approval.ts";
import { standingOf } from "../approvals/lapse-approvals.ts";
import { admitApproval } from "../policy/four-eyes.ts";
import { refusalOf } from "../policy/separation.ts";
import type { Submission } from "../submission.ts";

/** A request for a second person, as it stands at the instant it is looked at. */
export interface ApprovalView extends Approval {
  /** Whether the caller would do as the second one. */
  readonly mine: boolean;
}

/** Who looks at a request, and what it is of. */
export interface LookingAtApproval {
  readonly caller: Caller;
  readonly submission: Submission;
  readonly active: ActivePlan;
  readonly at: string;
}

/** A request whose time is over, or whose object is no more, is shown so before that is written. */
export function approvalViewOf(approval: Approval, looking: LookingAtApproval): ApprovalView {
  const { submission, active, at } = looking;
  const state = standingOf(approval, submission, active, at);
  return { ...approval, state, mine: state === "pending" && maySecond(approval, looking) };
}

function maySecond(
  approval: Approval,
  { caller, submission, active, at: now }: LookingAtApproval,
): boolean {
  const { gate } = active;
  const admission = {
    caller,
    operation: "approve",
    gate,
    submission,
    toApprove: true,
    now,
  } as const;
  if (refusalOf(admission) !== undefined) return false;
  try {
    admitApproval({ approval, caller, active, submission, now });
    return true;
  } catch (error) {
    if (isGateError(error, "forbidden")) return false;
    throw error;
  }
}
