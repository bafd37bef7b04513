import type { Context } from "../core/context.ts";
import { naturalKey } from "../core/natural-key.ts";
import type { Plan } from "../core/plan.ts";
import type { Position, Reading } from "../core/record.ts";
import type { Report } from "../core/report.ts";
import type { RecordKind, ReferenceKey } from "../core/subject.ts";
import type { JudgedEntry, RecordDigest, ReferenceDigest } from "./audit-entry.ts";
import type { Actor } from "./caller.ts";
import { canonicalJson, saltedDigest, sha256 } from "./digest.ts";
import type { Enriched } from "./enrich.ts";
import type { Filled } from "./envelope.ts";
import type { Gate } from "./gate.ts";
import type { HistoryRead } from "./history/read-history.ts";
import { type Masking, maskingOf } from "./masking.ts";
import type { ViolationsMessage } from "./message.ts";
import type { KeyedRows } from "./ports.ts";
import { reportText } from "./report-text.ts";

/** What is known of a judged submission, in one request or in parts: what judged it, and what came of it. */
export interface JudgedSubmission {
  readonly filled: Filled;
  readonly by: Actor;
  readonly gateVersion: string;
  readonly receivedAt: string;
  readonly plan: Plan;
  readonly context: Pick<
    Context,
    "gate" | "stage" | "zone" | "businessAt" | "requiredTables" | "submission" | "run"
  >;
  /** The earlier runs that it was compared with, where there were any to read. */
  readonly history?: Pick<HistoryRead, "read" | "digest">;
  readonly report: Report;
  readonly messages: readonly ViolationsMessage[];
  readonly gate: Gate;
}

/** A submission that was judged while its sender waited: with all that it was judged on. */
export interface Judged extends JudgedSubmission {
  readonly body: Uint8Array;
  readonly context: Omit<Context, "rows">;
  readonly readings: readonly Reading[];
  readonly enriched: Enriched;
}

/** What an entry keeps of payload, tables and records, under the submission's salt. */
export type KeptEvidence = Pick<
  JudgedEntry,
  "payload" | "references" | "records" | "run" | "violations" | "violationsOmitted"
>;

/** The audit entry of a judged submission. Deterministic; equal but for its digests under any salt. */
export function entryOf(judged: Judged, salt: string): JudgedEntry {
  const { body, plan, report } = judged;
  const masking = maskingOf(plan, salt);
  return entryWith(judged, salt, masking, {
    payload: { digest: payloadDigest(salt, body), sizeBytes: body.length },
    references: referenceDigests(judged.enriched, salt),
    records: recordDigests(judged, masking, salt),
    violations: report.violations.map(masking.violation),
    violationsOmitted: report.violationsOmitted,
  });
}

/** An entry with what is kept of the evidence. Deterministic. */
export function entryWith(
  judged: JudgedSubmission,
  salt: string,
  masking: Masking,
  evidence: KeptEvidence,
): JudgedEntry {
  const { filled, receivedAt, plan, context, report, messages, history } = judged;
  return {
    schema: "holdpoint/audit/1",
    action: "submission.judged",
    id: filled.submission_id,
    receivedAt,
    tenant: filled.tenant_id,
    submittedBy: filled.submitted_by,
    by: judged.by,
    gate: context.gate,
    gateVersion: judged.gateVersion,
    subject: plan.subject.kind,
    stage: context.stage,
    zone: context.zone,
    businessAt: context.businessAt,
    payload: evidence.payload,
    report: { digest: saltedDigest(salt, sha256(reportText(report))) },
    ruleset: { ...report.ruleset, parameters: parametersOf(plan) },
    references: evidence.references,
    ...(history && {
      history: { runs: history.read, digest: saltedDigest(salt, history.digest) },
    }),
    requiredTables: context.requiredTables,
    verdict: report.verdict,
    counts: report.counts,
    rules: report.rules,
    records: evidence.records,
    ...(evidence.run && { run: evidence.run }),
    violations: evidence.violations,
    violationsOmitted: evidence.violationsOmitted,
    messages: messages.map((message) => message.id),
    masked: masking.paths,
  };
}

/** What an entry keeps of the bytes received: whoever has salt and bytes can make it again. */
export const payloadDigest = (salt: string, body: Uint8Array): string =>
  saltedDigest(salt, sha256(body));

function parametersOf({ rules }: Plan): JudgedEntry["ruleset"]["parameters"] {
  return Object.fromEntries(
    rules
      .filter((rule) => Object.keys(rule.params).length > 0)
      .map(({ id, params }) => [
        id,
        Object.fromEntries(Object.entries(params).map(([name, { value }]) => [name, value])),
      ]),
  );
}

/** One digest a table, over what was read by key: the tables themselves are never overwritten. */
function referenceDigests(enriched: Enriched, salt: string): readonly ReferenceDigest[] {
  const tables = new Set([...enriched.loaded, ...enriched.asked.map(({ table }) => table)]);
  return [...tables].sort().map((table) => {
    const read = enriched.fetched.filter((one) => one.table === table).sort(byKey);
    const text = read.map(({ key, rows }) => [key, ...rows.map(canonicalJson).sort()]);
    return {
      table,
      loaded: enriched.loaded.has(table),
      keys: enriched.asked.filter((one) => one.table === table).length,
      rows: read.reduce((sum, { rows }) => sum + rows.length, 0),
      digest: saltedDigest(salt, sha256(JSON.stringify(text))),
    };
  });
}

const byKey = (a: ReferenceKey | KeyedRows, b: ReferenceKey | KeyedRows): number =>
  a.key < b.key ? -1 : a.key > b.key ? 1 : 0;

function recordDigests(judged: Judged, masking: Masking, salt: string): readonly RecordDigest[] {
  const { plan, report, readings } = judged;
  const held = new Map(report.held.map(({ position, verdict }) => [idOf(position), verdict]));
  const unreadable = new Set(report.unreadable.map(({ position }) => idOf(position)));
  return readings.map((reading) => {
    const { position } = reading;
    const digest = saltedDigest(salt, reading.digest);
    if (reading.kind === "unreadable" || unreadable.has(idOf(position)))
      return { position, digest, verdict: "unreadable" };
    const kind = kindOf(plan, reading.of);
    const key = naturalKey(reading.value, kind);
    const verdict = held.get(idOf(position)) ?? "pass";
    return { ...(key && { key: masking.key(key, kind) }), position, digest, verdict };
  });
}

const idOf = ({ file, offset }: Position): string => `${file} ${offset}`;

/** The kind of a record by the name that its reading says; the subject's first where it says none. */
export function kindOf({ subject }: Pick<Plan, "subject">, name: string | undefined): RecordKind {
  const [first] = subject.records;
  return (subject.records.find((kind) => kind.name === name) ?? first) as RecordKind;
}
