import { isUnjudged } from "../expression/fault.ts";
import { compositeKey, keyText } from "../expression/key.ts";
import { decode, isObject, type Json, type JsonObject, type Value } from "../expression/value.ts";
import { isInForce } from "../in-force.ts";
import type { ReferenceRows, Subject } from "../subject.ts";

type Tables = Readonly<Record<string, readonly Json[]>>;

/** The rows of a case by table, those of files read; a problem where a file holds no list. */
export function tablesOf(
  given: Readonly<Record<string, readonly Json[] | string>>,
  files: ReadonlyMap<string, string>,
):
  | { readonly ok: true; readonly tables: Tables }
  | { readonly ok: false; readonly problem: string } {
  const tables: Record<string, readonly Json[]> = {};
  for (const [table, rows] of Object.entries(given)) {
    const read = typeof rows === "string" ? listIn(files.get(rows)) : rows;
    if (read === undefined) return { ok: false, problem: `'${rows}' must hold a list of rows` };
    tables[table] = read;
  }
  return { ok: true, tables };
}

function listIn(text: string | undefined): readonly Json[] | undefined {
  try {
    const read: Json = JSON.parse(text ?? "");
    return Array.isArray(read) ? read : undefined;
  } catch {
    return undefined;
  }
}

/** The rows that a case gives; only tables that it names are loaded. */
export function caseRows(tables: Tables, subject: Subject): ReferenceRows {
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
