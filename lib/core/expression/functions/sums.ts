import { add, type Decimal, quotient, ZERO } from "../decimal.ts";
import { isUnjudged, missing, type Unjudged } from "../fault.ts";
import type { FunctionContext } from "../function-row.ts";
import { intOf } from "../int.ts";
import type { List, Value } from "../value.ts";
import { elementsOf, order } from "./elements.ts";
import { decimalIn, invalid, realIn } from "./limits.ts";
import { row, rowIn } from "./row.ts";

// biome-ignore format: one entry a function
export const sums = [
  rowIn("sum(list: list<int>): int", 1, sumInts,
    "The sum of whole numbers; of none it is 0.",
    ["sum([1, 2])", "3"], ["sum([])", "0"]),
  rowIn("sum.decimal(list: list<decimal>): decimal(list)", 1, sumDecimals,
    "The sum of decimals; of none it is 0.",
    ["sum([0.10, 0.2])", "0.30"]),
  rowIn("sum.real(list: list<real>): real", 1, sumReals,
    "The sum of reals from first to last; of none it is 0.",
    ["sum([real(0.5), real(1)]) == real(1.5)", "true"]),
  rowIn("min.list(list: list<O>): O", 1, least,
    "The least element; of none it is missing.",
    ["min([2, 1.5])", "1.5"], ["min([])", "missing"]),
  rowIn("max.list(list: list<O>): O", 1, greatest,
    "The greatest element; of none it is missing.",
    ["max([2, 1.5])", "2"]),
  rowIn("avg(list: list<decimal>, scale: const Scale): decimal(scale)", 1, average,
    "The mean, rounded once; of none it is missing.",
    ["avg([1, 2, 2], 2)", "1.67"], ["avg([], 2)", "missing"]),
  rowIn("groupSum(keys: list<string>, values: list<N>): map<N>", 2, groupSum,
    "The sum of the values that stand beside each key; `key(…)` makes keys of several parts.",
    ['groupSum(["a", "b", "a"], [1.5, 2, 3])["a"]', "4.5"]),
  rowIn("groupCount(keys: list<string>): map<int>", 2, groupCount,
    "How often each key occurs.",
    ['groupCount(["a", "b", "a"])["a"]', "2"]),
  row("keys(map: map<T>): list<string>", 1, (map: ReadonlyMap<string, Value>) => [...map.keys()],
    "The keys, in the order in which they came.",
    ['keys(groupCount(["b", "a"]))', '["b", "a"]']),
  row("values(map: map<T>): list<T>", 1, (map: ReadonlyMap<string, Value>) => [...map.values()],
    "The values, in the order of the keys.",
    ['values(groupCount(["b", "a", "b"]))', "[2, 1]"]),
];

function sumInts(context: FunctionContext, list: List): bigint | Unjudged {
  const elements = elementsOf<bigint>(context, list);
  return isUnjudged(elements) ? elements : intOf(elements.reduce((sum, x) => sum + x, 0n));
}

function sumDecimals(context: FunctionContext, list: List): Decimal | Unjudged {
  const elements = elementsOf<Decimal>(context, list);
  return isUnjudged(elements) ? elements : decimalIn(elements.reduce(add, ZERO));
}

function sumReals(context: FunctionContext, list: List): number | Unjudged {
  const elements = elementsOf<number>(context, list);
  return isUnjudged(elements) ? elements : realIn(elements.reduce((sum, x) => sum + x, 0));
}

function least(context: FunctionContext, list: List): Value | Unjudged {
  const elements = elementsOf(context, list);
  if (isUnjudged(elements)) return elements;
  if (elements.length === 0) return missing("the least of no elements");
  return elements.reduce((least, element) => (order(element, least) < 0 ? element : least));
}

function greatest(context: FunctionContext, list: List): Value | Unjudged {
  const elements = elementsOf(context, list);
  if (isUnjudged(elements)) return elements;
  if (elements.length === 0) return missing("the greatest of no elements");
  return elements.reduce((most, element) => (order(element, most) > 0 ? element : most));
}

function average(context: FunctionContext, list: List, scale: bigint): Decimal | Unjudged {
  const sum = sumDecimals(context, list);
  if (isUnjudged(sum)) return sum;
  const count = { units: BigInt(list.length), scale: 0 };
  const mean = quotient(sum, count, Number(scale));
  return mean ? decimalIn(mean) : missing("the mean of no elements");
}

/** Adds two numbers of one kind; out of range only when the sum is asked for. */
function plus(a: Value, b: Value): Value {
  if (typeof a === "bigint") return a + (b as bigint);
  return typeof a === "number" ? a + (b as number) : add(a as Decimal, b as Decimal);
}

function numberIn(value: Value): Value | Unjudged {
  if (typeof value === "bigint") return intOf(value);
  return typeof value === "number" ? realIn(value) : decimalIn(value as Decimal);
}

function groupSum(context: FunctionContext, keys: List, values: List): Value | Unjudged {
  if (keys.length !== values.length)
    return invalid(`${keys.length} keys for ${values.length} values`);
  const elements = elementsOf(context, [...keys, ...values]);
  if (isUnjudged(elements)) return elements;
  const sums = new Map<string, Value>();
  for (const [i, key] of elements.slice(0, keys.length).entries()) {
    const value = elements[keys.length + i] as Value;
    const known = sums.get(key as string);
    sums.set(key as string, known === undefined ? value : plus(known, value));
  }
  for (const sum of sums.values()) {
    const known = numberIn(sum);
    if (isUnjudged(known)) return known;
  }
  return sums;
}

function groupCount(context: FunctionContext, keys: List): Value | Unjudged {
  const elements = elementsOf<string>(context, keys);
  if (isUnjudged(elements)) return elements;
  const counts = new Map<string, bigint>();
  for (const key of elements) counts.set(key, (counts.get(key) ?? 0n) + 1n);
  return counts;
}
