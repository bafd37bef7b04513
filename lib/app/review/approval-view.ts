import type { Approval } from "./approval.ts";

/** A request for a second person, as it stands at the instant it is looked at. */
export interface ApprovalView extends Approval {
  /** Whether the caller's role and person would do as the second one. */
  readonly mine: boolean;
}
