import { fault, isUnjudged, missing, type Unjudged, worse } from "../fault.ts";
import { type Frame, named } from "../frame.ts";
import { evaluate, exhausted } from "../interpret.ts";
import type { NodeOf } from "../node.ts";
import type { Value } from "../value.ts";
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
  if (!world.rows.loaded(node.table)) return missing(`the table ${node.table}`);
  const rows = world.rows.find(node.table, key as string, on);
  if (!world.charge(1 + rows.length)) return exhausted();
  const name = () => `${node.table}["${key}"]`;
  if (node.op === "rows")
    return rows.length > rowsMax ? fault("too_many_rows", `${name()}: ${rows.length} rows`) : rows;
  if (rows.length > 1)
    return fault("too_many_rows", `${name()}: ${rows.length} rows are in force, one may be`);
  return rows[0] ?? missing(name());
}

function dayOf(
  node: NodeOf<"lookup"> | NodeOf<"rows">,
  frame: Frame | undefined,
  world: World,
): number | undefined | Unjudged {
  if (!world.tables[node.table]?.dated) return undefined;
  if (node.on) return evaluate(node.on, frame, world) as number | Unjudged;
  return node.op === "rows" ? undefined : (named(frame, "effective_on") as number | Unjudged);
}
