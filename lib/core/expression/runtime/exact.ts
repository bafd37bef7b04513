import { type Decimal, decimal, tenTo } from "../decimal.ts";
import { isUnjudged } from "../fault.ts";
import type { FunctionRow } from "../function-row.ts";
import { functionById } from "../functions.ts";
import type { Value } from "../value.ts";
import { enter, type Place } from "./called.ts";

/** A value as generated code holds it; decimals are units at the scale that its place has. */
type Held = string | boolean | number | readonly (string | boolean | number)[];

/** What is passed in a place: a kind, or a list of that kind, and the scale of its decimals. */
export type Passed = readonly [kind: string, scale: number];

const listed = "list ";

/**
 * A function of the table for one place in generated code, whose arguments and result may be
 * decimals, and its arguments lists as well; the last of `passed` is the result. Gives undefined for
 * what is unjudged, unsafe or has more digits than its place; `spent` tells what it took.
 */
export function calledExactly(id: string, passed: readonly Passed[]) {
  const row = functionById.get(id) as FunctionRow;
  const params = passed.slice(0, -1);
  const result = passed.at(-1) as Passed;
  return (place: Place, fuel: number, ...args: readonly Held[]): Held | undefined => {
    const context = enter(place, fuel);
    try {
      const values = args.map((arg, i) => argumentOf(arg, params[i] as Passed));
      const value = row.run(values, context);
      return isUnjudged(value) ? undefined : heldOf(value, result);
    } catch {
      return undefined; // a mistake of ours: the interpreter will meet it, and say so
    }
  };
}

function argumentOf(held: Held, [kind, scale]: Passed): Value {
  if (kind.startsWith(listed)) {
    const of: Passed = [kind.slice(listed.length), scale];
    return (held as readonly Held[]).map((item) => argumentOf(item, of));
  }
  switch (kind) {
    case "decimal":
      return decimal(BigInt(held as number), scale);
    case "int":
      return BigInt(held as number);
    case "instant":
      return BigInt(held as number) * 1000n;
    default:
      return held as Value;
  }
}

function heldOf(value: Value, [kind, scale]: Passed): Held | undefined {
  switch (kind) {
    case "decimal":
      return unitsIn(value as Decimal, scale);
    case "int":
      return safe(Number(value as bigint));
    default:
      return value as Held;
  }
}

function unitsIn({ units, scale: own }: Decimal, scale: number): number | undefined {
  if (own <= scale) return safe(Number(units) * Number(tenTo(scale - own)));
  const over = tenTo(own - scale);
  return units % over === 0n ? safe(Number(units / over)) : undefined;
}

/** A product of a safe number and a power of ten that is safe is exact; others never look safe. */
const safe = (number: number): number | undefined =>
  Number.isSafeInteger(number) ? number : undefined;

/** Ten times the median of whole numbers; NaN of none, and where it is not safe. */
export function median(values: readonly number[]): number {
  const { length } = values;
  if (length === 0) return Number.NaN;
  const sorted = Float64Array.from(values).sort();
  const low = sorted[(length - 1) >> 1] as number;
  const high = sorted[length >> 1] as number;
  return safe((low + high) * 5) ?? Number.NaN;
}

/** A hundred times the median of the distances from the median, under the same conditions. */
export function deviation(values: readonly number[]): number {
  const middle = median(values);
  const distances = values.map((value) => Math.abs(value * 10 - middle));
  return distances.every(Number.isSafeInteger) ? median(distances) : Number.NaN;
}
