import type { ReferenceRows } from "../../subject.ts";
import { isUnjudged } from "../fault.ts";
import { rowsMax } from "../interpret/lookups.ts";
import { escapedPart, keyText } from "../key.ts";
import { decimalOf, type Kind, type Type } from "../types.ts";
import { decode, isObject, type JsonObject } from "../value.ts";

/** What stands for what is not proven where `undefined` stands for what is absent. */
export const none = Object.freeze({});

/** The values of a map; null ones are absent. */
export function mapValues(map: JsonObject): readonly unknown[] {
  return Object.values(map).filter((value) => value !== null);
}

/** Whether a raw value is a map whose values are all of a kind; null ones are absent. */
export function isMapOf(raw: unknown, kind: Kind): boolean {
  if (!isObject(raw)) return false;
  const type = (kind === "decimal" ? decimalOf(0) : { kind }) as Type;
  for (const key of Object.keys(raw))
    if (raw[key] !== null && isUnjudged(decode(raw[key], type, () => key))) return false;
  return true;
}

/** What an object has under a key of its own. */
export const ownOf = (map: JsonObject, key: string): unknown =>
  Object.hasOwn(map, key) ? map[key] : undefined;

interface Reached {
  readonly rows?: ReferenceRows;
}

/**
 * The rows of a table under a key; `none` where the interpreter must say what is wrong. A table that
 * may lack and was never loaded has none.
 */
export function rowsUnder(
  { rows }: Reached,
  table: string,
  key: string,
  on: number | undefined,
  mayLack = false,
): readonly JsonObject[] | typeof none {
  if (rows === undefined) return none;
  if (rows !== remembered.rows) remember(rows);
  const known = remembered.tables.get(table)?.get(on)?.get(key);
  if (known !== undefined) return known;
  try {
    if (!rows.loaded(table)) return mayLack ? noRows : none;
    if (rows.asked?.(table, key) === false) return none;
    const found = rows.find(table, key, on);
    if (found.length > rowsMax) return none;
    if (found.length <= rowsRememberedMax) keep(table, key, on, found);
    return found;
  } catch {
    return none;
  }
}

const noRows: readonly JsonObject[] = Object.freeze([]);

/** Keys of a table whose rows of one day are remembered: those of items and countries come again. */
const keysRememberedMax = 256;
/** Days of a table that are remembered: lines of one record may each ask on a day of their own. */
const daysRememberedMax = 32;
/** A key with more rows is asked again: memory must not grow with what a table has under a key. */
const rowsRememberedMax = 16;

type ByKey = Map<string, readonly JsonObject[]>;
type ByDay = Map<number | undefined, ByKey>;

/** The rows found last, of the one source that is read now: the same source gives the same rows. */
const remembered: { rows: ReferenceRows | undefined; readonly tables: Map<string, ByDay> } = {
  rows: undefined,
  tables: new Map(),
};

function remember(rows: ReferenceRows): void {
  remembered.rows = rows;
  remembered.tables.clear();
}

function keep(
  table: string,
  key: string,
  on: number | undefined,
  found: readonly JsonObject[],
): void {
  const days = remembered.tables.get(table) ?? (new Map() as ByDay);
  const keys = days.get(on) ?? (new Map() as ByKey);
  if (keys.size >= keysRememberedMax) keys.clear();
  else if (keys.size === 0 && days.size >= daysRememberedMax) days.clear();
  keys.set(key, found);
  days.set(on, keys);
  remembered.tables.set(table, days);
}

/** Whether a table was ever loaded. */
export function isLoaded({ rows }: Reached, table: string): boolean {
  try {
    return rows?.loaded(table) ?? false;
  } catch {
    return false;
  }
}

/** The one row of a table under a key, undefined where there is none; else `none`. */
export function rowUnder(
  reached: Reached,
  table: string,
  key: string,
  on: number | undefined,
  mayLack = false,
): JsonObject | typeof none | undefined {
  const found = rowsUnder(reached, table, key, on, mayLack);
  if (!Array.isArray(found)) return none;
  return found.length > 1 ? none : found[0];
}

type Part = string | boolean | number;

/** Makes keys of parts of these kinds, as the table's `key` does; decimals come as their text. */
export function keyed(kinds: readonly Kind[]): (...parts: readonly Part[]) => string {
  const [a, b, c, d] = kinds.map(partText) as [PartText, PartText, PartText, PartText];
  // Most keys have few parts, and one is made of each record for each rule that compares.
  switch (kinds.length) {
    case 1:
      return (first) => a(first as Part);
    case 2:
      return (first, second) => `${a(first as Part)}|${b(second as Part)}`;
    case 3:
      return (first, second, third) =>
        `${a(first as Part)}|${b(second as Part)}|${c(third as Part)}`;
    case 4:
      return (first, second, third, fourth) =>
        `${a(first as Part)}|${b(second as Part)}|${c(third as Part)}|${d(fourth as Part)}`;
    default: {
      const texts = kinds.map(partText);
      return (...parts) => parts.map((part, i) => texts[i]?.(part)).join("|");
    }
  }
}

type PartText = (part: Part) => string;

function partText(kind: Kind): PartText {
  if (kind === "string") return textPart;
  const type = { kind: kind === "decimal" ? "int" : kind } as Type;
  return (part) => escapedPart(keyText(part, type));
}

/** Plain text stands in a key as it is. */
function textPart(part: Part): string {
  const text = part as string;
  for (let i = 0; i < text.length; i++)
    if (text.charCodeAt(i) > lastAscii) return escapedPart(text.normalize("NFC"));
  return escapedPart(text);
}

const lastAscii = 0x7f;
