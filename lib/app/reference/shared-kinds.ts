import type { Schema, Type } from "../../core/expression/types.ts";
import type { Subject } from "../../core/subject.ts";
import { canonicalJson } from "../digest.ts";

/**
 * The kinds that have a table of this name, those together that describe it alike: a table loaded
 * for one of them serves them all.
 */
export function kindsSharing(
  table: string,
  subjects: Readonly<Record<string, Subject>>,
): readonly (readonly string[])[] {
  const having = Object.values(subjects).filter(({ tables }) => Object.hasOwn(tables, table));
  const alike = Map.groupBy(having, (subject) => descriptionOf(table, subject));
  return [...alike.values()].map((group) => group.map(({ kind }) => kind).sort());
}

/** All that says how a row is read and found. */
function descriptionOf(name: string, { tables, schema }: Subject): string {
  const { shape, key, dated, many } = tables[name] as Subject["tables"][string];
  const shapes: Record<string, unknown> = {};
  describe(shape, schema, shapes);
  return canonicalJson(JSON.parse(JSON.stringify({ shape, key, dated, many, shapes })));
}

function describe(shape: string, schema: Schema, into: Record<string, unknown>): void {
  if (Object.hasOwn(into, shape)) return;
  const fields = schema[shape]?.fields ?? {};
  into[shape] = fields;
  for (const { type } of Object.values(fields)) {
    const inner = innermost(type);
    if (inner.kind === "record") describe(inner.name, schema, into);
  }
}

const innermost = (type: Type): Type =>
  type.kind === "list" || type.kind === "map" ? innermost(type.of) : type;
