import { isUnjudged } from "./expression/fault.ts";
import { compilePattern } from "./expression/functions/patterns.ts";
import type { Field, Schema, Type } from "./expression/types.ts";
import {
  article,
  decode,
  describe,
  isObject,
  type Json,
  type JsonObject,
} from "./expression/value.ts";

/** One place where a record does not fit its schema. */
export interface SchemaProblem {
  /** JSON Pointer from the record. */
  readonly pointer: string;
  /** What was found and what would be right. */
  readonly message: string;
}

/** Problems found so far, and how many may be. */
interface Search {
  readonly schema: Schema;
  readonly problems: SchemaProblem[];
  readonly limit: number;
}

/**
 * Where a record does not fit a shape of its schema, in the order of the schema, at most `limit`
 * places. Null is absence; a required field is asked for only where the record that holds it is
 * there. Total.
 */
export function schemaProblems(
  record: JsonObject,
  shape: string,
  schema: Schema,
  limit: number,
): readonly SchemaProblem[] {
  const search: Search = { schema, problems: [], limit };
  checkRecord(search, record, shape, "");
  return search.problems;
}

function checkRecord(search: Search, record: JsonObject, shape: string, pointer: string): void {
  const fields = Object.entries(search.schema[shape]?.fields ?? {});
  for (const [name, field] of fields) {
    if (isFull(search)) return;
    const raw = Object.hasOwn(record, name) ? record[name] : undefined;
    checkField(search, raw, field, `${pointer}/${pointerPart(name)}`);
  }
}

function checkField(search: Search, raw: Json | undefined, field: Field, pointer: string): void {
  if (!isAbsent(raw, field.type)) checkValue(search, raw as Json, field, field.type, pointer);
  else if (field.required)
    found(search, pointer, `found nothing, ${article(field.type)} is required`);
}

function checkValue(search: Search, raw: Json, field: Field, type: Type, pointer: string): void {
  if (type.kind === "record" && isObject(raw)) checkRecord(search, raw, type.name, pointer);
  else if (type.kind === "list" && Array.isArray(raw))
    checkParts(search, raw.entries(), field, type.of, pointer);
  else if (type.kind === "map" && isObject(raw))
    checkParts(search, entriesOf(raw), field, type.of, pointer);
  else if (isNested(type) || isUnjudged(decode(raw, type, () => "")))
    found(search, pointer, `found ${describe(raw)}, right is ${article(type)}`);
  else {
    const problem = typeof raw === "string" ? textProblem(raw, field) : undefined;
    if (problem !== undefined) found(search, pointer, `found ${problem}`);
  }
}

const isNested = ({ kind }: Type): boolean =>
  kind === "record" || kind === "list" || kind === "map";

/** An element may not be absent: nobody could say which one it would have been. */
function checkParts(
  search: Search,
  parts: Iterable<readonly [number | string, Json]>,
  field: Field,
  type: Type,
  pointer: string,
): void {
  for (const [key, part] of parts) {
    if (isFull(search)) return;
    const at = `${pointer}/${typeof key === "number" ? key : pointerPart(key)}`;
    if (isAbsent(part, type)) found(search, at, `found nothing, right is ${article(type)}`);
    else checkValue(search, part, field, type, at);
  }
}

/** The keys of a map that have a value. */
const entriesOf = (raw: JsonObject): readonly (readonly [string, Json])[] =>
  Object.entries(raw).filter((entry): entry is [string, Json] => entry[1] != null);

/** What was found in a text and what would be right; undefined when nothing is wrong. */
function textProblem(text: string, { values, pattern, lengthMax }: Field): string | undefined {
  if (lengthMax !== undefined && text.length > lengthMax)
    return `${text.length} characters, at most ${lengthMax} are right`;
  if (values && !values.includes(text)) return `${describe(text)}, right is ${listed(values)}`;
  if (pattern !== undefined && !matches(pattern, text))
    return `${describe(text)}, right is text that matches ${pattern}`;
  return undefined;
}

/** Values that a message names; more are left to the documentation. */
const listedMax = 12;

function listed(values: readonly string[]): string {
  const shown = values.slice(0, listedMax).map((value) => JSON.stringify(value));
  return values.length > listedMax
    ? `one of ${values.length} values such as ${shown.slice(0, 3).join(", ")}`
    : `one of ${shown.join(", ")}`;
}

function matches(pattern: string, text: string): boolean {
  const matcher = compilePattern(pattern);
  return typeof matcher !== "string" && matcher.test(text);
}

function found(search: Search, pointer: string, message: string): void {
  if (!isFull(search)) search.problems.push({ pointer, message });
}

const isFull = ({ problems, limit }: Search): boolean => problems.length >= limit;

/** Null is absence, as is empty text where no text is wanted. */
const isAbsent = (raw: Json | undefined, type: Type): boolean =>
  raw === undefined || raw === null || (raw === "" && type.kind !== "string");

/** A key as RFC 6901 writes it. */
const pointerPart = (key: string): string => key.replaceAll("~", "~0").replaceAll("/", "~1");
