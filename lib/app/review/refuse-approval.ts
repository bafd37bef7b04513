import type { ApprovalId } from "./approval.ts";
import type { Acted, Commanded, ReviewPorts } from "./command.ts";

/** The second person's no, or the first one's withdrawal. */
export interface RefuseApproval extends Commanded {
  readonly approval: ApprovalId;
  /** Why: 1 to 2,000 characters. */
  readonly note: string;
}

/** Ends a pending request; nothing else changes. */
export async function refuseApproval(
  _ports: ReviewPorts,
  _command: RefuseApproval,
): Promise<Acted> {
  throw new Error("refuseApproval follows");
}
