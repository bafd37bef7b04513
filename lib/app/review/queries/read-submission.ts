import type { ReviewPorts } from "../command.ts";
import { submissionAt } from "../find-documents.ts";
import type { Operation } from "../operation.ts";
import type { Submission } from "../submission.ts";
import { admitReader } from "./admit-reader.ts";
import type { OfSubmission } from "./get-submission.ts";

/**
 * A submission that the caller may see for an operation.
 *
 * @throws {GateError} `not_found`, `forbidden`.
 */
export async function readSubmission(
  ports: ReviewPorts,
  { caller, submission: id }: OfSubmission,
  operation: Operation,
): Promise<Submission> {
  const submission = await submissionAt(ports, id);
  await admitReader(ports, { caller, operation, submission, at: ports.clock.now() });
  return submission;
}
