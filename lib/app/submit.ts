import { judgeAll } from "../core/judge-all.ts";
import type { Report } from "../core/report.ts";
import type { Verdict } from "../core/severity.ts";
import type { JudgedEntry } from "./audit-entry.ts";
import { actorOf, type Caller } from "./caller.ts";
import type { Dossier } from "./changes.ts";
import { sha256 } from "./digest.ts";
import { enrich } from "./enrich.ts";
import { type Filled, headersOf } from "./envelope.ts";
import { GateError, isGateError, keyReusedReason, movedReason } from "./errors.ts";
import { gateVersionOf } from "./gate-version.ts";
import { readHistory } from "./history/read-history.ts";
import { entryOf, type Judged, payloadDigest } from "./keep.ts";
import { messagesOf } from "./message.ts";
import type {
  ActivePlan,
  Audits,
  Clock,
  EarlierRuns,
  Objects,
  Plans,
  ReferenceTables,
  Salts,
  Submissions,
} from "./ports.ts";
import { readBody } from "./read-body.ts";
import { reportText } from "./report-text.ts";
import { isDossierOf } from "./review/judged-dossier.ts";
import { exposureOf, stakesOf } from "./review/policy/exposure.ts";
import { admit } from "./review/policy/separation.ts";
import { sentRecords } from "./review/submissions/sent-again.ts";
import { storeJudged } from "./store-judged.ts";
import { parseIdempotencyKey, type SubmissionId, submissionIdOf } from "./submission-id.ts";

export interface SubmitPorts {
  readonly audits: Audits;
  readonly plans: Plans;
  readonly references: ReferenceTables;
  readonly earlierRuns: EarlierRuns;
  readonly clock: Clock;
  readonly salts: Salts;
  readonly submissions: Submissions;
  /** Where the lists of runs lie: read only where one is corrected of which a part went out. */
  readonly objects?: Objects;
}

export interface SubmitCommand {
  readonly gate: string;
  /** As they were received. */
  readonly body: Uint8Array;
  readonly idempotencyKey: string | undefined;
  /** From the token, never from the body. */
  readonly caller: Caller;
}

/** What the caller hears. The same for each retry, to the byte. */
export interface Answer extends Filled {
  readonly schema: "holdpoint/answer/1";
  readonly received_at: string;
  readonly verdict: Verdict;
  /** Where it stood when it had been judged. */
  readonly state: "released_auto" | "held";
  readonly report: Report;
}

/** The largest body that is judged while the caller waits, the most records, the largest report. */
export const bodySizeMaxBytes = 4 * 1024 * 1024;
export const recordsMax = 2_000;
export const reportSizeMaxBytes = 2_500_000;

/**
 * Judges a submission and keeps what it judged, then answers: no verdict is told that is not
 * stored with its messages (law 2). Safe to repeat: the same caller's same key and body give the
 * answer that was stored first.
 *
 * @throws {GateError} `invalid` for a body that is no submission, `not_found` for an unknown gate,
 * `forbidden` for who may not submit, or not correct what it says it corrects, `conflict` when the key
 * stands for another body or what it corrects has ended, `too_large`, and `unavailable` when
 * something could not be read or stored: then there is no verdict.
 */
export async function submit(ports: SubmitPorts, command: SubmitCommand): Promise<Answer> {
  const key = parseIdempotencyKey(command.idempotencyKey);
  refuseLargeBody(command.body);
  const id = submissionIdOf(command.gate, command.caller.principal, key);
  // Before all else: what was answered once is answered again, whatever has changed since.
  const earlier = await ports.audits.find(id);
  if (earlier !== undefined) return answerAgain(ports, earlier, command.body);

  const receivedAt = ports.clock.now();
  const active = await ports.plans.active(command.gate, receivedAt);
  if (active === undefined)
    throw new GateError("not_found", "there is no gate of this name: correct the path");
  admit({ caller: command.caller, operation: "submit", gate: active.gate, now: receivedAt });
  refuseOtherRevision(active);
  const judged = await judgeBody(ports, active, { ...command, receivedAt }, key, id);
  refuseLargeReport(judged.report);
  return keep(ports, judged, command);
}

/**
 * Judges a body; stores nothing. What it reads beside the arguments are reference tables and earlier
 * runs alone.
 */
