import type { OmittedCounts } from "../../core/findings.ts";
import type { Reading } from "../../core/record.ts";
import type { Report } from "../../core/report.ts";
import type { ReferenceRows } from "../../core/subject.ts";
import { GateError } from "../errors.ts";
import type { ActivePlan } from "../ports.ts";
import { readBody } from "../read-body.ts";
import type { ReviewPorts } from "./command.ts";
import { judgingGate } from "./find-documents.ts";
import { judgedDossier } from "./judged-dossier.ts";
import { type Stakes, stakesOf, unknownStakes } from "./policy/exposure.ts";
import { type Reviewable, reviewable, unlisted } from "./policy/reviewable.ts";
import type { Submission } from "./submission.ts";

/** What a submission was judged on, read again from its dossier. */
export interface Evidence extends ActivePlan {
  readonly report: Report;
  /** None of a run: they are too many to be read while somebody waits. */
  readonly readings?: readonly Reading[];
  /** What somebody must review, by rule, as far as the report lists it. */
  readonly lists: ReadonlyMap<string, readonly Reviewable[]>;
  /** What it only counts, by rule; nothing but of a run. */
  readonly unlisted: ReadonlyMap<string, OmittedCounts>;
  readonly stakes: Stakes;
}

/**
 * The evidence of a submission; undefined where it has been erased.
 *
 * @throws {GateError} `unavailable` when the store or the gate cannot be read, the report does not list
 * everything, or it is not the one that the entry tells of.
 */
export async function findEvidence(
  ports: Pick<ReviewPorts, "audits" | "plans">,
  submission: Submission,
): Promise<Evidence | undefined> {
  const dossier = await judgedDossier(ports, submission.id);
  if (dossier === undefined) return undefined;
  const { report, payload, run: uploaded } = dossier;
  const active = await judgingGate(ports, submission);
  const found = { ...active, report, lists: reviewable(report), unlisted: unlisted(report) };
  if (uploaded !== undefined) return { ...found, stakes: unknownStakes };
  refuseCut(report);
  const { gate, plan } = active;
  const { headers, run, readings } = readBody(payload, plan.subject);
  const context = {
    gate: gate.name,
    businessAt: submission.receivedAt,
    zone: gate.zone,
    stage: gate.stage,
    ...(headers && { submission: headers }),
    ...(run && { run }),
    rows: noRows,
    unsupplied: [],
    requiredTables: [],
  };
  const stakes = stakesOf(plan, readings, context);
  return { ...found, readings, stakes };
}

/** What a report counts and does not list cannot be told apart, record by record. */
function refuseCut({ violationsOmitted, heldOmitted, unreadableOmitted }: Report): void {
  if (violationsOmitted + heldOmitted + unreadableOmitted === 0) return;
  throw new GateError("unavailable", "the report of this submission does not list all it found", {
    reason: "report_cut",
  });
}

/**
 * The evidence of a submission that must still be there.
 *
 * @throws {GateError} `unavailable` when it has been erased, or cannot be read.
 */
export async function evidenceOf(
  ports: Pick<ReviewPorts, "audits" | "plans">,
  submission: Submission,
): Promise<Evidence> {
  const found = await findEvidence(ports, submission);
  if (found !== undefined) return found;
  throw evidenceErased();
}

/** The refusal of whatever needs a report or payload that was erased. */
export const evidenceErased = (): GateError =>
  new GateError("unavailable", "the evidence of this submission has been erased", {
    reason: "evidence_erased",
  });

/** Whose a record is and what it is worth, its subject says without looking anything up. */
const noRows: ReferenceRows = { loaded: () => false, find: () => [], all: () => undefined };
