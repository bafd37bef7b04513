import type { Caller } from "../../caller.ts";
import type { ApprovalId } from "../approval.ts";
import type { ReviewPorts } from "../command.ts";
import { approvalAt, gateAt, submissionAt } from "../find-documents.ts";
import { admitReader } from "./admit-reader.ts";
import { type ApprovalView, approvalViewOf } from "./approval-view.ts";

/** What somebody asks about one request for a second person. */
export interface OfApproval {
  readonly caller: Caller;
  readonly approval: ApprovalId;
}

/**
 * A request for a second person, whole.
 *
 * @throws {GateError} `not_found`, `forbidden`.
 */
export async function getApproval(
  ports: ReviewPorts,
  { caller, approval: id }: OfApproval,
): Promise<ApprovalView> {
  const approval = await approvalAt(ports, id);
  const submission = await submissionAt(ports, approval.submission);
  const at = ports.clock.now();
  await admitReader(ports, { caller, operation: "read-approvals", submission, at });
  const active = await gateAt(ports, approval.gate, at);
  return approvalViewOf(approval, { caller, submission, active, at });
}