export async function judgeBody(
  ports: Pick<SubmitPorts, "references" | "earlierRuns">,
  { gate, plan }: ActivePlan,
  { body, caller, receivedAt }: SubmitCommand & { readonly receivedAt: string },
  idempotencyKey: string,
  submission_id: SubmissionId,
): Promise<Judged> {
  const filled = {
    submission_id,
    tenant_id: caller.tenant,
    submitted_by: caller.principal,
  };
  const read = readBody(body, plan.subject);
  refuseManyRecords(read.readings.length);
  const submission = headersOf(read, { filled, subject: gate.subject, idempotencyKey });
  const history = await readHistory(ports.earlierRuns, gate.name, plan, read.run);
  const context = {
    gate: gate.name,
    businessAt: receivedAt,
    zone: gate.zone,
    stage: gate.stage,
    submission,
    ...(read.run && { run: read.run }),
    unsupplied: [],
    requiredTables: gate.requiredTables,
    ...(history && { history: history.runs, read: { history: history.digest } }),
    seed: sha256(body),
  };
  const { readings } = read;
  const enriched = await enrich(ports.references, plan, readings, context);
  const report = judgeAll(plan, readings, { ...context, rows: enriched.rows });
  const stakes = stakesOf(plan, readings, { ...context, rows: enriched.rows });
  const messages = messagesOf(report, plan, submission_id, receivedAt, (_, list) =>
    exposureOf(list, stakes),
  );
  if (report.verdict !== "pass" && messages.length === 0)
    throw new Error("what is held must be told to someone");
  return {
    filled,
    by: actorOf(caller),
    gateVersion: gateVersionOf(gate),
    receivedAt,
    body,
    plan,
    context,
    ...(history && { history }),
    readings,
    enriched,
    report,
    messages,
    gate,
  };
}

/** Tries to store while others change the submission that this one corrects. */
const triesMax = 5;

/**
 * Stores everything in one transaction, what it corrects included; when another try was first, its
 * answer is the answer.
 */
async function keep(
  ports: SubmitPorts,
  judged: Judged,
  { caller }: SubmitCommand,
): Promise<Answer> {
  const { report, body } = judged;
  const salt = ports.salts.fresh();
  const judgedEntry = entryOf(judged, salt);
  for (let tries = 1; ; tries++) {
    try {
      const entry = await storeJudged(ports, judged, {
        entry: judgedEntry,
        dossier: { salt, payload: body, report },
        caller,
        sent: sentRecords(judged),
      });
      return answerOf(entry, report);
    } catch (error) {
      if (!isGateError(error, "conflict")) throw error;
      // What it corrects may be superseded already, by another try of this very submission.
      const first = await ports.audits.find(judgedEntry.id);
      if (first !== undefined) return answerAgain(ports, first, body);
      if (error.reason !== movedReason || tries === triesMax) throw error;
    }
  }
}

async function answerAgain(
  { audits }: SubmitPorts,
  entry: JudgedEntry,
  body: Uint8Array,
): Promise<Answer> {
  const dossier: Dossier | undefined = await audits.dossier(entry.id);
  if (dossier === undefined || !isDossierOf(entry, dossier))
    throw new GateError("unavailable", "the evidence of this submission cannot be read");
  if (payloadDigest(dossier.salt, body) === entry.payload.digest)
    return answerOf(entry, dossier.report);
  throw new GateError(
    "conflict",
    "this Idempotency-Key stands for another body: take a new key for a new submission",
    { reason: keyReusedReason },
  );
}

const answerOf = (entry: JudgedEntry, report: Report): Answer => ({
  schema: "holdpoint/answer/1",
  submission_id: entry.id,
  tenant_id: entry.tenant,
  submitted_by: entry.submittedBy,
  received_at: entry.receivedAt,
  verdict: entry.verdict,
  state: entry.verdict === "pass" ? "released_auto" : "held",
  report,
});

/**
 * A gate that names a revision is judged by no other, whatever is in force.
 *
 * @throws {GateError} `unavailable`, reason `revision_not_in_force`.
 */
export function refuseOtherRevision({ gate, plan }: ActivePlan): void {
  if (gate.revision === "as-of" || gate.revision === plan.revision) return;
  throw new GateError(
    "unavailable",
    `the gate ${gate.name} is judged by revision ${gate.revision.slice(0, 12)} alone, and ` +
      `${plan.revision.slice(0, 12)} is in force: publish that one, or set the gate to as-of`,
    { reason: "revision_not_in_force" },
  );
}

function refuseLargeBody({ length }: Uint8Array): void {
  if (length <= bodySizeMaxBytes) return;
  throw new GateError(
    "too_large",
    `the body has ${length} bytes, and at most ${bodySizeMaxBytes} (4 MiB) are judged while you ` +
      "wait: open a run, or submit fewer records at once",
  );
}

function refuseManyRecords(records: number): void {
  if (records <= recordsMax) return;
  throw new GateError(
    "too_large",
    `the body has ${records} records, and at most ${recordsMax} are judged while you wait: open a ` +
      "run, or submit fewer records at once",
  );
}

function refuseLargeReport(report: Report): void {
  const sizeBytes = Buffer.byteLength(reportText(report));
  if (sizeBytes <= reportSizeMaxBytes) return;
  throw new GateError(
    "too_large",
    `the report has ${sizeBytes} bytes, and at most ${reportSizeMaxBytes} fit an answer: open a ` +
      "run, or submit fewer records at once",
  );
}
