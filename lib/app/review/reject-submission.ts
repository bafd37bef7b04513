import type { SubmissionId } from "../submission-id.ts";
import type { Reason } from "./case.ts";
import type { Acted, OnVersion, ReviewPorts } from "./command.ts";

/** A whole submission is rejected. */
export interface RejectSubmission extends OnVersion {
  readonly submission: SubmissionId;
  readonly reason: Reason;
}

/** Rejects a held submission; the sender corrects it and submits again. A message ends its cases. */
export async function rejectSubmission(
  _ports: ReviewPorts,
  _command: RejectSubmission,
): Promise<Acted> {
  throw new Error("rejectSubmission follows");
}
