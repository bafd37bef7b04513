import type { Schema, Shape, Type } from "../core/expression/types.ts";
import { isObject, type Json, type JsonObject } from "../core/expression/value.ts";

/**
 * A row of a reference table that was written as text, such as in CSV: each cell as its field wants
 * it. Lists are parted by `;`; maps, objects and lists of objects are JSON. A cell that does not
 * look like its type stays text, and the schema check tells of it.
 */
export function rowOfCells(cells: JsonObject, shape: Shape): JsonObject {
  const entries = Object.entries(cells).map(([name, cell]): [string, Json | undefined] => {
    const field = Object.hasOwn(shape.fields, name) ? shape.fields[name] : undefined;
    return [name, field && typeof cell === "string" ? cellValue(cell, field.type) : cell];
  });
  return Object.fromEntries(entries);
}

/** The shape of a table's rows. */
export const shapeOf = (schema: Schema, name: string): Shape => schema[name] ?? { fields: {} };

function cellValue(cell: string, type: Type): Json {
  switch (type.kind) {
    case "bool":
      return booleans.get(cell.trim().toLowerCase()) ?? cell;
    case "int":
    case "real":
      return /^-?\d+(\.\d+)?$/.test(cell.trim()) ? Number(cell) : cell;
    case "decimal":
    case "date":
    case "instant":
      return cell.trim();
    case "list":
      return cell.trim().startsWith("[") ? parsed(cell) : listOf(cell, type.of);
    case "map":
    case "record":
    case "any":
      return parsed(cell);
    default:
      return cell;
  }
}

const booleans: ReadonlyMap<string, boolean> = new Map([
  ["true", true],
  ["false", false],
  ["1", true],
  ["0", false],
]);

const listOf = (cell: string, type: Type): Json =>
  cell.split(";").map((part) => cellValue(part.trim(), type));

function parsed(cell: string): Json {
  try {
    const value: unknown = JSON.parse(cell);
    return isObject(value) || Array.isArray(value) ? (value as Json) : cell;
  } catch {
    return cell;
  }
}
