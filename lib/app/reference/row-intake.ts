import { didYouMean } from "../../core/expression/check/suggest.ts";
import { isUnjudged } from "../../core/expression/fault.ts";
import { compositeKey, keyText } from "../../core/expression/key.ts";
import { parseDate } from "../../core/expression/time.ts";
import type { Shape } from "../../core/expression/types.ts";
import { decode, type JsonObject } from "../../core/expression/value.ts";
import type { Place } from "../../core/record.ts";
import { schemaProblems } from "../../core/schema-check.ts";
import type { Subject, Table } from "../../core/subject.ts";
import { shapeOf } from "../table-cells.ts";
import type { Mistakes } from "./mistakes.ts";
import { normalRow } from "./normal-row.ts";
import { forEver, sinceEver } from "./overlaps.ts";

/** A row of a reference table with its place. */
export interface TableRow {
  readonly place: Place;
  readonly value: JsonObject;
}

/** A row that fits its table, in its normal form. */
export interface TakenRow {
  readonly key: string;
  /** The days between which it is in force, both inclusive. */
  readonly from: number;
  readonly to: number;
  readonly value: JsonObject;
}

/** Problems of one row that are told. */
const problemsMax = 5;
/** Unknown names that are looked at: a table has no more columns than this. */
const strangersMax = 1_000;

/**
 * Takes the rows of one table, one by one: each in its normal form under its key, or undefined with
 * what is wrong told. Fields that no shape has are left alone, since tables come from systems that
 * know more; but one that looks like a field of ours is misspelt, and rules would silently do
 * without it.
 */
export function rowIntake(
  subject: Subject,
  name: string,
  mistakes: Mistakes,
): (row: TableRow) => TakenRow | undefined {
  const table = subject.tables[name] as Table;
  const shape = shapeOf(subject.schema, table.shape);
  const misspelt = misspeltFinder(shape);
  return (row) => {
    for (const hint of misspelt(row.value)) mistakes.add(`${placeOf(row)}: ${hint}`);
    const problems = problemsOf(row.value, table, subject);
    const key = problems.length === 0 ? keyOf(row.value, table, shape) : undefined;
    if (problems.length === 0 && key === undefined)
      problems.push(`no key: ${table.key.join(", ")} must be there`);
    const from = (table.dated ? dayOf(row.value["valid_from"]) : undefined) ?? sinceEver;
    const to = (table.dated ? dayOf(row.value["valid_to"]) : undefined) ?? forEver;
    if (from > to) problems.push("valid_to is before valid_from: swap them");
    for (const problem of problems) mistakes.add(`${placeOf(row)}: ${problem}`);
    if (key === undefined || problems.length > 0) return undefined;
    return { key, from, to, value: normalRow(row.value, shape, subject.schema) };
  };
}

/** `prices.csv:12` */
export const placeOf = ({ place }: Pick<TableRow, "place">): string =>
  place.line === undefined ? place.file : `${place.file}:${place.line}`;

function misspeltFinder(shape: Shape): (value: JsonObject) => readonly string[] {
  const names = Object.keys(shape.fields);
  const seen = new Set(names);
  return (value) => {
    const hints: string[] = [];
    for (const name in value) {
      if (seen.has(name) || seen.size >= names.length + strangersMax) continue;
      seen.add(name);
      const hint = didYouMean(name, names);
      if (hint !== "") hints.push(`there is no field '${name}'${hint}`);
    }
    return hints;
  };
}

function problemsOf(value: JsonObject, table: Table, subject: Subject): string[] {
  return schemaProblems(value, table.shape, subject.schema, problemsMax).map(
    ({ pointer, message }) => `${pointer.slice(1) || table.shape}: ${message}`,
  );
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

const dayOf = (value: unknown): number | undefined =>
  typeof value === "string" ? parseDate(value) : undefined;
