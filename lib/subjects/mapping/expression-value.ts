import { fuelDefault } from "../../core/context.ts";
import { type Decimal, format } from "../../core/expression/decimal.ts";
import { isFault, isUnjudged } from "../../core/expression/fault.ts";
import { bind, bindLazily, type Frame } from "../../core/expression/frame.ts";
import { evaluate } from "../../core/expression/interpret.ts";
import type { Node } from "../../core/expression/node.ts";
import { formatDate, formatInstant } from "../../core/expression/time.ts";
import type { Json, Value } from "../../core/expression/value.ts";
import type { World } from "../../core/expression/world.ts";

/** A row as expressions see it: the texts of its columns, without those that are absent. */
export type RowTexts = ReadonlyMap<string, string>;

/**
 * The value of an expression over rows, as a record holds it; undefined where it is missing. What
 * cannot be computed becomes an object that no schema accepts, so that nothing passes for it.
 */
export function expressionValue(
  node: Node,
  row: () => RowTexts,
  rows: () => readonly RowTexts[],
  zone: string,
): Json | undefined {
  let frame: Frame | undefined = bind(undefined, "zone", zone);
  frame = bindLazily(frame, "row", row);
  frame = bindLazily(frame, "rows", rows);
  const value = evaluate(node, frame, worldOf(zone));
  if (isFault(value)) return { $fault: value.detail };
  return isUnjudged(value) ? undefined : jsonOf(value, node);
}

/** A mapping sees its rows and nothing else. */
function worldOf(zone: string): World {
  let fuel = fuelDefault;
  const charge = (steps: number): boolean => {
    fuel -= steps;
    return fuel >= 0;
  };
  return {
    tables: {},
    rows: { loaded: () => false, find: () => [], all: () => [] },
    functions: { zone, charge, calendar: () => undefined },
    charge,
    attested: () => undefined,
    lists: new WeakMap(),
  };
}

function jsonOf(value: Value, { type }: Node): Json {
  switch (type.kind) {
    case "decimal":
      return format(value as Decimal);
    case "int":
      return Number.isSafeInteger(Number(value)) ? Number(value) : { $number: String(value) };
    case "date":
      return formatDate(value as number);
    case "instant":
      return formatInstant(value as bigint);
    default:
      return value as string | boolean | number;
  }
}
