import { GateError } from "../../errors.ts";
import type { ClosingMessage } from "../../message.ts";
import { lapseApproval } from "../approvals/lapse-approvals.ts";
import type { ReviewPorts } from "../command.ts";
import { submissionAt } from "../find-documents.ts";
import { continuing, endCase, isEnded } from "./end-case.ts";

/**
 * Ends the cases of a submission that has ended, and the requests for a second person. Idempotent;
 * cases that are opened later end as they are opened.
 *
 * @throws {GateError} `not_found` for a submission that this store does not have; `conflict` with
 * reason `moved` and `unavailable`: the message must come again.
 */
export async function closeCases(ports: ReviewPorts, message: ClosingMessage): Promise<void> {
  const submission = await submissionAt(ports, message.submission);
  if (!isEnded(submission))
    throw new GateError("unavailable", "the end of this submission cannot be seen yet");
  const shared = continuing(ports, submission);
  for (const { id } of await ports.cases.of(submission.id))
    await endCase(ports, submission, id, shared);
  for (const approval of await ports.approvals.of(submission.id))
    if (approval.state === "pending") await lapseApproval(ports, approval.id);
}
