import { noTables } from "../../app/loaded-tables.ts";
import type { ReferenceTables } from "../../app/ports.ts";
import { layeredRows } from "../../app/reference/layered-rows.ts";
import { rowsAsTables } from "../../app/reference/tables-port.ts";
import type { Subject } from "../../core/subject.ts";
import { readTableFiles } from "./reference-folder.ts";
import { shippedFolder } from "./shipped.ts";
import { tableFilesIn } from "./table-files.ts";

/** The reference tables that ship: public ones, which are described alike by every kind that has them. */
export async function shippedTables(subjects: readonly Subject[]): Promise<ReferenceTables> {
  const files = tableFilesIn("reference", shippedFolder("."));
  const layers = subjects.map(async (subject) => {
    const own = files.filter(({ table }) => Object.hasOwn(subject.tables, table));
    return own.length === 0 ? noTables : readTableFiles(own, subject);
  });
  return rowsAsTables(layeredRows(await Promise.all(layers)));
}
