import type { Caller } from "../caller.ts";
import type { ApprovalId } from "./approval.ts";
import type { ApprovalView } from "./approval-view.ts";
import type { ReviewPorts } from "./command.ts";

/** What somebody asks about one request for a second person. */
export interface OfApproval {
  readonly caller: Caller;
  readonly approval: ApprovalId;
}

/** A request for a second person, whole. */
export async function getApproval(_ports: ReviewPorts, _query: OfApproval): Promise<ApprovalView> {
  throw new Error("getApproval follows");
}
