import type { Json } from "../../core/expression/value.ts";
import { engineVersion } from "../../core/plan.ts";
import type { JudgedEntry } from "../audit-entry.ts";
import type { Dossier } from "../changes.ts";
import { saltedDigest, sha256 } from "../digest.ts";
import { type ChangedFields, keptForm } from "../document-changes.ts";
import { GateError } from "../errors.ts";
import { gateVersionOf } from "../gate-version.ts";
import { countedRun } from "../history/earlier-run.ts";
import { entryOf, type Judged, payloadDigest } from "../keep.ts";
import type { ActivePlan, EarlierRuns, ReferenceTables } from "../ports.ts";
import { readBody } from "../read-body.ts";
import type { Submission } from "../review/submission.ts";
import { submissionOf } from "../review/submissions/first-standing.ts";
import { judgeBody } from "../submit.ts";
import type { Difference, Missing } from "./difference.ts";
import { entryDifferences, recordDifferences } from "./entry-differences.ts";
import { jsonDifferences } from "./json-differences.ts";

/** What judging again is done with. */
export interface JudgingAgain {
  readonly entry: JudgedEntry;
  readonly dossier: Dossier;
  readonly active: ActivePlan;
  /** As they were when it was judged. */
  readonly references: ReferenceTables;
  /** Those that it was compared with then, and no others. */
  readonly earlierRuns: EarlierRuns;
  /** What it corrects, where it says so and that is there. */
  readonly corrected?: Submission;
}

/**
 * Judges a submission again and holds everything that is kept of it against what comes out. Reads
 * only what it is given, and the reference tables.
 *
 * @throws {GateError} `unavailable` when a table cannot be read.
 */
export async function judgedAgain(again: JudgingAgain): Promise<readonly Difference[]> {
  const { entry, dossier, active } = again;
  const found = [...planDifferences(entry, active), ...keptDifferences(entry, dossier)];
  const isSamePayload = payloadDigest(dossier.salt, dossier.payload) === entry.payload.digest;
  try {
    const judged = await judge(again);
    const made = entryOf(judged, dossier.salt);
    // What was judged on other bytes differs in everything: only where they differ says something.
    if (!isSamePayload) return [...found, ...recordDifferences(entry.records, made.records)];
    return [
      ...found,
      ...entryDifferences(entry, made),
      ...reportDifferences(dossier, judged),
      ...standingDifferences(again, judged),
    ];
  } catch (error) {
    if (!(error instanceof GateError) || error.code === "unavailable") throw error;
    const message = `it is no submission that this gate would judge: ${error.code}`;
    return [...found, { of: "payload", at: "", message }];
  }
}

/** What of the dossier and the plan does not fit the digests in the entry, before anything is judged. */
function keptDifferences(entry: JudgedEntry, dossier: Dossier): readonly Difference[] {
  const { salt, payload, report } = dossier;
  const reportDigest = saltedDigest(salt, sha256(JSON.stringify(report)));
  return [
    ...(payloadDigest(salt, payload) === entry.payload.digest
      ? []
      : [{ of: "payload", at: "", message: "its digest is not the one in the entry" } as const]),
    ...(reportDigest === entry.report.digest
      ? []
      : [{ of: "report", at: "", message: "its digest is not the one in the entry" } as const]),
  ];
}

function planDifferences(entry: JudgedEntry, { gate, plan }: ActivePlan): readonly Difference[] {
  const found: Difference[] = [];
  const tell = (at: string, message: string): void => {
    found.push({ of: "plan", at, message });
  };
  if (plan.revision !== entry.ruleset.revision)
    tell("revision", "another revision is kept under its name");
  if (gateVersionOf(gate) !== entry.gateVersion)
    tell("gate", "another configuration is kept under its version");
  return found;
}

/** Why the rules that judged cannot judge again; undefined where they can. */
export function engineMissing({ ruleset }: JudgedEntry): Missing | undefined {
  if (ruleset.engine === engineVersion) return undefined;
  return {
    reason: "other_engine",
    message:
      `it was judged by engine ${ruleset.engine}, and this is engine ${engineVersion}: replay it ` +
      "with the Holdpoint of then",
  };
}

/** What was judged in one request, judged again by what is given; stores nothing. */
export function judge(again: JudgingAgain): Promise<Judged> {
  const { entry, dossier, active, references, earlierRuns } = again;
  const { payload: body } = dossier;
  const { submittedBy: principal, by, tenant, receivedAt, id, gate } = entry;
  const caller = { ...by, principal, tenant, isPerson: true };
  const key = keyIn(body, active);
  return judgeBody(
    { references, earlierRuns },
    active,
    { gate, body, caller, receivedAt, idempotencyKey: key },
    key,
    id,
  );
}

/** The key that was sent need only be known where the body repeats it. */
function keyIn(body: Uint8Array, { plan }: ActivePlan): string {
  const key = readBody(body, plan.subject).headers?.["idempotency_key"];
  return typeof key === "string" ? key : "replay";
}

function reportDifferences({ report }: Dossier, judged: Judged): readonly Difference[] {
  if (JSON.stringify(report) === JSON.stringify(judged.report)) return [];
  const places = jsonDifferences(report as unknown as Json, judged.report as unknown as Json);
  const message = "the report does not say what judging again gives";
  // The same values in another order are other bytes all the same.
  return (places.length === 0 ? [""] : places).map((at) => ({ of: "report", at, message }));
}

/** Where the submission stood first follows from what was judged. */
function standingDifferences(
  { entry, dossier, corrected }: JudgingAgain,
  judged: Judged,
): readonly Difference[] {
  const told = (entry.after as ChangedFields | undefined)?.submissions?.[entry.id];
  const supersedes = told?.["supersedes"];
  if (supersedes !== undefined && corrected === undefined)
    return [
      {
        of: "entry",
        at: `/after/submissions/${entry.id}/supersedes`,
        message: "the submission that it corrects is not there",
      },
    ];
  const correction = corrected && { earlier: corrected, superseded: corrected, outbox: [] };
  const counted = countedRun(judged, dossier.salt);
  const first = keptForm(
    submissionOf(judged, entry, {
      ...(correction && { correction }),
      ...(counted && { countsAs: counted.countsAs }),
    }),
  );
  return jsonDifferences(told, first).map((at) => ({
    of: "entry",
    at: `/after/submissions/${entry.id}${at}`,
    message: "the entry does not say where what was judged stands first",
  }));
}
