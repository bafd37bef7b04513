import { isGateError } from "../../app/errors.ts";
import { gatherMistakes } from "../../app/reference/mistakes.ts";
import type { PinnedTable, TableFile } from "../../app/reference/source.ts";
import type { Subject } from "../../core/subject.ts";
import { tableRows } from "../files/table-files.ts";
import { openStore, type ReferenceStore } from "../sqlite/reference-store.ts";

/** What is put into a store, and where it lies: plain JSON, which another thread can be given. */
export interface FillOrder {
  readonly files: readonly TableFile[];
  readonly path: string;
  /** As messages name it. */
  readonly name: string;
  readonly subject: Subject;
}

/**
 * Makes a store of table files, in memory of a row.
 *
 * @throws {GateError} `invalid` with what is wrong in any of the files.
 */
export async function fillStore(order: FillOrder): Promise<Readonly<Record<string, PinnedTable>>> {
  const store = openStore(order.path, order.name, { readOnly: false });
  try {
    return await fill(store, order);
  } finally {
    store.close();
  }
}

async function fill(
  store: ReferenceStore,
  { files, subject }: FillOrder,
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
