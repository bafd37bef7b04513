import type { Caller } from "../caller.ts";
import type { SubmissionId } from "../submission-id.ts";
import type { ReviewPorts } from "./command.ts";
import type { SubmissionView } from "./submission-view.ts";

/** What somebody asks about one submission. */
export interface OfSubmission {
  readonly caller: Caller;
  readonly submission: SubmissionId;
}

/** Where a submission stands. */
export async function getSubmission(
  _ports: ReviewPorts,
  _query: OfSubmission,
): Promise<SubmissionView> {
  throw new Error("getSubmission follows");
}
