import { isUnjudged } from "../expression/fault.ts";
import { compositeKey, keyText } from "../expression/key.ts";
import { decode, isObject, type Json, type JsonObject, type Value } from "../expression/value.ts";
import { isInForce } from "../in-force.ts";
import type { ReferenceRows, Subject } from "../subject.ts";

/** The rows that a case gives; only tables that it names are loaded. */
export function caseRows(
  tables: Readonly<Record<string, readonly Json[]>>,
  subject: Subject,
): ReferenceRows {
  const rowsOf = (table: string): readonly JsonObject[] =>
    (Object.hasOwn(tables, table) ? (tables[table] ?? []) : []).filter(isObject);
  return {
    loaded: (table) => Object.hasOwn(tables, table),
    find: (table, key, on) =>
      rowsOf(table).filter(
        (row) =>
          keyOf(row, table, subject) === key &&
          (on === undefined || subject.tables[table]?.dated !== true || isInForce(row, on)),
      ),
    all: rowsOf,
  };
}

/** The canonical key of a row; undefined for one that lacks a part of it. */
function keyOf(row: JsonObject, name: string, subject: Subject): string | undefined {
  const table = subject.tables[name];
  const fields = subject.schema[table?.shape ?? ""]?.fields ?? {};
  const parts = (table?.key ?? []).map((part) => {
    const type = fields[part]?.type ?? { kind: "string" as const };
    const value = decode(row[part], type, () => part);
    return isUnjudged(value) ? undefined : keyText(value as Value, type);
  });
  const known = parts.filter((part) => part !== undefined);
  return known.length === parts.length ? compositeKey(known) : undefined;
}
