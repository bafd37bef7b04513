import type { Schema } from "../../core/expression/types.ts";
import type { Subject } from "../../core/subject.ts";
import { pathsOf } from "./locate.ts";

/**
 * The fields of the run's invoices that no e-invoice can supply, as paths from the record, and those of
 * the run's header, which no e-invoice has: all of them, unless a header stands beside the invoices. Sorted.
 */
export function unsuppliedByEInvoices(subject: Subject): readonly string[] {
  const { schema, records, run } = subject;
  const supplied = new Set(
    [...pathsOf("Invoice").keys()].map((field) => field.replaceAll("[]", "")),
  );
  const shape = records.find(({ name }) => name === "invoice")?.shape ?? "";
  const header = run === undefined ? [] : Object.keys(schema[run]?.fields ?? {});
  return [...missingIn(shape, schema, supplied, ""), ...header.map((name) => `run.${name}`)].sort();
}

function missingIn(
  shape: string,
  schema: Schema,
  supplied: ReadonlySet<string>,
  prefix: string,
): readonly string[] {
  return Object.entries(schema[shape]?.fields ?? {}).flatMap(([name, { type }]) => {
    const path = `${prefix}${name}`;
    if (!supplied.has(path)) return path === registerNote ? [] : [path];
    const inner = type.kind === "list" ? type.of : type;
    return inner.kind === "record" ? missingIn(inner.name, schema, supplied, `${path}.`) : [];
  });
}

/** It stands where the tax registration does (BT-32), in Norway alone. */
const registerNote = "seller.register_note";
