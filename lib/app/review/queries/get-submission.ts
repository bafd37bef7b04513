import type { Caller } from "../../caller.ts";
import type { SubmissionId } from "../../submission-id.ts";
import type { ReviewPorts } from "../command.ts";
import { readSubmission } from "./read-submission.ts";
import type { SubmissionView } from "./submission-view.ts";
import { submissionViewOf } from "./submission-view.ts";

/** What somebody asks about one submission. */
export interface OfSubmission {
  readonly caller: Caller;
  readonly submission: SubmissionId;
}

/**
 * Where a submission stands.
 *
 * @throws {GateError} `not_found`, `forbidden`.
 */
export const getSubmission = async (
  ports: ReviewPorts,
  query: OfSubmission,
): Promise<SubmissionView> =>
  submissionViewOf(await readSubmission(ports, query, "read-submission"));
