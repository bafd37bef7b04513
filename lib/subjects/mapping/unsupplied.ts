import type { Schema } from "../../core/expression/types.ts";
import type { FieldTarget, Target } from "./mapping.ts";

/**
 * The fields that a mapping never sets, with those that it states, as paths from the record. A path
 * stands for all beneath it; within lists paths go through the elements: `items.gtin`. Sorted.
 */
export function unsuppliedFields(
  fields: readonly FieldTarget[],
  shape: string,
  schema: Schema,
  stated: readonly string[] = [],
): readonly string[] {
  return [...new Set([...missingIn(fields, shape, schema, ""), ...stated])].sort();
}

function missingIn(
  fields: readonly FieldTarget[],
  shape: string,
  schema: Schema,
  prefix: string,
): readonly string[] {
  return Object.entries(schema[shape]?.fields ?? {}).flatMap(([name, { type }]) => {
    const target = fields.find((field) => field.name === name)?.target;
    if (target === undefined) return [`${prefix}${name}`];
    const inner = type.kind === "list" ? type.of : type;
    const set = fieldsIn(target);
    return set && inner.kind === "record"
      ? missingIn(set, inner.name, schema, `${prefix}${name}.`)
      : [];
  });
}

/** The fields that a target sets one by one; undefined where it takes a value whole. */
function fieldsIn(target: Target): readonly FieldTarget[] | undefined {
  if (target.kind === "record") return target.fields;
  return target.kind === "each_row" || target.kind === "each" ? fieldsIn(target.item) : undefined;
}
