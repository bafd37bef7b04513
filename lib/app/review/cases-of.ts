import type { CaseView } from "./case-view.ts";
import type { ReviewPorts } from "./command.ts";
import type { OfSubmission } from "./get-submission.ts";

/** All cases of a submission, by id. */
export async function casesOf(
  _ports: ReviewPorts,
  _query: OfSubmission,
): Promise<readonly CaseView[]> {
  throw new Error("casesOf follows");
}
