import { isInForce } from "../core/in-force.ts";
import type { ReferenceRows, Subject } from "../core/subject.ts";
import type { KeyedRows } from "./ports.ts";

/** Rows that were fetched, as the core reads them; `asked`: the keys whose rows were. */
export function referenceRows(
  subject: Subject,
  loaded: ReadonlySet<string>,
  fetched: readonly KeyedRows[],
  asked: ReadonlySet<string> | ReadonlyMap<string, unknown> = new Set(),
): ReferenceRows {
  const byKey = new Map(fetched.map(({ table, key, rows }) => [idOf(table, key), rows]));
  return {
    loaded: (table) => loaded.has(table),
    asked: (table, key) => asked.has(idOf(table, key)),
    find: (table, key, on) => {
      const rows = byKey.get(idOf(table, key)) ?? [];
      if (on === undefined || subject.tables[table]?.dated !== true) return rows;
      return rows.filter((row) => isInForce(row, on));
    },
    // A roster goes through a whole table, which nobody fetches for one submission: it is not
    // judged here, and holds.
    all: () => undefined,
  };
}

/** One text for a key of a table. */
export const idOf = (table: string, key: string): string => JSON.stringify([table, key]);
