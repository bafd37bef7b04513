import type { DatabaseSync } from "node:sqlite";
import { GateError } from "../../app/errors.ts";
import { inRowOrder, keptKey } from "../../app/reference/row-order.ts";
import type { PinnedTable } from "../../app/reference/source.ts";
import type { JsonObject } from "../../core/expression/value.ts";
import type { ReferenceRows, Subject } from "../../core/subject.ts";
import { refusalOf } from "./database.ts";

/**
 * Text of rows that is kept in memory, over all tables, by each thread; as objects it takes about
 * ten times that. Twice as much made a run with every table no faster.
 */
const cachedCharsMax = 1_000_000;

/** Rows of a store at their pinned versions. */
export interface StoreRows extends ReferenceRows {
  /** @throws {GateError} `unavailable` when anything could not be read so far. */
  settle(): void;
}

/**
 * The rows of pinned tables, read as they are asked for: the store answers at once, and what was
 * asked lately is kept in bounded memory. A version never changes, so the same question always has
 * the same answer. What cannot be read is thrown, and told again by `settle`, since the engine
 * takes what is thrown inside a rule for a fault of that rule.
 */
export function storeRows(
  db: DatabaseSync,
  name: string,
  pins: Readonly<Record<string, PinnedTable>>,
  subject: Subject,
): StoreRows {
  let failure: unknown;
  const failing = (error: unknown): never => {
    failure ??= refusalOf(error, name);
    throw failure;
  };
  const kept = lastAsked<Kept>(cachedCharsMax);
  const tables = new Map(
    Object.entries(pins).map(([table, { load }]) => {
      const dated = subject.tables[table]?.dated === true;
      return [table, tableReader(db, { table, load, dated, kept }, failing)];
    }),
  );
  return {
    loaded: (table) => tables.has(table),
    find: (table, key, on) => tables.get(table)?.find(key, on) ?? [],
    all: (table) => tables.get(table)?.all() ?? [],
    settle: () => {
      if (failure !== undefined) throw failure;
    },
  };
}

interface Reading {
  readonly table: string;
  readonly load: number;
  readonly dated: boolean;
  /** Of all tables together. */
  readonly kept: ReturnType<typeof lastAsked<Kept>>;
}

interface Kept {
  readonly values: readonly JsonObject[];
  /** The days between which each is in force. */
  readonly days: readonly (readonly [from: number, to: number])[];
  readonly chars: number;
}

function tableReader(
  db: DatabaseSync,
  { table, load, dated, kept }: Reading,
  failing: (error: unknown) => never,
) {
  const id = tableOf(db, load);
  const byKey = db.prepare(`
    SELECT row, from_day, to_day FROM rows
    WHERE table_id = ? AND key = ? AND added <= ? AND (removed IS NULL OR removed > ?)`);
  const read = (name: string): Kept => {
    const key = name.slice(table.length + 1);
    try {
      const rows = byKey.all(id, keptKey(key), load, load);
      return keptOf(rows as unknown as readonly StoredRow[]);
    } catch (error) {
      return failing(error);
    }
  };
  return {
    find(key: string, on: number | undefined): readonly JsonObject[] {
      const { values, days } = kept(`${table} ${key}`, read);
      if (on === undefined || !dated) return values;
      return values.filter((_, i) => isWithin(days[i] as Kept["days"][number], on));
    },
    *all(): Generator<JsonObject, void, void> {
      try {
        for (const { row } of allRows(db, id, load)) yield parsed(row, table);
      } catch (error) {
        failing(error);
      }
    },
  };
}

const tableOf = (db: DatabaseSync, load: number): number =>
  (db.prepare("SELECT table_id FROM loads WHERE id = ?").get(load) as { table_id: number })
    .table_id;

const isWithin = ([from, to]: readonly [number, number], day: number): boolean =>
  from <= day && day <= to;

/** In the order of their keys; each call has a statement of its own, so that they may be nested. */
const allRows = (db: DatabaseSync, id: number, load: number): Iterable<StoredRow> =>
  db
    .prepare(`
      SELECT row, from_day, to_day FROM rows
      WHERE table_id = ? AND added <= ? AND (removed IS NULL OR removed > ?)
      ORDER BY key, from_day, row`)
    .iterate(id, load, load) as Iterable<unknown> as Iterable<StoredRow>;

const inOrder = (a: StoredRow, b: StoredRow): number =>
  inRowOrder(
    { key: "", from: a.from_day, text: a.row },
    { key: "", from: b.from_day, text: b.row },
  );

interface StoredRow {
  readonly row: string;
  readonly from_day: number;
  readonly to_day: number;
}

/** Put in order here: for the few rows of a key that is quicker than asking the database to. */
function keptOf(found: readonly StoredRow[]): Kept {
  const rows = found.length > 1 ? found.toSorted(inOrder) : found;
  return {
    values: rows.map(({ row }) => JSON.parse(row) as JsonObject),
    days: rows.map(({ from_day, to_day }) => [from_day, to_day]),
    chars: rows.reduce((sum, { row }) => sum + row.length, 0),
  };
}

function parsed(row: string, table: string): JsonObject {
  try {
    return JSON.parse(row) as JsonObject;
  } catch (cause) {
    throw new GateError("unavailable", `a row of the table ${table} is damaged`, { cause });
  }
}

/**
 * What was asked for lately, within a bound: values move from a young half to an old one, and those
 * that are not asked for again while they are old are let go.
 */
function lastAsked<Value extends { readonly chars: number }>(sizeMax: number) {
  let [young, old, size] = [new Map<string, Value>(), new Map<string, Value>(), 0];
  const set = (key: string, value: Value): Value => {
    const sizeOf = value.chars + key.length + 32;
    if (size + sizeOf > sizeMax / 2) [old, young, size] = [young, new Map(), 0];
    young.set(key, value);
    size += sizeOf;
    return value;
  };
  return (key: string, read: (key: string) => Value): Value => {
    const known = young.get(key);
    return known ?? set(key, old.get(key) ?? read(key));
  };
}
