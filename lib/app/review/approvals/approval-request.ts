import type { Actor } from "../../caller.ts";
import type { ActivePlan } from "../../ports.ts";
import type { Moment } from "../act.ts";
import type { Approval, ReviewedAction } from "../approval.ts";
import { approvalIdOf } from "../case-id.ts";
import type { ReviewPorts } from "../command.ts";
import { addBusinessHours, calendarOf } from "../policy/business-hours.ts";
import { bindingOf, type FourEyes } from "../policy/four-eyes.ts";
import type { Submission } from "../submission.ts";

/** What one person asks a second one for. */
export interface Requested extends ActivePlan, Moment {
  readonly submission: Submission;
  readonly action: ReviewedAction;
  readonly two: FourEyes;
  readonly by: Actor;
}

/** The request for a second person: pending for as many business hours as the gate says. */
export async function requestedApproval(
  ports: Pick<ReviewPorts, "references">,
  { submission, gate, plan, action, two, by, at, entry }: Requested,
): Promise<Approval> {
  const calendar = await calendarOf(ports.references, gate);
  return {
    schema: "holdpoint/approval/1",
    id: approvalIdOf(submission.id, entry),
    version: 1,
    submission: submission.id,
    gate: gate.name,
    state: "pending",
    action,
    binding: bindingOf(submission, { gate, plan }, action),
    why: two.why,
    approvers: two.approvers,
    requestedBy: by,
    requestedAt: at,
    expiresAt: addBusinessHours(calendar, at, gate.approval.expires_hours),
  };
}
