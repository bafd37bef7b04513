import { type Decimal, fromDouble, parseField } from "./decimal.ts";
import { fault, isUnjudged, missing, type Unjudged } from "./fault.ts";
import type { NumberSet } from "./number-set.ts";
import { parseDate, parseInstant } from "./time.ts";
import type { Type } from "./types.ts";

/** What JSON.parse gives. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

/**
 * A value while it is computed; which one it is, its static type says: bool boolean, int bigint,
 * decimal `Decimal`, real number, string string, date number (days since 1970-01-01), instant
 * bigint (nanoseconds since 1970), list array, map `Map`, record the raw JSON object, numbers
 * `NumberSet`, optional `Optional`. Elements of lists may be unjudged; whoever needs them passes that on.
 */
export type Value =
  | boolean
  | bigint
  | number
  | string
  | Decimal
  | ReadonlyMap<string, Value>
  | List
  | JsonObject
  | NumberSet
  | Optional;

export type List = readonly (Value | Unjudged)[];

export interface Optional {
  readonly some: Value | undefined;
}

/**
 * Reads a raw value as its static type: null, undefined and (but for strings) empty text are
 * missing, anything that is not of the type is a fault. `what` names it in either, and is called
 * only then.
 */
export function decode(raw: Json | undefined, type: Type, what: () => string): Value | Unjudged {
  if (raw === null || raw === undefined || (raw === "" && type.kind !== "string"))
    return missing(what());
  const value = read(raw, type, what);
  return value ?? fault("ill_typed", `${what()} is ${describe(raw)}, not ${article(type)}`);
}

function read(raw: Json, type: Type, what: () => string): Value | Unjudged | undefined {
  switch (type.kind) {
    case "bool":
      return typeof raw === "boolean" ? raw : undefined;
    case "int":
      return typeof raw === "number" && Number.isSafeInteger(raw) ? BigInt(raw) : undefined;
    case "decimal":
      if (typeof raw === "string") return parseField(raw);
      return typeof raw === "number" ? fromDouble(raw) : undefined;
    case "real":
      return typeof raw === "number" && Number.isFinite(raw) ? raw : undefined;
    case "string":
      return typeof raw === "string" ? raw : undefined;
    case "date":
      return typeof raw === "string" ? parseDate(raw) : undefined;
    case "instant":
      return typeof raw === "string" ? parseInstant(raw) : undefined;
    case "list":
      return Array.isArray(raw)
        ? raw.map((item: Json, index) => decode(item, type.of, () => `${what()}[${index}]`))
        : undefined;
    case "map":
      return isObject(raw) ? readMap(raw, type.of, what) : undefined;
    case "record":
    case "any":
      return isObject(raw) ? raw : undefined;
    default:
      return undefined;
  }
}

function readMap(raw: JsonObject, of: Type, what: () => string): Value | Unjudged {
  const map = new Map<string, Value>();
  for (const key of Object.keys(raw)) {
    if (raw[key] === null) continue;
    const value = decode(raw[key], of, () => `${what()}[${JSON.stringify(key)}]`);
    if (isUnjudged(value)) return value;
    map.set(key, value);
  }
  return map;
}

/** A JSON object; neither null nor a list. */
export function isObject(raw: unknown): raw is JsonObject {
  return typeof raw === "object" && raw !== null && !Array.isArray(raw);
}

/** What a raw value is, for a person: shortened, so that no message grows with its data. */
export function describe(raw: unknown): string {
  if (Array.isArray(raw)) return `a list of ${raw.length}`;
  if (isObject(raw)) return "an object";
  const text = JSON.stringify(raw) ?? String(raw);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** What would be right, for a person. */
export function article(type: Type): string {
  switch (type.kind) {
    case "int":
      return "a whole number";
    case "instant":
      return "an instant (RFC 3339 with offset)";
    case "date":
      return "a date (YYYY-MM-DD)";
    case "decimal":
      return "a decimal (up to 15 digits, a point, up to 6 digits)";
    case "record":
    case "map":
    case "any":
      return "an object";
    default:
      return `a ${type.kind}`;
  }
}
