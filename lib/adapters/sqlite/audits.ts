import type { ActionEntry, AuditEntry, JudgedEntry } from "../../app/audit-entry.ts";
import type { Changes, Dossier } from "../../app/changes.ts";
import { sha256 } from "../../app/digest.ts";
import { GateError } from "../../app/errors.ts";
import { earlierRunsIn } from "../../app/history/earlier-run.ts";
import type { RunPayload } from "../../app/large-run/run.ts";
import type { Audits } from "../../app/ports.ts";
import { reportText } from "../../app/report-text.ts";
import type { SubmissionId } from "../../app/submission-id.ts";
import { tooLargeFor } from "../transaction-bounds.ts";
import {
  approvalRow,
  caseRow,
  letterRow,
  passRow,
  runRow,
  submissionRow,
  tableOf,
} from "./documents.ts";
import { toldOf } from "./gate-refusals.ts";
import { instant } from "./instant.ts";
import { type PayloadFiles, payloadFiles, payloadInRowMaxBytes } from "./payload-files.ts";
import { parsed, type Reader, type Row } from "./reader.ts";
import type { Writer } from "./writer.ts";
import type { AppendWriting } from "./writing.ts";

/** Audit entries in SQLite: entry, documents and outbox are one transaction, synced. */
export function sqliteAudits(reader: Reader, writer: Writer, folder: string): Audits {
  const files = payloadFiles(folder);
  return {
    find: async (id) => entryOf<JudgedEntry>(reader, id, "submission.judged"),
    dossier: (id) => dossierOf(reader, files, id),
    action: async (id) => {
      const entry = entryOf<AuditEntry>(reader, id);
      return entry?.action === "submission.judged" ? undefined : entry;
    },
    trail: async (id) =>
      reader
        .rows("SELECT id, digest, body FROM entries WHERE submission = ? ORDER BY at, id", id)
        .map(wholeEntry<ActionEntry>),
    append: (entry, changes) => append(writer, files, entry, changes),
  };
}

function entryOf<Entry extends AuditEntry>(
  reader: Reader,
  id: string,
  action?: Entry["action"],
): Entry | undefined {
  const row = reader.row("SELECT id, action, digest, body FROM entries WHERE id = ?", id);
  if (row === undefined || (action !== undefined && row["action"] !== action)) return undefined;
  return wholeEntry<Entry>(row);
}

/** An entry is evidence: it is given as it was written, or not at all. */
function wholeEntry<Entry extends AuditEntry>({ id, digest, body }: Row): Entry {
  const entry = sha256(String(body)) === digest ? parsed<Entry>(body, String(id)) : undefined;
  if (entry?.id === id) return entry as Entry;
  throw new GateError(
    "unavailable",
    `the audit entry ${id} is no longer as it was written: restore it from a backup`,
  );
}

async function dossierOf(
  reader: Reader,
  files: PayloadFiles,
  id: SubmissionId,
): Promise<Dossier | undefined> {
  const row = reader.row("SELECT * FROM dossiers WHERE submission = ?", id);
  if (row === undefined) return undefined;
  const payload = await payloadOf(row, files);
  const isWhole =
    sha256(payload) === row["payload_digest"] &&
    sha256(String(row["report"])) === row["report_digest"];
  if (!isWhole) throw damaged(id);
  return {
    salt: String(row["salt"]),
    payload,
    ...(row["run"] !== null && { run: parsed<RunPayload>(row["run"], id) }),
    report: parsed<Dossier["report"]>(row["report"], id),
  };
}

async function payloadOf(row: Row, files: PayloadFiles): Promise<Uint8Array> {
  if (row["payload"] !== null) return row["payload"] as Uint8Array;
  try {
    return await files.read(String(row["payload_file"]));
  } catch (cause) {
    throw damaged(String(row["submission"]), cause);
  }
}

