import type { ReviewPorts } from "../command.ts";
import { type CaseView, caseViewOf } from "./case-view.ts";
import { lookingAt } from "./get-case.ts";
import type { OfSubmission } from "./get-submission.ts";
import { readSubmission } from "./read-submission.ts";

/**
 * All cases of a submission, by id.
 *
 * @throws {GateError} `not_found`, `forbidden`.
 */
export async function casesOf(
  ports: ReviewPorts,
  query: OfSubmission,
): Promise<readonly CaseView[]> {
  const submission = await readSubmission(ports, query, "read-cases");
  const looking = await lookingAt(ports, submission, ports.clock.now());
  const cases = await ports.cases.of(submission.id);
  return cases.map((one) => caseViewOf(one, looking));
}
