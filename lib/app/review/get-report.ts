import type { Report } from "../../core/report.ts";
import type { ReviewPorts } from "./command.ts";
import type { OfSubmission } from "./get-submission.ts";

/** The report of a submission, whole. */
export async function getReport(_ports: ReviewPorts, _query: OfSubmission): Promise<Report> {
  throw new Error("getReport follows");
}
