import { resolve } from "node:path";
import { tableFilesIn, tableRows } from "../adapters/files/table-files.ts";
import { openStore } from "../adapters/sqlite/reference-store.ts";
import { GateError, isGateError } from "../app/errors.ts";
import { gatherMistakes } from "../app/reference/mistakes.ts";
import { kindsSharing } from "../app/reference/shared-kinds.ts";
import type { TableFile } from "../app/reference/source.ts";
import { didYouMean } from "../core/expression/check/suggest.ts";
import type { Subject } from "../core/subject.ts";

/** A table that was loaded when the gate started. */
export interface LoadedTable {
  readonly table: string;
  readonly rows: number;
  /** False: the store had the same rows already. */
  readonly isNew: boolean;
}

/**
 * Makes the table files of some folders the latest versions of their tables, whole or not at all each;
 * a table of several folders has the rows of all. Equal rows make no version.
 *
 * @throws {GateError} `invalid` with every mistake in all files, `not_found` or `unavailable` when a
 * folder cannot be read.
 */
export async function loadReferences(
  store: string,
  folders: readonly string[],
  subjects: Readonly<Record<string, Subject>>,
  { cwd, at }: { readonly cwd: string; readonly at: string },
): Promise<readonly LoadedTable[]> {
  const files = folders.flatMap((folder) => filesIn(folder, cwd));
  const byTable = Map.groupBy(files, ({ table }) => table);
  refuseStrangers(files, subjects);
  const mistakes = gatherMistakes();
  const loaded: LoadedTable[] = [];
  const opened = openStore(resolve(cwd, store), store, { readOnly: false });
  try {
    for (const [table, own] of byTable)
      try {
        const { subject, kinds } = ownerOf(table, subjects);
        const rows = rowsOf(own, subject);
        const sources = own.map(({ name }) => name);
        const command = { table, subject, kinds, rows, sources, loadedAt: at };
        const { rows: count, isNew } = await opened.load({ ...command, how: "replace" });
        loaded.push({ table, rows: count, isNew });
      } catch (error) {
        if (!isGateError(error, "invalid") || error.mistakes.length === 0) throw error;
        for (const { message } of error.mistakes) mistakes.add(message);
      }
    mistakes.throwIfAny();
    return loaded;
  } finally {
    opened.close();
  }
}

function filesIn(folder: string, cwd: string): readonly TableFile[] {
  const files = tableFilesIn(folder, cwd);
  if (files.length > 0) return files;
  throw new GateError(
    "invalid",
    `${folder} has no reference tables: put a file for each into it, such as products.csv`,
  );
}

/** A misspelt table would silently switch its rules off. */
function refuseStrangers(
  files: readonly TableFile[],
  subjects: Readonly<Record<string, Subject>>,
): void {
  const names = [...new Set(Object.values(subjects).flatMap(({ tables }) => Object.keys(tables)))];
  const strangers = files.filter(({ table }) => !names.includes(table));
  if (strangers.length === 0) return;
  const told = strangers.map(({ name, table }) => {
    const hint = didYouMean(table, names) || `; there are ${names.sort().join(", ")}`;
    return `${name}: '${table}' is no table of ${Object.keys(subjects).join(" or ")}${hint}`;
  });
  throw new GateError("invalid", told.join("\n"));
}

/** The kinds that a table serves: those that describe it alike. */
function ownerOf(table: string, subjects: Readonly<Record<string, Subject>>) {
  const [kinds = []] = kindsSharing(table, subjects);
  return { subject: subjects[kinds[0] as string] as Subject, kinds };
}

async function* rowsOf(files: readonly TableFile[], subject: Subject) {
  for (const file of files) yield* tableRows(file, subject);
}
