import type { Report } from "../../../core/report.ts";
import type { ReviewPorts } from "../command.ts";
import { evidenceErased } from "../evidence.ts";
import type { OfSubmission } from "./get-submission.ts";
import { readSubmission } from "./read-submission.ts";

/**
 * The report of a submission, whole.
 *
 * @throws {GateError} `not_found`, `forbidden`; `unavailable` when it has been erased.
 */
export async function getReport(ports: ReviewPorts, query: OfSubmission): Promise<Report> {
  const { id } = await readSubmission(ports, query, "read-report");
  const dossier = await ports.audits.dossier(id);
  if (dossier === undefined) throw evidenceErased();
  return dossier.report;
}
