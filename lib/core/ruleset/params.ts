import { compare, parseDecimal } from "../expression/decimal.ts";
import { parseDate } from "../expression/time.ts";
import {
  BOOL,
  DATE,
  decimalOf,
  fieldScaleMax,
  INT,
  STRING,
  type Type,
} from "../expression/types.ts";
import type { Param } from "../rule.ts";
import { asMap, asText, fieldsOf, kindOf, lacks, wordIn } from "./fields.ts";
import { readName } from "./name.ts";
import type { Complaints } from "./problem.ts";
import type { Entry, MapTree, Text, Tree } from "./tree.ts";

const types = {
  decimal: decimalOf(fieldScaleMax),
  int: INT,
  bool: BOOL,
  string: STRING,
  date: DATE,
};
type TypeWord = keyof typeof types;
const typeWords = Object.keys(types) as TypeWord[];

/** Reads a rule's parameters by name: shorthand scalars, or maps with type, value and range. */
export function readParams(
  entry: Entry | undefined,
  complaints: Complaints,
): ReadonlyMap<string, ReadParam> {
  const params = new Map<string, ReadParam>();
  const map = entry && asMap(entry.value, `'${entry.key.value}'`, complaints);
  for (const { key, value } of map?.entries ?? []) {
    const name = readName(key, "parameter", complaints);
    const param = readParam(key.value, value, complaints);
    if (name !== undefined) params.set(name, { key, param });
  }
  return params;
}

/** `param` is absent where it was told to be wrong: what mentions it is not checked. */
export interface ReadParam {
  readonly key: Text;
  readonly param: Param | undefined;
}

function readParam(name: string, tree: Tree, complaints: Complaints): Param | undefined {
  if (tree.kind === "map" && !isByCurrency(tree)) return readLongForm(name, tree, complaints);
  const type = tree.kind === "text" ? shorthandType(tree) : "decimal";
  const value = readValue(name, tree, type, complaints);
  return value === undefined ? undefined : { type: types[type], value };
}

const isByCurrency = (map: MapTree): boolean =>
  map.entries.length > 0 && map.entries.every(({ key }) => /^[A-Z]{3}$/.test(key.value));

/** A scalar says its type by how it looks; the long form names it. */
function shorthandType({ value, plain }: Text): TypeWord {
  if (plain && (value === "true" || value === "false")) return "bool";
  if (/^-?\d+$/.test(value)) return "int";
  if (parseDecimal(value) !== undefined) return "decimal";
  return parseDate(value) === undefined ? "string" : "date";
}

function readLongForm(name: string, map: MapTree, complaints: Complaints): Param | undefined {
  const keys = ["type", "value", "min", "max"] as const;
  const fields = fieldsOf(map, keys, `parameter '${name}'`, complaints);
  if (fields.value === undefined)
    return lacks(map.spot, "value", `parameter '${name}' needs one`, complaints);
  const word = fields.type && wordIn(fields.type, typeWords, complaints);
  if (fields.type !== undefined && word === undefined) return undefined;
  const tree = fields.value.value;
  const type = word ?? (tree.kind === "text" ? shorthandType(tree) : "decimal");
  const value = readValue(name, tree, type, complaints);
  const min = readBound(fields.min, type, complaints);
  const max = readBound(fields.max, type, complaints);
  if (value === undefined) return undefined;
  const range = { ...(min !== undefined && { min }), ...(max !== undefined && { max }) };
  if (min !== undefined && max !== undefined && compareTexts(min, max, type) > 0)
    complaints.wrong((fields.max as Entry).value.spot, `'max' ${max} is below 'min' ${min}`);
  else tellOutside(name, tree, { type: types[type], value, ...range }, complaints);
  return { type: types[type], value, ...range };
}

function readBound(
  entry: Entry | undefined,
  type: TypeWord,
  complaints: Complaints,
): string | undefined {
  if (entry === undefined) return undefined;
  if (type === "bool" || type === "string") {
    complaints.wrong(entry.key.spot, `a ${type} has no range: remove '${entry.key.value}'`);
    return undefined;
  }
  const text = asText(entry.value, `'${entry.key.value}'`, complaints);
  const value = text && readScalar(`'${entry.key.value}'`, text, type, complaints);
  return typeof value === "string" ? value : undefined;
}

