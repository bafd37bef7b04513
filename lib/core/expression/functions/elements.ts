import { canonical, type Decimal } from "../decimal.ts";
import { order as orderAs } from "../equality.ts";
import { type Fault, fault, isUnjudged, type Unjudged, worse } from "../fault.ts";
import type { FunctionContext } from "../function-row.ts";
import { decimalOf, INT, STRING, scaleMax } from "../types.ts";
import type { List, Value } from "../value.ts";

/** The elements of a list, or the worst of those that could not be judged. */
export function settled<V extends Value>(list: List): readonly V[] | Unjudged {
  let worst: Unjudged | undefined;
  for (const element of list)
    if (isUnjudged(element)) worst = worst ? worse(worst, element) : element;
  return worst ?? (list as readonly V[]);
}

/** The settled elements, one step charged for each. */
export const elementsOf = <V extends Value>(
  context: FunctionContext,
  list: List,
): readonly V[] | Unjudged => spent(context, list.length) ?? settled<V>(list);

/** Charges steps: the fault that there is no fuel left, or undefined. */
export const spent = (context: FunctionContext, steps: number): Fault | undefined =>
  context.charge(steps) ? undefined : fault("budget", "the rule has used up its steps");

/** Charges one step for each kilobyte of text. */
export const spentOnText = (context: FunctionContext, ...texts: readonly string[]) =>
  spent(context, Math.ceil(texts.reduce((sum, text) => sum + text.length, 0) / 1024));

export function isDecimal(value: unknown): value is Decimal {
  return typeof value === "object" && value !== null && "units" in value;
}

/** What two equal scalars of one type, and no others, have in common: a key for sets and maps. */
export const identity = (value: Value): unknown => (isDecimal(value) ? canonical(value) : value);

/** The order of two scalars of one type. */
export function order(a: Value, b: Value): -1 | 0 | 1 {
  return orderAs(a, b, isDecimal(a) ? DECIMAL : typeof a === "string" ? STRING : INT);
}

const DECIMAL = decimalOf(scaleMax);