const damaged = (id: SubmissionId, cause?: unknown): GateError =>
  new GateError(
    "unavailable",
    `payload or report of ${id} is missing or no longer as it was stored: restore it from a backup`,
    { cause },
  );

async function append(
  writer: Writer,
  files: PayloadFiles,
  entry: AuditEntry,
  changes: Changes,
): Promise<void> {
  const { dossier } = changes;
  const writing = await writingOf(entry, changes);
  const isLarge =
    dossier !== undefined &&
    dossier.payload.length > payloadInRowMaxBytes &&
    writing.tooLarge === undefined;
  if (!isLarge) {
    await writer.write(writing);
    return;
  }
  // The file before the row: a row never names what is not on the disk.
  const file = await files.write(entry.id, dossier.payload).catch((error) => {
    throw toldOf(error);
  });
  const isStored = await writer.write(withFile(writing, file)).catch(async (error) => {
    if (isRefusal(error)) await files.remove(file);
    throw error;
  });
  if (!isStored) await files.remove(file);
}

/** What was refused is surely not written; of what is unavailable nobody knows. */
const isRefusal = (error: unknown): boolean =>
  error instanceof GateError && error.code !== "unavailable";

function withFile(writing: AppendWriting, file: string): AppendWriting {
  const { dossier } = writing;
  return dossier
    ? { ...writing, dossier: { ...dossier, payload: null, payloadFile: file } }
    : writing;
}

async function writingOf(entry: AuditEntry, changes: Changes): Promise<AppendWriting> {
  const { dossier, unchanged = [], outbox = [], figures = [] } = changes;
  const body = JSON.stringify(entry);
  const report = dossier && reportText(dossier.report);
  const documents = [
    ...(changes.submissions ?? []).map(submissionRow),
    ...(changes.cases ?? []).map(caseRow),
    ...(changes.approvals ?? []).map(approvalRow),
    ...(changes.passes ?? []).map(passRow),
    ...(changes.runs ?? []).map(runRow),
    ...(changes.letters ?? []).map(letterRow),
  ];
  const parcels = outbox.map((parcel) => ({
    storedAt: instant(parcel.storedAt),
    submission: parcel.submission,
    place: parcel.index,
    body: JSON.stringify(parcel),
  }));
  const earlierRuns = earlierRunsIn(changes).map((one) => ({
    ...one,
    releasedAt: one.releasedAt === "" ? "" : instant(one.releasedAt),
    body: JSON.stringify(one),
  }));
  const tooLarge = await tooLargeFor({
    entry: body,
    isEntrySmall: entry.action !== "submission.judged",
    dossier: dossier ? [Buffer.byteLength(report ?? ""), dossier.payload.length] : [],
    documents: documents.map((one) => ({
      body: one.body,
      isNew: one.version === 1,
      isListed: one.due !== null,
    })),
    parcels: parcels.map((one) => one.body),
    figures: figures.map(({ text }) => text),
    earlierRuns: earlierRuns.length,
    conditions: unchanged.length,
  });
  return {
    kind: "append",
    entry: { ...headOf(entry), id: entry.id, digest: sha256(body), body },
    ...(dossier && {
      dossier: {
        salt: dossier.salt,
        report: report ?? "",
        reportDigest: sha256(report ?? ""),
        payload: dossier.payload,
        payloadFile: null,
        payloadDigest: sha256(dossier.payload),
        run: dossier.run === undefined ? null : JSON.stringify(dossier.run),
      },
    }),
    documents,
    unchanged: unchanged.map((one) => ({ ...one, table: tableOf[one.of] })),
    parcels,
    figures,
    earlierRuns,
    ...(tooLarge !== undefined && { tooLarge }),
  };
}

const headOf = (entry: AuditEntry) =>
  entry.action === "submission.judged"
    ? { action: entry.action, at: instant(entry.receivedAt), submission: null }
    : { action: entry.action, at: instant(entry.at), submission: entry.submission ?? null };
