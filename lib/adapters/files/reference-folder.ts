import { GateError } from "../../app/errors.ts";
import { type LoadedTables, loadTables, type TableRows } from "../../app/loaded-tables.ts";
import { gatherMistakes } from "../../app/reference/mistakes.ts";
import type { TableRow } from "../../app/reference/row-intake.ts";
import type { TableFile } from "../../app/reference/source.ts";
import type { Subject } from "../../core/subject.ts";
import { refuseStrangers, tableFilesIn, tableRows } from "./table-files.ts";

/**
 * The reference tables of a folder, a file a table: `products.csv`, `.json` or `.ndjson`. They are
 * read whole and kept in memory by key.
 *
 * @throws {GateError} `not_found` or `unavailable` when the folder cannot be read; `invalid` with
 * every file that is no table of the subject, every row that cannot be read or does not fit, and
 * every pair of rows that are in force under one key at one time.
 */
export async function readReferenceFolder(
  name: string,
  folder: string,
  subject: Subject,
): Promise<LoadedTables> {
  const files = tableFilesIn(name, folder);
  refuseStrangers(name, files, subject);
  return readTableFiles(files, subject);
}

/**
 * Tables in files, in memory. Where a file's digest is stated, its rows must still have it.
 *
 * @throws {GateError} as `readReferenceFolder`, and `unavailable` for a file that has changed.
 */
export async function readTableFiles(
  files: readonly TableFile[],
  subject: Subject,
): Promise<LoadedTables> {
  const mistakes = gatherMistakes();
  const tables: TableRows[] = [];
  for (const file of files) {
    const rows: TableRow[] = [];
    for await (const batch of tableRows(file, subject))
      for (const row of batch)
        if ("problem" in row) mistakes.add(row.problem);
        else rows.push(row);
    tables.push({ table: file.table, rows });
  }
  const loaded = loadTables(subject, tables, mistakes);
  for (const { table, name, digest } of files)
    if (digest !== undefined && digest !== loaded.digest(table)) throw changed(name);
  return loaded;
}

const changed = (name: string): GateError =>
  new GateError(
    "unavailable",
    `${name} has changed while records were judged by it: begin again, and nothing may go out`,
  );
