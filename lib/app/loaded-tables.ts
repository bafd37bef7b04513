import { didYouMean } from "../core/expression/check/suggest.ts";
import { isUnjudged } from "../core/expression/fault.ts";
import { compositeKey, keyText } from "../core/expression/key.ts";
import { formatDate, parseDate } from "../core/expression/time.ts";
import type { Shape } from "../core/expression/types.ts";
import { decode, type JsonObject } from "../core/expression/value.ts";
import type { Place } from "../core/record.ts";
import { schemaProblems } from "../core/schema-check.ts";
import type { ReferenceRows, Subject, Table } from "../core/subject.ts";
import { GateError, type Mistake } from "./errors.ts";
import { shapeOf } from "./table-cells.ts";

/** A row of a reference table with its place. */
export interface TableRow {
  readonly place: Place;
  readonly value: JsonObject;
}

/** A reference table that was read whole. */
export interface TableRows {
  readonly table: string;
  readonly rows: readonly TableRow[];
}

/** A row under its key, with the days on which it is in force, both inclusive. */
interface Entry extends TableRow {
  readonly from: number;
  readonly to: number;
}

/**
 * Reference tables in memory, by key. A table that is not among them was never loaded; one without
 * rows was.
 *
 * @throws {GateError} `invalid` with the place of each row that does not fit its shape, has no key,
 * or is in force at the same time as another one under its key.
 */
export function loadTables(subject: Subject, tables: readonly TableRows[]): ReferenceRows {
  const mistakes: string[] = [];
  const byTable = new Map(
    tables.map(({ table, rows }) => [table, keyed(subject, table, rows, mistakes)]),
  );
  if (mistakes.length > 0) throw refusal(mistakes);
  return {
    loaded: (table) => byTable.has(table),
    find: (table, key, on) => {
      const entries = byTable.get(table)?.get(key) ?? [];
      const effective = on === undefined ? entries : entries.filter((one) => isInForce(one, on));
      return effective.map(({ value }) => value);
    },
    all: function* (table) {
      for (const entries of byTable.get(table)?.values() ?? [])
        for (const { value } of entries) yield value;
    },
  };
}

/** No table was loaded. */
export const noTables: ReferenceRows = { loaded: () => false, find: () => [], all: () => [] };

const mistakesMax = 100;

function refusal(messages: readonly string[]): GateError {
  const told = messages.slice(0, mistakesMax);
  const more = messages.length - told.length;
  const end = more > 0 ? `\nand ${more} more` : "";
  const mistakes: readonly Mistake[] = told.map((message) => ({ message }));
  return new GateError("invalid", `the reference tables are wrong:\n${told.join("\n")}${end}`, {
    mistakes,
  });
}

const isInForce = ({ from, to }: Entry, day: number): boolean => from <= day && day <= to;

function keyed(
  subject: Subject,
  name: string,
  rows: readonly TableRow[],
  mistakes: string[],
): ReadonlyMap<string, readonly Entry[]> {
  const table = subject.tables[name] as Table;
  const shape = shapeOf(subject.schema, table.shape);
  const byKey = new Map<string, Entry[]>();
  mistakes.push(...misspeltIn(rows, shape));
  for (const row of rows) {
    const found = problemsOf(row, table, subject);
    mistakes.push(...found.map((problem) => `${placeOf(row)}: ${problem}`));
    const key = found.length === 0 ? keyOf(row.value, table, shape) : undefined;
    if (key === undefined) continue;
    const entries = byKey.get(key) ?? [];
    entries.push(entryOf(row, table));
    byKey.set(key, entries);
  }
  if (!table.many)
    for (const [key, entries] of byKey) mistakes.push(...overlapsIn(name, key, entries, table));
  return byKey;
}

/**
 * Fields that no shape has are left alone, since tables come from systems that know more; but one
 * that looks like a field of ours is misspelt, and rules would silently do without it.
 */
function misspeltIn(rows: readonly TableRow[], shape: Shape): readonly string[] {
  const names = Object.keys(shape.fields);
  const seen = new Set<string>();
  return rows.flatMap((row) =>
    Object.keys(row.value).flatMap((name) => {
      if (Object.hasOwn(shape.fields, name) || seen.has(name)) return [];
      seen.add(name);
      const hint = didYouMean(name, names);
      return hint === "" ? [] : [`${placeOf(row)}: there is no field '${name}'${hint}`];
    }),
  );
}

function problemsOf({ value }: TableRow, table: Table, subject: Subject): readonly string[] {
  const shape = shapeOf(subject.schema, table.shape);
  const problems = schemaProblems(value, table.shape, subject.schema, 5).map(
    ({ pointer, message }) => `${pointer.slice(1) || table.shape}: ${message}`,
  );
  const absent = keyOf(value, table, shape) === undefined && problems.length === 0;
  return [...problems, ...(absent ? [`no key: ${table.key.join(", ")} must be there`] : [])];
}

function keyOf(value: JsonObject, table: Table, shape: Shape): string | undefined {
  const parts: string[] = [];
  for (const name of table.key) {
    const type = shape.fields[name]?.type;
    const part = type && decode(value[name], type, () => name);
    if (!type || part === undefined || isUnjudged(part)) return undefined;
    parts.push(keyText(part, type));
  }
  return compositeKey(parts);
}

function entryOf({ place, value }: TableRow, { dated }: Table): Entry {
  const from = dated ? dayOf(value["valid_from"]) : undefined;
  const to = dated ? dayOf(value["valid_to"]) : undefined;
  const entry = { place, value };
  return { ...entry, from: from ?? Number.NEGATIVE_INFINITY, to: to ?? Number.POSITIVE_INFINITY };
}

const dayOf = (value: unknown): number | undefined =>
  typeof value === "string" ? parseDate(value) : undefined;

function overlapsIn(
  name: string,
  key: string,
  entries: readonly Entry[],
  { dated }: Table,
): readonly string[] {
  const reversed = entries.filter(({ from, to }) => from > to);
  const sorted = entries.filter(({ from, to }) => from <= to).sort((a, b) => a.from - b.from);
  const overlaps = sorted.flatMap((entry, index) => {
    const before = sorted[index - 1];
    if (before === undefined || entry.from > before.to) return [];
    const remedy = dated
      ? `two rows are in force from ${dayText(entry.from)} on: end one before the other begins`
      : "a key has one row";
    return [
      `${placeOf(entry)}: ${name} '${key}' stands at ${placeOf(before)} already, and ${remedy}`,
    ];
  });
  return [
    ...reversed.map((one) => `${placeOf(one)}: valid_to is before valid_from: swap them`),
    ...overlaps,
  ];
}

const dayText = (day: number): string =>
  Number.isFinite(day) ? formatDate(day) : "the beginning of time";

const placeOf = ({ place }: TableRow): string =>
  place.line === undefined ? place.file : `${place.file}:${place.line}`;
