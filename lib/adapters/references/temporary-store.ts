import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isGateError } from "../../app/errors.ts";
import { gatherMistakes } from "../../app/reference/mistakes.ts";
import type { PinnedTable, StoreLayer, TableFile } from "../../app/reference/source.ts";
import type { Subject } from "../../core/subject.ts";
import { tableRows } from "../files/table-files.ts";
import { openStore, type ReferenceStore } from "../sqlite/reference-store.ts";

/**
 * Puts table files that are too large for memory into a store of this run alone, in memory of a
 * row. `remove` takes it away.
 *
 * @throws {GateError} `invalid` with what is wrong in any of the files.
 */
export async function temporaryStore(
  files: readonly TableFile[],
  name: string,
  subject: Subject,
): Promise<{ readonly layer: StoreLayer; readonly remove: () => void }> {
  const folder = mkdtempSync(join(tmpdir(), "holdpoint-reference-"));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  const path = join(folder, "store.sqlite");
  try {
    const store = openStore(path, name, { readOnly: false });
    try {
      return {
        layer: { kind: "store", path, name, tables: await fill(store, files, subject) },
        remove,
      };
    } finally {
      store.close();
    }
  } catch (error) {
    remove();
    throw error;
  }
}

async function fill(
  store: ReferenceStore,
  files: readonly TableFile[],
  subject: Subject,
): Promise<Readonly<Record<string, PinnedTable>>> {
  const mistakes = gatherMistakes();
  const tables: Record<string, PinnedTable> = {};
  for (const file of files)
    try {
      const { load, digest } = await store.load({
        table: file.table,
        subject,
        kinds: [subject.kind],
        how: "replace",
        rows: tableRows(file, subject),
        sources: [file.name],
        // It is read by its number alone.
        loadedAt: "",
      });
      tables[file.table] = { load, digest };
    } catch (error) {
      if (!isGateError(error, "invalid") || error.mistakes.length === 0) throw error;
      for (const { message } of error.mistakes) mistakes.add(message);
    }
  mistakes.throwIfAny();
  return tables;
}
