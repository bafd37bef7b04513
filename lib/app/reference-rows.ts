import { parseDate } from "../core/expression/time.ts";
import type { JsonObject } from "../core/expression/value.ts";
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
      return rows.filter((row) => isEffective(row, on));
    },
    // A roster goes through a whole table, which nobody fetches for one submission.
    all: () => [],
  };
}

/** One text for a key of a table. */
export const idOf = (table: string, key: string): string => JSON.stringify([table, key]);

/** Both ends are inclusive; an end that is absent, or is no date, is open. */
function isEffective(row: JsonObject, day: number): boolean {
  const [from, to] = [dayOf(row["valid_from"]), dayOf(row["valid_to"])];
  return (from === undefined || from <= day) && (to === undefined || day <= to);
}

const dayOf = (value: unknown): number | undefined =>
  typeof value === "string" ? parseDate(value) : undefined;
