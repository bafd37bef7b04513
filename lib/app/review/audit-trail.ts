import type { ActionEntry, JudgedEntry } from "../audit-entry.ts";
import type { ReviewPorts } from "./command.ts";
import type { OfSubmission } from "./get-submission.ts";

export interface AuditTrail {
  readonly judged: JudgedEntry;
  /** By time, then id. */
  readonly actions: readonly ActionEntry[];
}

/** All that the gate has kept of a submission: how it was judged, and what was done since. */
export async function auditTrail(_ports: ReviewPorts, _query: OfSubmission): Promise<AuditTrail> {
  throw new Error("auditTrail follows");
}
