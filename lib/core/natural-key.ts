import { isObject, type Json, type JsonObject } from "./expression/value.ts";
import type { RecordKind } from "./subject.ts";

/**
 * The key by which people and systems know a record: the text of its key field, or of several
 * joined by `|`, in which `|` and `\` stand as `\|` and `\\`, so that no two keys look alike.
 * Undefined when a field is absent, blank or no scalar.
 */
export function naturalKey(record: JsonObject, kind: RecordKind): string | undefined {
  const [only] = kind.key;
  if (kind.key.length === 1) return keyText(record, only as string);
  const parts: string[] = [];
  for (const path of kind.key) {
    const part = keyText(record, path);
    if (part === undefined) return undefined;
    parts.push(part.replace(/[\\|]/g, "\\$&"));
  }
  return parts.length === 0 ? undefined : parts.join("|");
}

/** The key fields that a record lacks, as paths; empty when it has a natural key. */
export const absentKeyFields = (record: JsonObject, kind: RecordKind): readonly string[] =>
  kind.key.filter((path) => keyText(record, path) === undefined);

function keyText(record: JsonObject, path: string): string | undefined {
  const value = path.includes(".") ? valueAt(record, path.split(".")) : own(record, path);
  if (typeof value === "string") return value.trim() === "" ? undefined : value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : undefined;
}

function valueAt(record: JsonObject, names: readonly string[]): Json | undefined {
  let value: Json | undefined = record;
  for (const name of names) value = isObject(value) ? own(value, name) : undefined;
  return value;
}

/** Never what JavaScript brings along, such as `constructor`. */
const own = (record: JsonObject, name: string): Json | undefined =>
  Object.hasOwn(record, name) ? record[name] : undefined;
