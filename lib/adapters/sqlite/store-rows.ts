import type { DatabaseSync } from "node:sqlite";
import { GateError } from "../../app/errors.ts";
import { keptKey } from "../../app/reference/row-order.ts";
import type { PinnedTable } from "../../app/reference/source.ts";
import type { JsonObject } from "../../core/expression/value.ts";
import type { ReferenceRows, Subject } from "../../core/subject.ts";
import { refusalOf } from "./database.ts";
import { inVersion } from "./store-schema.ts";

/** Text of rows that is kept in memory, over all tables; as objects it takes about five times that. */
const cachedCharsMax = 6_000_000;

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
  const charsMax = cachedCharsMax / Math.max(1, Object.keys(pins).length);
  const tables = new Map(
    Object.entries(pins).map(([table, { load }]) => {
      const dated = subject.tables[table]?.dated === true;
      return [table, tableReader(db, { table, load, dated, charsMax }, failing)];
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
  readonly charsMax: number;
}

interface Kept {
  readonly values: readonly JsonObject[];
  /** The days between which each is in force. */
  readonly days: readonly (readonly [from: number, to: number])[];
  readonly chars: number;
}

function tableReader(
  db: DatabaseSync,
  { table, load, dated, charsMax }: Reading,
  failing: (error: unknown) => never,
) {
  const byKey = db.prepare(`
    SELECT row, from_day, to_day FROM rows
    WHERE table_id = (SELECT table_id FROM loads WHERE id = :load) AND key = :key AND ${inVersion}
    ORDER BY from_day, row`);
  const kept = lastAsked<Kept>(charsMax);
  const read = (key: string): Kept => {
    try {
      return keptOf(byKey.all({ load, key: keptKey(key) }) as unknown as readonly StoredRow[]);
    } catch (error) {
      return failing(error);
    }
  };
  return {
    find(key: string, on: number | undefined): readonly JsonObject[] {
      const { values, days } = kept(key, read);
      if (on === undefined || !dated) return values;
      return values.filter((_, i) => isWithin(days[i] as Kept["days"][number], on));
    },
    *all(): Generator<JsonObject, void, void> {
      try {
        for (const { row } of allRows(db, load)) yield parsed(row, table);
      } catch (error) {
        failing(error);
      }
    },
  };
}

const isWithin = ([from, to]: readonly [number, number], day: number): boolean =>
  from <= day && day <= to;

/** In the order of their keys; each call has a statement of its own, so that they may be nested. */
const allRows = (db: DatabaseSync, load: number): Iterable<StoredRow> =>
  db
    .prepare(`
      SELECT row, from_day, to_day FROM rows
      WHERE table_id = (SELECT table_id FROM loads WHERE id = :load) AND ${inVersion}
      ORDER BY key, from_day, row`)
    .iterate({ load }) as Iterable<unknown> as Iterable<StoredRow>;

interface StoredRow {
  readonly row: string;
  readonly from_day: number;
  readonly to_day: number;
}

function keptOf(rows: readonly StoredRow[]): Kept {
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
