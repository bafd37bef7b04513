import type { ReferenceKey, ReferenceRows } from "../../core/subject.ts";
import type { KeyedRows, ReferenceTables } from "../ports.ts";

/** Rows that answer at once, such as those of files or of a store, as the port that may take time. */
export const rowsAsTables = (rows: ReferenceRows): ReferenceTables => ({
  loaded: async (tables) => new Set(tables.filter((table) => rows.loaded(table))),
  rows: async (keys) =>
    keys
      .map((one): KeyedRows => ({ ...one, rows: rows.find(one.table, one.key, undefined) }))
      .filter((found) => found.rows.length > 0),
});

/**
 * Tables that are there unless others of their names are: `above` is asked first which it has, and
 * a table that it has is read from it alone. What is below must be quick to ask.
 */
export const tablesOver = (below: ReferenceTables, above: ReferenceTables): ReferenceTables => ({
  loaded: async (tables) => {
    const [under, over] = await Promise.all([below.loaded(tables), above.loaded(tables)]);
    return new Set([...under, ...over]);
  },
  rows: async (keys) => {
    const contested = await below.loaded([...new Set(keys.map(({ table }) => table))]);
    const taken = contested.size === 0 ? contested : await above.loaded([...contested]);
    const isBelow = ({ table }: ReferenceKey): boolean => contested.has(table) && !taken.has(table);
    const [under, over] = await Promise.all([
      below.rows(keys.filter(isBelow)),
      above.rows(keys.filter((key) => !isBelow(key))),
    ]);
    return [...under, ...over];
  },
});
