import type { Severity } from "../../core/severity.ts";
import type { CaseId } from "./case.ts";
import type { ReviewPorts } from "./command.ts";
import type { OfSubmission } from "./get-submission.ts";
import type { ViolationPage } from "./violation-item.ts";

/** Which of a report's violations. */
export interface PageViolations extends OfSubmission {
  readonly rule?: string;
  readonly case?: CaseId;
  readonly severity?: Severity;
  /** `next` of the page before. */
  readonly cursor?: string;
  /** 1 to 200. */
  readonly max: number;
}

/** Violations of a submission in the report's order, page by page. */
export async function pageViolations(
  _ports: ReviewPorts,
  _query: PageViolations,
): Promise<ViolationPage> {
  throw new Error("pageViolations follows");
}