/** A value of a parameter as its type; for decimals also a map by currency. */
export function readValue(
  name: string,
  tree: Tree,
  type: TypeWord,
  complaints: Complaints,
): Param["value"] | undefined {
  const what = `parameter '${name}'`;
  if (tree.kind === "map" && type === "decimal") return readByCurrency(what, tree, complaints);
  const text = tree.kind === "text" && type === "string" ? tree : asText(tree, what, complaints);
  return text && readScalar(what, text, type, complaints);
}

function readByCurrency(what: string, map: MapTree, complaints: Complaints) {
  const read = map.entries.map(({ key, value }): readonly [string, string] | undefined => {
    if (!/^[A-Z]{3}$/.test(key.value)) {
      complaints.wrong(
        key.spot,
        `'${key.value}' is no currency: write a code of ISO 4217 such as EUR`,
      );
      return undefined;
    }
    const text = asText(value, `${what} in ${key.value}`, complaints);
    const amount = text && readScalar(`${what} in ${key.value}`, text, "decimal", complaints);
    return typeof amount === "string" ? [key.value, amount] : undefined;
  });
  const entries = read.filter((entry) => entry !== undefined);
  return entries.length === read.length ? Object.fromEntries(entries) : undefined;
}

function readScalar(
  what: string,
  text: Text,
  type: TypeWord,
  complaints: Complaints,
): string | boolean | undefined {
  const { value } = text;
  const wanted = wantedFor(value, type);
  if (wanted !== undefined) {
    complaints.wrong(text.spot, `${what} is ${kindOf(text)}, but must be ${wanted}`);
    return undefined;
  }
  return type === "bool" ? value === "true" : value;
}

/** What a given value of this type must look like, where it does not. */
export function textFor(value: unknown, type: TypeWord): string | undefined {
  if (type === "bool") return typeof value === "boolean" ? undefined : "true or false";
  return typeof value === "string" ? wantedFor(value, type) : "a text";
}

/** What a text of this type must look like, where it does not. */
function wantedFor(value: string, type: TypeWord): string | undefined {
  switch (type) {
    case "bool":
      return value === "true" || value === "false" ? undefined : "true or false";
    case "int":
      return /^-?\d{1,18}$/.test(value) ? undefined : "a whole number";
    case "decimal":
      return /^-?\d{1,15}(\.\d{1,6})?$/.test(value)
        ? undefined
        : `a decimal such as 12.50, with at most ${fieldScaleMax} digits after the point`;
    case "date":
      return parseDate(value) === undefined ? "a day of the calendar, YYYY-MM-DD" : undefined;
    case "string":
      return undefined;
  }
}

/** Tells a value that lies outside the parameter's range. */
export function tellOutside(name: string, tree: Tree, param: Param, complaints: Complaints): void {
  const outside = outsideOf(param, param.value);
  if (outside !== undefined) complaints.wrong(tree.spot, `parameter '${name}' is ${outside}`);
}

/** How a value lies outside the range of a parameter: `0.5, above its 'max' of 0.1`. */
export function outsideOf(param: Param, value: Param["value"]): string | undefined {
  const type = wordOf(param.type);
  const values = typeof value === "object" ? Object.values(value) : [String(value)];
  for (const text of values) {
    if (param.min !== undefined && compareTexts(text, param.min, type) < 0)
      return `${text}, below its 'min' of ${param.min}`;
    if (param.max !== undefined && compareTexts(text, param.max, type) > 0)
      return `${text}, above its 'max' of ${param.max}`;
  }
  return undefined;
}

/** The word by which rules name the type of a parameter. */
export const wordOf = (type: Type): TypeWord =>
  typeWords.find((word) => types[word].kind === type.kind) ?? "string";

function compareTexts(a: string, b: string, type: TypeWord): number {
  if (type === "date") return (parseDate(a) ?? 0) - (parseDate(b) ?? 0);
  const [x, y] = [parseDecimal(a), parseDecimal(b)];
  return x && y ? compare(x, y) : 0;
}
