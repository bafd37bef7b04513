import type { Report } from "../../../core/report.ts";
import { GateError } from "../../errors.ts";
import { reportText } from "../../report-text.ts";
import type { ReviewPorts } from "../command.ts";
import { evidenceErased } from "../evidence.ts";
import { judgedDossier } from "../judged-dossier.ts";
import type { OfSubmission } from "./get-submission.ts";
import { readSubmission } from "./read-submission.ts";

/** The largest report that is one answer: it is sent compressed, and AWS sends 6 MB. */
export const answeredReportMaxBytes = 40_000_000;

/**
 * The report of a submission, whole, as one answer.
 *
 * @throws {GateError} `not_found`, `forbidden`; `too_large` for one of a run that does not fit an answer;
 * `unavailable` when it has been erased.
 */
export async function getReport(ports: ReviewPorts, query: OfSubmission): Promise<Report> {
  const report = await reportIn(ports, query);
  const sizeBytes = Buffer.byteLength(reportText(report));
  if (sizeBytes <= answeredReportMaxBytes) return report;
  throw new GateError(
    "too_large",
    `the report has ${sizeBytes} bytes, and at most ${answeredReportMaxBytes} are one answer: page ` +
      "through its violations, and through the lists of the run",
  );
}

/**
 * The report of a submission, however large.
 *
 * @throws {GateError} `not_found`, `forbidden`; `unavailable` when it has been erased.
 */
export async function reportIn(ports: ReviewPorts, query: OfSubmission): Promise<Report> {
  const { id } = await readSubmission(ports, query, "read-report");
  const dossier = await judgedDossier(ports, id);
  if (dossier === undefined) throw evidenceErased();
  return dossier.report;
}
