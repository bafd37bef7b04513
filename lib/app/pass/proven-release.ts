import type { Json } from "../../core/expression/value.ts";
import { naturalKey } from "../../core/natural-key.ts";
import type { Plan } from "../../core/plan.ts";
import type { Reading } from "../../core/record.ts";
import type { Subject } from "../../core/subject.ts";
import type { ActionEntry, JudgedEntry } from "../audit-entry.ts";
import type { Dossier } from "../changes.ts";
import { canonicalJson, saltedDigest, sha256 } from "../digest.ts";
import type { ChangedFields } from "../document-changes.ts";
import { payloadDigest } from "../keep.ts";
import type { RunIndex } from "../large-run/run-objects.ts";
import { readBody, recordSpans } from "../read-body.ts";
import type { PassPorts } from "../review/command.ts";
import { judgingGate } from "../review/find-documents.ts";
import { eachOrdinal } from "../review/policy/ordinals.ts";
import type { Release, Submission } from "../review/submission.ts";
import { releasedRecords } from "../review/submissions/released-records.ts";
import { merkleRoot } from "./merkle.ts";
import { provenRun } from "./proven-run.ts";
import type { ReleaseFields } from "./statement.ts";
import { erased, unproven } from "./unproven.ts";

/** A release with all that shows it: the entries that judged and released, and its records. */
export interface ProvenRelease {
  readonly release: Release;
  readonly judged: JudgedEntry;
  /** Absent where judging released it. */
  readonly released?: ActionEntry;
  readonly payload: { readonly sha256: string; readonly sizeBytes: number };
  /** How many it lets out, and the tree that they are in. */
  readonly records: ReleaseFields["records"];
  readonly run?: NonNullable<ReleaseFields["run"]>;
  /** Those that it lets out, in the order of the payload; of a run its lists tell them. */
  readonly list: ProvenList;
}

export type ProvenList =
  | { readonly of: "body"; readonly records: readonly ProvenRecord[] }
  | { readonly of: "run"; readonly index: RunIndex };

export interface ProvenRecord {
  /** Where its bytes stand in the payload. */
  readonly offset: number;
  readonly length: number;
  readonly pointer: string;
  /** SHA-256, hex, of these bytes. */
  readonly sha256: string;
  readonly key?: string;
}

/**
 * Shows that something was released, from what cannot be changed unseen: the entries, and the bytes
 * that fit them. What a document alone says is not believed.
 *
 * @throws {GateError} `conflict`, reason `evidence_erased`, when the bytes are gone; `unavailable`, reason
 * `release_unproven`, when what is kept does not show it: then nothing goes out.
 */
export async function provenRelease(
  ports: PassPorts,
  submission: Submission,
  release: Release,
): Promise<ProvenRelease> {
  const entries = await entriesOf(ports, submission, release);
  const dossier = await ports.audits.dossier(submission.id);
  if (dossier === undefined) throw erased();
  if (dossier.run !== undefined)
    return { release, ...entries, ...(await provenRun(ports, release, entries.judged, dossier)) };
  // Only how records are cut is asked of the rules: each is held against its digest.
  const { plan } = await judgingGate(ports, submission);
  const all = recordsIn(dossier, entries.judged, plan);
  const ordinals = releasedRecords(submission, release.id, all.length) ?? [];
  const records = [...eachOrdinal(ordinals)].map((ordinal) => all[ordinal] as ProvenRecord);
  if (records.length === 0 || records.length !== release.records)
    throw unproven(`it says ${release.records} records, and ${records.length} are found`);
  const payload = { sha256: sha256(dossier.payload), sizeBytes: dossier.payload.length };
  const tree = { count: records.length, merkleRoot: rootOf(records) };
  return { release, ...entries, payload, records: tree, list: { of: "body", records } };
}

/** RFC 9162; a leaf is the SHA-256 of a record's bytes, as 32 bytes. */
export const leavesOf = (records: readonly ProvenRecord[]): readonly Uint8Array[] =>
  records.map((record) => Buffer.from(record.sha256, "hex"));

const rootOf = (records: readonly ProvenRecord[]): string =>
  Buffer.from(merkleRoot(leavesOf(records))).toString("hex");

/** The entries that judged and released, which must say that they did, and what went out before. */
async function entriesOf(ports: PassPorts, submission: Submission, release: Release) {
  const judged = await ports.audits.find(submission.id);
  if (judged === undefined) throw unproven("its audit entry is not there");
  const isAuto = release.kind === "auto";
  const released = isAuto ? undefined : await ports.audits.action(release.id);
  const isOne = isAuto
    ? judged.verdict === "pass" && release.id === judged.id
    : released?.submission === submission.id;
  const changed = ((released ?? judged).after ?? {}) as ChangedFields;
  const told = changed.submissions?.[submission.id]?.["releases"];
  const until = submission.releases.findIndex(({ id }) => id === release.id) + 1;
  const said = submission.releases.slice(0, until) as unknown as Json;
  if (!isOne || canonicalJson(told) !== canonicalJson(said))
    throw unproven("no audit entry released it");
  return { judged, ...(released && { released }) };
}

/** Every record of the payload, each held against what the entry says of it. */
function recordsIn(
  { salt, payload }: Dossier,
  judged: JudgedEntry,
  { subject }: Plan,
): readonly ProvenRecord[] {
  if (payloadDigest(salt, payload) !== judged.payload.digest)
    throw unproven("the payload is not the one that was judged");
  const { readings } = readBody(payload, subject);
  const spans = recordSpans(payload, subject);
  if (readings.length !== judged.records.length)
    throw unproven(
      `${judged.records.length} records were judged, and ${readings.length} are found`,
    );
  return readings.map((reading, index) => {
    const span = spans[index];
    const kept = judged.records[index];
    if (span === undefined || kept?.digest !== saltedDigest(salt, reading.digest))
      throw unproven(`the record ${index + 1} is not the one that was judged`);
    const key = keyOf(reading, subject);
    return {
      offset: span.start,
      length: span.end - span.start,
      pointer: span.pointer,
      sha256: reading.digest,
      ...(key !== undefined && { key }),
    };
  });
}

function keyOf(reading: Reading, { records }: Subject): string | undefined {
  if (reading.kind !== "record") return undefined;
  const kind = records.find(({ name }) => name === reading.of) ?? records[0];
  return kind && naturalKey(reading.value, kind);
}
