import { isBefore } from "../../instant.ts";
import type { ActivePlan } from "../../ports.ts";
import { actByGate } from "../act-by-gate.ts";
import type { Approval, ApprovalId, ApprovalState } from "../approval.ts";
import type { Case } from "../case.ts";
import type { ReviewPorts } from "../command.ts";
import { type Change, changed } from "../effects.ts";
import { approvalAt, gateAt, submissionAt } from "../find-documents.ts";
import { bindingOf } from "../policy/four-eyes.ts";
import { isReviewed, type Submission } from "../submission.ts";

/** Pending requests that are looked at in one sweep of a gate. */
const approvalsMax = 1_000;

/**
 * Where a request stands at an instant: one whose time is over, or that is for what is no more, is
 * pending no longer, whether or not that has been written. Pure.
 */
export function standingOf(
  approval: Approval,
  submission: Submission,
  active: ActivePlan,
  at: string,
): ApprovalState {
  const { state, expiresAt, binding, action } = approval;
  if (state !== "pending") return state;
  if (!isBefore(at, expiresAt)) return "expired";
  const isSame = bindingOf(submission, active, action) === binding;
  return isSame && isReviewed(submission.state) ? "pending" : "stale";
}

/**
 * Writes that a request is pending no longer, where it is so: then its case can be decided anew.
 * Idempotent; time approves nothing (law 7).
 *
 * @returns whether it was written.
 */
export async function lapseApproval(ports: ReviewPorts, id: ApprovalId): Promise<boolean> {
  const { submission: of } = await approvalAt(ports, id);
  return actByGate(ports, {
    submission: of,
    cause: ["lapse", id],
    step: async ({ at }) => {
      const approval = await approvalAt(ports, id);
      const submission = await submissionAt(ports, of);
      const active = await gateAt(ports, approval.gate, at);
      const state = standingOf(approval, submission, active, at);
      if (approval.state !== "pending" || state === "pending") return undefined;
      return {
        action: "approval.lapsed",
        tenant: submission.tenant,
        gate: approval.gate,
        approval: id,
        facts: { because: state },
        approvals: [changed(approval, { state })],
        cases: await freed(ports, approval),
      };
    },
  });
}

/** Writes it for all pending requests of a gate; gives how many. */
export async function lapseApprovals(ports: ReviewPorts, gate: string): Promise<number> {
  let lapsed = 0;
  for (const { id } of await ports.approvals.pending(gate, approvalsMax))
    if (await lapseApproval(ports, id)) lapsed++;
  return lapsed;
}

/** The case that waits for a request, without it. */
export async function freed(
  ports: Pick<ReviewPorts, "cases">,
  { id, action }: Approval,
): Promise<readonly Change<Case>[]> {
  if (action.kind !== "decide") return [];
  const one = await ports.cases.find(action.case);
  return one?.approval === id ? [changed(one, { approval: undefined })] : [];
}
