import { didYouMean } from "../../core/expression/check/suggest.ts";
import type { Schema, Type } from "../../core/expression/types.ts";
import { typeName } from "../../core/expression/types.ts";
import { asMap, fieldsOf, kindOf, textIn } from "../../core/ruleset/fields.ts";
import type { Complaints } from "../../core/ruleset/problem.ts";
import type { Entry, MapTree, Text, Tree } from "../../core/ruleset/tree.ts";
import type { Subject } from "../../core/subject.ts";
import type { Format } from "../readers/format.ts";
import type { FieldTarget, NumberStyle, Reference, Target } from "./mapping.ts";
import { parseValue, type Scalar } from "./parse-value.ts";

/** What is known while the fields of a mapping are read. */
export interface Drafting {
  readonly subject: Subject;
  readonly reads: Format;
  /** Records have several rows. */
  readonly isGrouped: boolean;
  /** Within `each_row`, where a row has its number and gives each value by itself. */
  readonly isRow?: boolean;
  readonly defaults: {
    readonly absent: readonly string[];
    readonly numbers: NumberStyle;
    readonly zone?: string;
  };
  /** Takes a column or path that the mapping reads. */
  readonly refer: (text: Named) => Reference;
  readonly complaints: Complaints;
}

/** A name in a mapping and where it stands. */
export type Named = Pick<Text, "value" | "spot">;

/** A column of CSV; in JSON a path such as `buyer.id` or, where names have dots, `/buyer/a.b`. */
export function referenceOf(text: Named, reads: Format): Reference {
  const name = text.value;
  return { name, spot: text.spot, path: reads === "csv" ? [name] : pathOf(name) };
}

/** `.` is the element itself. */
function pathOf(name: string): readonly string[] {
  if (name === ".") return [];
  if (!name.startsWith("/")) return name.split(".");
  const parts = name.slice(1).split("/");
  return parts.map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** Reads how the fields of a shape are made; required ones must be. */
export function parseFields(
  map: MapTree,
  shape: string,
  what: string,
  drafting: Drafting,
): readonly FieldTarget[] {
  const { subject, complaints } = drafting;
  const fields = subject.schema[shape]?.fields ?? {};
  const targets = map.entries.flatMap(({ key, value }): readonly FieldTarget[] => {
    const field = Object.hasOwn(fields, key.value) ? fields[key.value] : undefined;
    if (field === undefined) {
      const hint = didYouMean(key.value, Object.keys(fields));
      complaints.wrong(key.spot, `unknown field '${key.value}' on ${shape}${hint}`);
      return [];
    }
    const target = parseTarget({ key, value }, field, drafting);
    return target ? [{ name: key.value, target }] : [];
  });
  const named = new Set(map.entries.map(({ key }) => key.value));
  for (const [name, field] of Object.entries(fields))
    if (field.required && !named.has(name))
      complaints.wrong(
        map.spot,
        `${what} lacks '${name}', which ${shape} requires: without it every record is held`,
      );
  return targets;
}

function parseTarget(entry: Entry, field: Scalar, drafting: Drafting): Target | undefined {
  const { key, value } = entry;
  const { type } = field;
  if (type.kind === "record" && !isAsIs(value, type, drafting.subject.schema)) {
    const map = asMap(value, `'${key.value}'`, drafting.complaints);
    const fields = map && parseFields(map, type.name, `'${key.value}'`, drafting);
    return fields && { kind: "record", fields };
  }
  if (type.kind === "list") return parseList(entry, type, drafting);
  if (type.kind === "record" || type.kind === "map" || type.kind === "any")
    return parseAsIs(entry, type, drafting);
  return parseValue(entry, field, drafting);
}

/** `path` alone takes an object whole, unless the shape has a field of that name. */
function isAsIs(value: Tree, type: Type & { readonly kind: "record" }, schema: Schema): boolean {
  if (value.kind === "text") return true;
  const isPath = value.kind === "map" && value.entries.every(({ key }) => key.value === "path");
  return isPath && !Object.hasOwn(schema[type.name]?.fields ?? {}, "path");
}

function parseAsIs({ key, value }: Entry, type: Type, drafting: Drafting): Target | undefined {
  const { complaints, reads, refer } = drafting;
  const map = value.kind === "map" ? value : undefined;
  const text = map
    ? textIn(fieldsOf(map, ["path"], `'${key.value}'`, complaints).path, complaints)
    : value;
  if (text?.kind === "text" && text.value !== "" && reads !== "csv")
    return { kind: "as_is", from: refer(text) };
  complaints.wrong(
    value.spot,
    reads === "csv"
      ? `'${key.value}' is ${typeName(type)}, which no column of a table holds`
      : `'${key.value}' is ${typeName(type)}: name the path of one, but found ${kindOf(value)}`,
  );
  return undefined;
}

function parseList(
  entry: Entry,
  type: Type & { kind: "list" },
  drafting: Drafting,
): Target | undefined {
  const { key, value } = entry;
  const { complaints, reads } = drafting;
  if (value.kind === "map") {
    const at = fieldsOf(value, ["each_row", "each", "item", "path"], `'${key.value}'`, complaints);
    if (at.path && !at.each_row && !at.each) return parseAsIs(entry, type, drafting);
    if (at.each_row && !drafting.isRow) return parseRows(at.each_row, type.of, drafting);
    if (at.each && at.item && reads !== "csv")
      return parseEach(at.each, at.item, type.of, drafting);
  } else if (reads !== "csv") return parseAsIs(entry, type, drafting);
  complaints.wrong(
    value.spot,
    reads === "csv"
      ? `'${key.value}' is a list: write { each_row: … }, an element for each row of a record`
      : `'${key.value}' is a list: write { each: PATH, item: … }, or the path of a list alone`,
  );
  return undefined;
}

function parseRows(entry: Entry, type: Type, drafting: Drafting): Target | undefined {
  const item = parseTarget(entry, { type }, { ...drafting, isRow: true });
  return item && { kind: "each_row", item };
}

function parseEach(each: Entry, item: Entry, type: Type, drafting: Drafting): Target | undefined {
  const text = textIn(each, drafting.complaints);
  const target = parseTarget(item, { type }, { ...drafting, isRow: true });
  return text && target && { kind: "each", list: drafting.refer(text), item: target };
}
