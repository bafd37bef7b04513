import { format, fromDouble } from "../../core/expression/decimal.ts";
import type { Schema, Shape, Type } from "../../core/expression/types.ts";
import { isObject, type Json, type JsonObject } from "../../core/expression/value.ts";

/**
 * A row as it is kept whatever it was read from: the fields that its shape knows, in the order of
 * their names, without those that are absent; decimals as text. Equal rows of a CSV file, a JSON
 * file and a store give equal text.
 */
export function normalRow(row: JsonObject, shape: Shape, schema: Schema): JsonObject {
  const normal: Record<string, Json> = {};
  for (const name of namesOf(shape)) {
    const field = shape.fields[name];
    const raw = Object.hasOwn(row, name) ? row[name] : undefined;
    if (field === undefined || isAbsent(raw, field.type)) continue;
    normal[name] = normalValue(raw as Json, field.type, schema);
  }
  return normal;
}

const sorted = new WeakMap<Shape, readonly string[]>();

function namesOf(shape: Shape): readonly string[] {
  const known = sorted.get(shape);
  if (known) return known;
  const names = Object.keys(shape.fields).sort();
  sorted.set(shape, names);
  return names;
}

/** Null is absence, as is empty text where no text is wanted. */
const isAbsent = (raw: Json | undefined, { kind }: Type): boolean =>
  raw === undefined || raw === null || (raw === "" && kind !== "string");

function normalValue(raw: Json, type: Type, schema: Schema): Json {
  switch (type.kind) {
    case "decimal":
      return typeof raw === "number" ? decimalText(raw) : raw;
    case "list":
      return Array.isArray(raw) ? raw.map((part) => normalValue(part, type.of, schema)) : raw;
    case "map":
      return isObject(raw) ? normalMap(raw, (part) => normalValue(part, type.of, schema)) : raw;
    case "record":
      return isObject(raw) ? normalRow(raw, schema[type.name] ?? { fields: {} }, schema) : raw;
    case "any":
      return inOrder(raw);
    default:
      return raw;
  }
}

/** A number as the decimal it denotes; what denotes none stays, for the schema check to tell. */
function decimalText(raw: number): Json {
  const value = fromDouble(raw);
  return value === undefined ? raw : format(value);
}

function normalMap(raw: JsonObject, of: (part: Json) => Json): JsonObject {
  const entries = Object.entries(raw)
    .filter((entry): entry is [string, Json] => entry[1] !== undefined && entry[1] !== null)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, part]) => [name, of(part)]));
}

function inOrder(raw: Json): Json {
  if (Array.isArray(raw)) return raw.map(inOrder);
  return isObject(raw) ? normalMap(raw, inOrder) : raw;
}
