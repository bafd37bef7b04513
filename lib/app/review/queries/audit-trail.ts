import type { ActionEntry, JudgedEntry } from "../../audit-entry.ts";
import { GateError } from "../../errors.ts";
import type { ReviewPorts } from "../command.ts";
import type { OfSubmission } from "./get-submission.ts";
import { readSubmission } from "./read-submission.ts";

export interface AuditTrail {
  readonly judged: JudgedEntry;
  /** By time, then id. */
  readonly actions: readonly ActionEntry[];
}

/**
 * All that the gate has kept of a submission: how it was judged, and what was done since.
 *
 * @throws {GateError} `not_found`, `forbidden`.
 */
export async function auditTrail(ports: ReviewPorts, query: OfSubmission): Promise<AuditTrail> {
  const { id } = await readSubmission(ports, query, "read-audit");
  const judged = await ports.audits.find(id);
  if (judged === undefined)
    throw new GateError("unavailable", "the entry of this submission cannot be read");
  return { judged, actions: await ports.audits.trail(id) };
}
