import { isObject, type Json, type JsonObject } from "../../core/expression/value.ts";
import type { Cell } from "../readers/csv-row.ts";
import type { Piece } from "../readers/reader.ts";
import { convert } from "./convert.ts";
import { expressionValue, type RowTexts } from "./expression-value.ts";
import type { FieldTarget, Mapping, Reference, Target, ValueTarget } from "./mapping.ts";

/** What a mapping reads: a row of a table, or a JSON object. */
export type Row = Piece<readonly Cell[]> | Piece<JsonObject>;

/** Makes records of the rows of one file. */
export interface RecordMaker {
  /** The record that rows make together. */
  make(rows: readonly Row[]): JsonObject;
  /** The values of the columns or paths by which rows are grouped; absent ones are undefined. */
  groupOf(row: Row): readonly (Json | undefined)[];
  /** A column or path whose values must agree and do not, and the row that differs first. */
  disagreement(rows: readonly Row[]): { readonly name: string; readonly row: Row } | undefined;
}

/** Gives what stands at a column or path. */
type Get = (row: Row) => Json | undefined;

/** What a value is made from. */
interface At {
  readonly rows: readonly Row[];
  readonly row: Row;
  /** The number of the row or element, from 1. */
  readonly number: number;
  /** Within `each`: the element that paths begin at. */
  readonly element?: { readonly value: Json | undefined };
}

type Make = (at: At) => Json | undefined;

/** Prepares a mapping for a file; of a table the columns must be known, and hold all it reads. */
export function recordMaker(mapping: Mapping, columns: readonly string[]): RecordMaker {
  const bind = bindingOf(mapping, columns);
  const make = recordMake(mapping.fields, bind);
  const group = mapping.group.map(bind.get);
  const agreeing = agreeingIn(mapping.fields).map((from) => ({
    name: from.name,
    get: bind.get(from),
  }));
  return {
    make: (rows) => (make({ rows, row: rows[0] as Row, number: 1 }) ?? {}) as JsonObject,
    groupOf: (row) => group.map((get) => get(row)),
    disagreement(rows) {
      for (const { name, get } of agreeing) {
        const first = textOf(get(rows[0] as Row));
        const row = rows.find((other) => textOf(get(other)) !== first);
        if (row !== undefined) return { name, row };
      }
      return undefined;
    },
  };
}

/** How references and expressions reach into the rows of one file. */
interface Binding {
  readonly get: (from: Reference) => Get;
  readonly textsOf: (row: Row) => RowTexts;
}

function bindingOf(mapping: Mapping, columns: readonly string[]): Binding {
  if (mapping.reads !== "csv")
    return {
      get:
        ({ path }) =>
        (row) =>
          valueAt(row.value as JsonObject, path),
      textsOf: scalarTexts,
    };
  const get = ({ name }: Reference): Get => {
    const index = columns.indexOf(name);
    return (row) => (row.value as readonly Cell[])[index] ?? undefined;
  };
  const textsOf = (row: Row): RowTexts => {
    const cells = row.value as readonly Cell[];
    const texts = columns.map((column, i) => [column, cells[i]] as const);
    return new Map(texts.filter((entry): entry is [string, string] => entry[1] !== null));
  };
  return { get, textsOf };
}

/** The scalars of an object as texts. */
function scalarTexts(row: Row): RowTexts {
  const entries = Object.entries(row.value as JsonObject);
  const scalars = entries.filter(([, value]) => value !== null && typeof value !== "object");
  return new Map(scalars.map(([name, value]) => [name, String(value)]));
}

function valueAt(from: Json | undefined, path: readonly string[]): Json | undefined {
  let value = from;
  for (const name of path) {
    if (Array.isArray(value)) value = /^\d+$/.test(name) ? value[Number(name)] : undefined;
    else value = isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  }
  return value ?? undefined;
}

/** Groups without any value are left out: nobody sent them. */
function recordMake(fields: readonly FieldTarget[], bind: Binding): Make {
  const made = fields.map(({ name, target }) => ({ name, make: targetMake(target, bind) }));
  return (at) => {
    const record: Record<string, Json> = {};
    let isEmpty = true;
    for (const { name, make } of made) {
      const value = make(at);
      if (value === undefined) continue;
      record[name] = value;
      isEmpty = false;
    }
    return isEmpty ? undefined : record;
  };
}

function targetMake(target: Target, bind: Binding): Make {
  switch (target.kind) {
    case "record":
      return recordMake(target.fields, bind);
    case "each_row": {
      const item = targetMake(target.item, bind);
      return ({ rows }) => rows.map((row, i) => item({ rows, row, number: i + 1 }) ?? null);
    }
    case "each":
      return eachMake(target, bind);
    case "as_is":
      return reached(target.from, bind);
    case "value":
      return valueMake(target, bind);
  }
}

/** What is no list stays as it is, and is reported as ill typed. */
function eachMake({ list, item }: Target & { kind: "each" }, bind: Binding): Make {
  const elements = reached(list, bind);
  const make = targetMake(item, bind);
  return (at) => {
    const found = elements(at);
    if (!Array.isArray(found)) return found;
    return found.map((value, i) => make({ ...at, number: i + 1, element: { value } }) ?? null);
  };
}

function reached(from: Reference, bind: Binding): Make {
  const get = bind.get(from);
  return (at) => (at.element ? valueAt(at.element.value, from.path) : get(at.row));
}

function valueMake({ source, type, steps, take }: ValueTarget, bind: Binding): Make {
  switch (source.kind) {
    case "constant":
      return () => source.value;
    case "row_number":
      return ({ number }) => (type.kind === "string" ? String(number) : number);
    case "expression":
      return ({ rows, row }) =>
        expressionValue(
          source.node,
          () => bind.textsOf(take === "last" ? (rows.at(-1) as Row) : row),
          () => rows.map(bind.textsOf),
          steps.zone ?? "UTC",
        );
    case "reference": {
      const get = reached(source.from, bind);
      const taken: Make = (at) => get(take === "last" ? { ...at, row: at.rows.at(-1) as Row } : at);
      return (at) => converted(taken(at), { type, steps });
    }
  }
}

/** JSON numbers and flags are what they are, unless a text is wanted or a step works on texts. */
function converted(
  raw: Json | undefined,
  { type, steps }: Pick<ValueTarget, "type" | "steps">,
): Json | undefined {
  if (typeof raw === "string") return convert(raw, type, steps);
  if (raw === undefined || raw === null || typeof raw === "object") return raw ?? undefined;
  const isText =
    type.kind === "string" || steps.map || steps.prefixes || steps.strip || steps.pattern;
  const isExactText = typeof raw === "boolean" || Number.isSafeInteger(raw);
  return isText && isExactText ? convert(String(raw), type, steps) : raw;
}

/** The references of values that all rows of a record must agree on. */
function agreeingIn(fields: readonly FieldTarget[]): readonly Reference[] {
  return fields.flatMap(({ target }) => {
    if (target.kind === "record") return agreeingIn(target.fields);
    if (target.kind === "as_is") return [target.from];
    if (target.kind === "each") return [target.list];
    if (target.kind !== "value" || target.take !== "same") return [];
    if (target.source.kind === "reference") return [target.source.from];
    return target.source.kind === "expression" ? target.source.columns : [];
  });
}

/** What values are compared by. */
const textOf = (value: Json | undefined): string =>
  typeof value === "string" ? value : JSON.stringify(value ?? null);
