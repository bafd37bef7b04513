import type { DatabaseSync, StatementResultingChanges, StatementSync } from "node:sqlite";
import { GateError, movedReason } from "../../app/errors.ts";
import {
  type AppendWriting,
  type DocumentRow,
  type DocumentTable,
  documentTables,
} from "./writing.ts";

/**
 * Appends an entry with all that it changes, inside the transaction that is open. False where an
 * equal entry stands there: then nothing is written. What it throws undoes all of it.
 */
export function performAppend(db: DatabaseSync): (writing: AppendWriting) => boolean {
  const find = db.prepare("SELECT digest FROM entries WHERE id = ?");
  const insertEntry = db.prepare(`
    INSERT INTO entries (id, action, at, submission, digest, body) VALUES (?, ?, ?, ?, ?, ?)`);
  const insertDossier = db.prepare("INSERT INTO dossiers VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
  const insertParcel = db.prepare("INSERT INTO outbox VALUES (?, ?, ?, ?, ?)");
  const insertFigures = db.prepare("INSERT OR IGNORE INTO run_figures VALUES (?, ?, ?)");
  const insertEarlier = db.prepare("INSERT OR IGNORE INTO earlier_runs VALUES (?, ?, ?, ?, ?, ?)");
  const documents = documentStatements(db);
  return (writing) => {
    const { entry, dossier, documents: rows, unchanged, parcels, tooLarge } = writing;
    const found = find.get(entry.id) as { readonly digest: string } | undefined;
    if (found?.digest === entry.digest) return false;
    if (found !== undefined)
      throw new GateError("conflict", `a different entry stands under ${entry.id}`);
    for (const row of rows) put(documents[row.table], row);
    for (const one of unchanged) mustBeAt(documents[one.table].versionOf, one);
    if (tooLarge !== undefined) throw new GateError("too_large", tooLarge);
    const { id, action, at, submission, digest, body } = entry;
    insertEntry.run(id, action, at, submission, digest, body);
    if (dossier !== undefined)
      insertDossier.run(
        id,
        dossier.salt,
        dossier.report,
        dossier.reportDigest,
        dossier.payload,
        dossier.payloadFile,
        dossier.payloadDigest,
        dossier.run,
      );
    for (const { storedAt, submission: of, place, body: text } of parcels)
      insertParcel.run(storedAt, of, place, id, text);
    for (const { run, digest: of, text } of writing.figures)
      mustBeNew(insertFigures.run(run, of, text), "figures", run);
    for (const one of writing.earlierRuns) {
      const { gate, kind, releasedOn, releasedAt, id: run } = one;
      const inserted = insertEarlier.run(gate, kind, releasedOn, releasedAt, run, one.body);
      mustBeNew(inserted, "earlier runs", run);
    }
    return true;
  };
}

interface DocumentStatements {
  readonly versionOf: StatementSync;
  readonly insert: StatementSync;
  readonly update: StatementSync;
}

function documentStatements(db: DatabaseSync): Readonly<Record<DocumentTable, DocumentStatements>> {
  const of = (table: DocumentTable): [DocumentTable, DocumentStatements] => [
    table,
    {
      versionOf: db.prepare(`SELECT version FROM ${table} WHERE id = ?`),
      insert: db.prepare(`INSERT OR IGNORE INTO ${table} VALUES (?, 1, ?, ?, ?, ?)`),
      update: db.prepare(
        `UPDATE ${table} SET version = ?, due = ?, body = ? WHERE id = ? AND version = ?`,
      ),
    },
  ];
  return Object.fromEntries(documentTables.map(of)) as Readonly<
    Record<DocumentTable, DocumentStatements>
  >;
}

function put({ insert, update }: DocumentStatements, row: DocumentRow): void {
  const { id, version, submission, gate, due, body } = row;
  const { changes } =
    version === 1
      ? insert.run(id, submission, gate, due, body)
      : update.run(version, due, body, id, version - 1);
  if (changes !== 1) throw moved(row.table, id);
}

function mustBeAt(
  versionOf: StatementSync,
  { table, id, version }: AppendWriting["unchanged"][number],
): void {
  const found = versionOf.get(id) as { readonly version: number } | undefined;
  if (found?.version !== version) throw moved(table, id);
}

/** Somebody else was first. */
function mustBeNew({ changes }: StatementResultingChanges, table: string, id: string): void {
  if (changes !== 1) throw moved(table, id);
}

const moved = (table: string, id: string): GateError =>
  new GateError("conflict", `${id} of the ${table} is no longer as it was read: read it again`, {
    reason: movedReason,
  });
