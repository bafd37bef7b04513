import type { Cel } from "../cel.ts";
import type { Checking } from "../check.ts";
import type { Node } from "../node.ts";
import { textShapes } from "../text-shapes.ts";
import { BOOL, type Field, STRING, type Type, typeName } from "../types.ts";
import { didYouMean } from "./suggest.ts";

/** Names that only stand before a point; what they give is no value of its own. */
const roots: Readonly<Record<string, string>> = {
  params: "params.name",
  records: "records.sum(r, r.amount)",
  violations: 'violations.count("RULE-01")',
  history: 'history.median("name")',
  aggregates: "aggregates.name",
};

/** A root, a let, a loop variable. */
export function checkName(cel: Extract<Cel, { kind: "name" }>, c: Checking): Node | undefined {
  const type = own(c.scope.names, cel.name);
  if (type) return { op: "name", type, name: cel.name };
  const usage = own(roots, cel.name);
  if (usage) return c.problem(cel, `'${cel.name}' is no value by itself: write ${usage}`);
  const known = [...Object.keys(c.scope.names), ...(c.scope.run ? Object.keys(roots) : [])];
  const hint = didYouMean(cel.name, known);
  return c.problem(cel, `unknown name '${cel.name}'${hint}`, cel.name.length);
}

type Selection = Extract<Cel, { kind: "select" | "has" }>;

/** `x.y` and `has(x.y)`: a field of a record, a key of a map, a parameter, an aggregate. */
export function checkSelect(cel: Selection, c: Checking): Node | undefined {
  const rooted = checkRooted(cel, c);
  if (rooted !== undefined) return rooted ?? undefined;
  const of = c.visit(cel.of);
  if (!of) return undefined;
  if (of.type.kind === "map") return checkEntry(cel, of, of.type.of);
  if (of.type.kind !== "record")
    return c.problem(
      cel,
      `${typeName(of.type)} has no fields, so no '${cel.field}'`,
      cel.field.length + 1,
    );
  const found = fieldOf(c, of.type.name, cel.field);
  if (!found) return unknownField(cel, of.type.name, c);
  if (cel.kind === "select") return { op: "select", type: found.type, of, field: cel.field };
  const has = { op: "has", type: BOOL, of, field: cel.field } as const;
  return found.type.kind === "string" ? { ...has, text: true } : has;
}

function unknownField(cel: Selection, shape: string, c: Checking): undefined {
  const fields = Object.keys(fieldsOf(c, shape));
  const hint = didYouMean(cel.field, fields);
  const at = { ...cel, offset: cel.offset + 1 } as Cel;
  return c.problem(at, `unknown field '${cel.field}' on ${shape}${hint}`, cel.field.length);
}

/** The field of a shape, never one that JavaScript brings along. */
export function fieldOf(c: Checking, shape: string, field: string): Field | undefined {
  const found = own(fieldsOf(c, shape), field);
  const { categories } = c.scope;
  const isCategory = shape === "TextHit" && field === "category" && found && categories;
  return isCategory ? { ...found, values: categories } : found;
}

/** Of what functions make, or of the subject's own shapes. */
const fieldsOf = (c: Checking, shape: string): Readonly<Record<string, Field>> =>
  (own(textShapes, shape) ?? own(c.scope.schema, shape))?.fields ?? {};

function checkEntry(cel: Selection, of: Node, type: Type): Node {
  if (cel.kind === "has") return { op: "has", type: BOOL, of, field: cel.field };
  const key: Node = { op: "const", type: STRING, value: cel.field };
  return { op: "entry", type, of, key };
}

/** `params.x` and `aggregates.x`; null when it was one of these and wrong. */
function checkRooted(cel: Selection, c: Checking): Node | null | undefined {
  if (cel.of.kind !== "name" || own(c.scope.names, cel.of.name)) return undefined;
  if (cel.of.name === "params") return checkParam(cel, c) ?? null;
  if (cel.of.name === "aggregates" && c.scope.run) return checkAggregate(cel, c) ?? null;
  return undefined;
}

function checkParam(cel: Selection, c: Checking): Node | undefined {
  const name = `params.${cel.field}`;
  const type = own(c.scope.names, name);
  if (type) return { op: "name", type, name };
  const params = Object.keys(c.scope.names).filter((known) => known.startsWith("params."));
  const hint = didYouMean(name, params);
  return c.problem(cel, `unknown parameter '${cel.field}'${hint}`, cel.field.length);
}

function checkAggregate(cel: Selection, c: Checking): Node | undefined {
  const named = c.scope.run?.named ?? {};
  const type = own(named, cel.field);
  if (type) return { op: "aggregate", type, id: cel.field };
  const hint = didYouMean(cel.field, Object.keys(named));
  return c.problem(cel, `unknown aggregate '${cel.field}'${hint}`, cel.field.length);
}

/** A property of the object itself. */
export function own<T>(from: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(from, name) ? from[name] : undefined;
}
