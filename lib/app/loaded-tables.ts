import type { JsonObject } from "../core/expression/value.ts";
import type { ReferenceRows, Subject, Table } from "../core/subject.ts";
import { gatherMistakes, type Mistakes } from "./reference/mistakes.ts";
import { overlapFinder } from "./reference/overlaps.ts";
import { placeOf, rowIntake, type TableRow } from "./reference/row-intake.ts";
import { inRowOrder, keptKey } from "./reference/row-order.ts";
import { tableDigest } from "./reference/table-digest.ts";

export type { TableRow };

/** A reference table that was read whole. */
export interface TableRows {
  readonly table: string;
  readonly rows: readonly TableRow[];
}

/** Reference tables in memory. */
export interface LoadedTables extends ReferenceRows {
  /** Over a table's rows; undefined for one that was never loaded. */
  digest(table: string): string | undefined;
  /** A table's rows by key, whatever their dates; none for one that was never loaded. */
  byKey(table: string): readonly (readonly [key: string, rows: readonly JsonObject[]])[];
}

/** A row under its key, with the days on which it is in force, both inclusive. */
interface Entry {
  readonly key: string;
  readonly from: number;
  readonly to: number;
  readonly value: JsonObject;
  readonly text: string;
  readonly at: number;
}

/** The entries of a table in row order. */
type Entries = readonly Entry[];

/**
 * Reference tables in memory, by key. A table that is not among them was never loaded; one without
 * rows was. A row that stands twice in a table of many rows a key counts once. `mistakes` are those
 * that reading the rows has found already: all are told together.
 *
 * @throws {GateError} `invalid` with the place of each row that does not fit its shape, has no key,
 * or is in force at the same time as another one under its key.
 */
export function loadTables(
  subject: Subject,
  tables: readonly TableRows[],
  mistakes: Mistakes = gatherMistakes(),
): LoadedTables {
  const loaded = new Map(
    tables.map(({ table, rows }) => [table, entriesOf(subject, table, rows, mistakes)]),
  );
  mistakes.throwIfAny();
  const byKey = new Map([...loaded].map(([table, entries]) => [table, underKeys(entries)]));
  const digests = new Map<string, string>();
  return {
    loaded: (table) => loaded.has(table),
    find: (table, key, on) => {
      const found = byKey.get(table)?.get(key);
      if (found === undefined) return [];
      const { entries, values } = found;
      if (on === undefined || entries.every((one) => isInForce(one, on))) return values;
      return values.filter((_, i) => isInForce(entries[i] as Entry, on));
    },
    all: function* (table) {
      for (const { value } of loaded.get(table) ?? []) yield value;
    },
    byKey: (table) => [...(byKey.get(table) ?? [])].map(([key, { values }]) => [key, values]),
    digest: (table) => {
      const entries = loaded.get(table);
      if (entries !== undefined && !digests.has(table)) digests.set(table, digestOf(entries));
      return digests.get(table);
    },
  };
}

/** No table was loaded. */
export const noTables: LoadedTables = {
  loaded: () => false,
  find: () => [],
  all: () => [],
  digest: () => undefined,
  byKey: () => [],
};

interface UnderKey {
  readonly entries: Entries;
  readonly values: readonly JsonObject[];
}

function underKeys(entries: Entries): ReadonlyMap<string, UnderKey> {
  const groups = Map.groupBy(entries, ({ key }) => key);
  return new Map(
    [...groups].map(([key, own]) => [key, { entries: own, values: own.map((e) => e.value) }]),
  );
}

const isInForce = ({ from, to }: Entry, day: number): boolean => from <= day && day <= to;

function entriesOf(
  subject: Subject,
  name: string,
  rows: readonly TableRow[],
  mistakes: Mistakes,
): Entries {
  const table = subject.tables[name] as Table;
  const take = rowIntake(subject, name, mistakes);
  const entries = rows.flatMap((row, at): readonly Entry[] => {
    const taken = take(row);
    if (taken === undefined) return [];
    return [{ ...taken, text: JSON.stringify(taken.value), at }];
  });
  const ordered = entries.sort((a, b) => inRowOrder(kept(a), kept(b)));
  const overlap = overlapFinder(name, table, ({ at }) => placeOf(rows[at] as TableRow));
  for (const entry of ordered) {
    const message = overlap(entry);
    if (message !== undefined) mistakes.add(message);
  }
  return ordered.filter((entry, index) => !isSame(entry, ordered[index - 1]));
}

const kept = (entry: Entry) => ({ ...entry, key: keptKey(entry.key) });

const isSame = (a: Entry, b: Entry | undefined): boolean => a.key === b?.key && a.text === b.text;

function digestOf(entries: Entries): string {
  const made = tableDigest();
  for (const { text } of entries) made.add(text);
  return made.digest();
}
