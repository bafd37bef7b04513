import * as z from "zod";
import {
  ANY,
  BOOL,
  DATE,
  decimalOf,
  type Field,
  fieldScaleMax,
  INSTANT,
  INT,
  listOf,
  mapOf,
  REAL,
  recordOf,
  type Schema,
  type Shape,
  STRING,
  type Type,
} from "../core/expression/types.ts";
import type { FieldMeta } from "./scalars.ts";

type ZodTypes = z.core.$ZodTypes;

/**
 * The structural schema that the rule engine reads, from the zod schemas of records and table rows
 * by name. Objects inside become shapes named after their path: `Order.items.discounts`.
 *
 * @throws {Error} for a zod type that the rule language has no type for: a bug of the subject.
 */
export function schemaOf(roots: Readonly<Record<string, z.ZodObject>>): Schema {
  const shapes: Record<string, Shape> = {};
  for (const [name, root] of Object.entries(roots)) addShape(name, root, shapes);
  return shapes;
}

function addShape(name: string, object: z.ZodObject, shapes: Record<string, Shape>): void {
  const fields: Record<string, Field> = {};
  shapes[name] = { fields };
  for (const [field, schema] of Object.entries(object.shape))
    fields[field] = fieldOf(`${name}.${field}`, schema as ZodTypes, shapes);
}

function fieldOf(path: string, schema: ZodTypes, shapes: Record<string, Shape>): Field {
  const { inner, required, meta } = unwrapped(schema);
  const { description, personal, usualScale } = meta;
  return {
    type: typeOf(path, inner, meta, shapes),
    required,
    ...(description !== undefined && { doc: description }),
    ...(personal && { personal }),
    ...(usualScale !== undefined && { usualScale }),
    ...constraintsOf(inner),
  };
}

/** The schema without its optional and nullable wrappers; the outermost meta data win. */
function unwrapped(schema: ZodTypes): {
  readonly inner: ZodTypes;
  readonly required: boolean;
  readonly meta: FieldMeta;
} {
  const { def } = schema._zod;
  const own = (z.globalRegistry.get(schema) ?? {}) as FieldMeta;
  if (def.type !== "optional" && def.type !== "nullable")
    return { inner: schema, required: true, meta: own };
  const { inner, meta } = unwrapped(def.innerType as ZodTypes);
  return { inner, required: false, meta: { ...meta, ...own } };
}

function typeOf(
  path: string,
  schema: ZodTypes,
  meta: FieldMeta,
  shapes: Record<string, Shape>,
): Type {
  if (meta.scalar) return scalars[meta.scalar];
  const { def } = schema._zod;
  switch (def.type) {
    case "string":
    case "enum":
      return STRING;
    case "boolean":
      return BOOL;
    case "number":
      return "format" in def && def.format === "safeint" ? INT : REAL;
    case "object":
      addShape(path, schema as unknown as z.ZodObject, shapes);
      return recordOf(path);
    case "array":
      return listOf(innerType(path, def.element, shapes));
    case "record":
      return (def.valueType as ZodTypes)._zod.def.type === "unknown"
        ? ANY
        : mapOf(innerType(path, def.valueType, shapes));
    default:
      throw new Error(`${path}: the rule language has no type for zod's ${def.type}`);
  }
}

const scalars: Readonly<Record<NonNullable<FieldMeta["scalar"]>, Type>> = {
  decimal: decimalOf(fieldScaleMax),
  date: DATE,
  instant: INSTANT,
};

function innerType(path: string, schema: z.core.$ZodType, shapes: Record<string, Shape>): Type {
  const { inner, meta } = unwrapped(schema as ZodTypes);
  return typeOf(path, inner, meta, shapes);
}

type Constraints = Pick<Field, "values" | "pattern" | "lengthMax">;

/** Of a list or a map those of what it holds: the engine checks them element by element. */
function constraintsOf(schema: ZodTypes): Constraints {
  const { def } = schema._zod;
  if (def.type === "array") return constraintsOf(unwrapped(def.element as ZodTypes).inner);
  if (def.type === "record") return constraintsOf(unwrapped(def.valueType as ZodTypes).inner);
  if (def.type === "enum") return { values: Object.values(def.entries).map(String) };
  if (def.type !== "string") return {};
  return Object.assign({}, ...(def.checks ?? []).map((check) => constraintOf(check)));
}

function constraintOf(check: { readonly _zod: { readonly def: { check: string } } }): Constraints {
  const { def } = check._zod as (z.core.$ZodCheckMaxLength | z.core.$ZodCheckRegex)["_zod"];
  if (def.check === "max_length") return { lengthMax: def.maximum };
  return def.check === "string_format" && def.format === "regex"
    ? { pattern: (def.pattern as RegExp).source }
    : {};
}
