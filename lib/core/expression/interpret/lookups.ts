import { fault, isUnjudged, missing, type Unjudged, worse } from "../fault.ts";
import { type Frame, named } from "../frame.ts";
import { evaluate, exhausted } from "../interpret.ts";
import type { NodeOf } from "../node.ts";
import type { JsonObject, Value } from "../value.ts";
import type { World } from "../world.ts";

/** Rows that `rows` gives at most under one key; more is a fault. */
export const rowsMax = 10_000;

/**
 * `lookup` and `rows`. A dated table is read on the day that is named, `lookup` otherwise on the
 * day that dates the record (`effective_on`).
 */
export function evaluateLookup(
  node: NodeOf<"lookup"> | NodeOf<"rows">,
  frame: Frame | undefined,
  world: World,
): Value | Unjudged {
  const key = evaluate(node.key, frame, world);
  const on = dayOf(node, frame, world);
  if (isUnjudged(key)) return isUnjudged(on) ? worse(key, on) : key;
  if (isUnjudged(on)) return on;
  const isEmpty = node.mayLack && !world.rows.loaded(node.table);
  const rows = isEmpty ? noRows(world) : rowsUnder(node.table, key as string, on, world);
  if (isUnjudged(rows)) return rows;
  const name = () => `${node.table}["${key}"]`;
  if (node.op === "rows")
    return rows.length > rowsMax ? fault("too_many_rows", `${name()}: ${rows.length} rows`) : rows;
  if (rows.length > 1)
    return fault("too_many_rows", `${name()}: ${rows.length} rows are in force, one may be`);
  return rows[0] ?? missing(name());
}

/**
 * The rows under a key. A table that was never loaded and a key that nobody asked for are faults,
 * which `optional` does not supply a value for: no row there says nothing.
 */
export function rowsUnder(
  table: string,
  key: string,
  on: number | undefined,
  { rows, charge }: World,
): readonly JsonObject[] | Unjudged {
  if (!rows.loaded(table)) return fault("internal", `the table ${table} was never loaded`);
  if (rows.asked?.(table, key) === false)
    return fault("internal", `${table}["${key}"] was not read`);
  const found = rows.find(table, key, on);
  return charge(1 + found.length) ? found : exhausted();
}

/** Of a table that the rule can do without, and that was never loaded. */
const noRows = ({ charge }: World): readonly JsonObject[] | Unjudged =>
  charge(1) ? [] : exhausted();

function dayOf(
  node: NodeOf<"lookup"> | NodeOf<"rows">,
  frame: Frame | undefined,
  world: World,
): number | undefined | Unjudged {
  if (!world.tables[node.table]?.dated) return undefined;
  if (node.on) return evaluate(node.on, frame, world) as number | Unjudged;
  return node.op === "rows" ? undefined : (named(frame, "effective_on") as number | Unjudged);
}
