import { fault, isUnjudged, missing, type Unjudged } from "../fault.ts";
import type { FunctionContext } from "../function-row.ts";
import type { List, Value } from "../value.ts";
import { elementsOf, identity, order, spent } from "./elements.ts";
import { row, rowIn } from "./row.ts";

// biome-ignore format: one entry a function
export const lists = [
  row("size(list: list<T>): int", 1, (list: List) => BigInt(list.length),
    "How many elements there are, whether or not they are known.",
    ["size([1, 2])", "2"]),
  row("size.map(map: map<T>): int", 1, (map: ReadonlyMap<string, Value>) => BigInt(map.size),
    "How many keys there are.",
    ['size({"a": 1})', "1"]),
  row("count(list: list<T>): int", 1, (list: List) => BigInt(list.length),
    "How many elements there are, as `size`.",
    ["count([1, 2])", "2"]),
  row("first(list: list<T>): T", 1, (list: List) => list[0] ?? missing("the first of none"),
    "The first element.",
    ["first([3, 1, 2])", "3"], ["first([])", "missing"]),
  row("last(list: list<T>): T", 1, (list: List) => list.at(-1) ?? missing("the last of none"),
    "The last element.",
    ["last([3, 1, 2])", "2"]),
  rowIn("contains(list: list<S>, item: S): bool", 1, contains,
    "Whether an element equals the item.",
    ["contains([1, 2], 2)", "true"], ["[1, 2].contains(3)", "false"]),
  rowIn("indexOf(list: list<S>, item: S): int", 1, indexOf,
    "The place of the first element that equals the item, from 0; -1 where there is none.",
    ['indexOf(["a", "b"], "b")', "1"], ['indexOf(["a"], "b")', "-1"]),
  rowIn("concat(a: list<T>, b: list<T>): list<T>", 1, concat,
    "The elements of both.",
    ["concat([1], [2, 3])", "[1, 2, 3]"]),
  rowIn("flatten(list: list<list<T>>): list<T>", 1, flatten,
    "The elements of all the lists in a list, one after the other.",
    ["flatten([[1, 2], [], [3]])", "[1, 2, 3]"], ["flatten([])", "[]"]),
  rowIn("unique(list: list<S>): bool", 1, isUnique,
    "Whether no two elements are equal.",
    ["unique([1.0, 1])", "false"], ["unique([])", "true"]),
  rowIn("distinct(list: list<S>): list<S>", 1, distinct,
    "Each element once, where it stood first.",
    ["distinct([2, 1, 2])", "[2, 1]"]),
  rowIn("distinctCount(list: list<S>): int", 1, distinctCount,
    "How many different elements there are.",
    ["distinctCount([2, 1, 2])", "2"]),
  rowIn("repeated(list: list<S>): list<S>", 1, repeated,
    "Each element that occurs more than once.",
    ["repeated([2, 1, 2, 2])", "[2]"]),
  rowIn("isSorted(list: list<O>): bool", 1, isSorted,
    "Whether no element is below the one before it.",
    ["isSorted([1, 2, 2])", "true"], ["isSorted([2, 1])", "false"]),
  rowIn("sort(list: list<O>): list<O>", 2, sort,
    "The elements from the least to the greatest.",
    ["sort([2, 1.5, 3])", "[1.5, 2, 3]"]),
  rowIn("diff(a: list<S>, b: list<S>): list<S>", 1, diff,
    "The elements of the first that are not in the second.",
    ["diff([1, 2, 3], [2])", "[1, 3]"]),
  rowIn("intersect(a: list<S>, b: list<S>): list<S>", 1, intersect,
    "The elements of the first that are in the second as well.",
    ["intersect([1, 2, 3], [3, 2])", "[2, 3]"]),
  rowIn("subset(a: list<S>, b: list<S>): bool", 1, isSubset,
    "Whether every element of the first is in the second.",
    ["subset([1, 2], [2, 1, 3])", "true"], ["subset([1, 4], [1])", "false"]),
  rowIn("sameItems(a: list<S>, b: list<S>): bool", 1, sameItems,
    "Whether both hold the same elements equally often, in whatever order.",
    ["sameItems([1, 2, 1], [2, 1, 1])", "true"], ["sameItems([1], [1, 1])", "false"]),
  rowIn("ranges(list: list<int>): list<string>", 2, ranges,
    "The whole numbers in order, neighbours drawn together.",
    ["ranges([7, 4, 5, 6, 9])", '["4-7", "9"]']),
];

/** An element that is found decides, whatever could not be judged beside it. */
function contains(context: FunctionContext, list: List, item: Value): boolean | Unjudged {
  const sought = identity(item);
  const found = list.some((element) => !isUnjudged(element) && identity(element) === sought);
  const elements = elementsOf(context, list);
  return found || (isUnjudged(elements) ? elements : false);
}

function indexOf(context: FunctionContext, list: List, item: Value): bigint | Unjudged {
  const elements = elementsOf(context, list);
  if (isUnjudged(elements)) return elements;
  const sought = identity(item);
  return BigInt(elements.findIndex((element) => identity(element) === sought));
}

/** More elements than this no list may be made to have. */
const elementsMax = 1_000_000;

function flatten(context: FunctionContext, list: List): List | Unjudged {
  const lists = elementsOf<List>(context, list);
  if (isUnjudged(lists)) return lists;
  const length = lists.reduce((sum, inner) => sum + inner.length, 0);
  if (length > elementsMax) return fault("overflow", `a list of more than ${elementsMax} elements`);
  return spent(context, length) ?? lists.flat();
}

function concat(context: FunctionContext, a: List, b: List): List | Unjudged {
  const length = a.length + b.length;
  if (length > elementsMax) return fault("overflow", `a list of more than ${elementsMax} elements`);
  return spent(context, length) ?? [...a, ...b];
}

/** How often each element occurs, by its identity, in the order of first occurrence. */
function tally(elements: readonly Value[]): Map<unknown, { element: Value; times: number }> {
  const counts = new Map<unknown, { element: Value; times: number }>();
  for (const element of elements) {
    const known = counts.get(identity(element));
    if (known) known.times += 1;
    else counts.set(identity(element), { element, times: 1 });
  }
  return counts;
}

function isUnique(context: FunctionContext, list: List): boolean | Unjudged {
  const elements = elementsOf(context, list);
  return isUnjudged(elements) ? elements : tally(elements).size === elements.length;
}

function distinct(context: FunctionContext, list: List): List | Unjudged {
  const elements = elementsOf(context, list);
  if (isUnjudged(elements)) return elements;
  return [...tally(elements).values()].map(({ element }) => element);
}

function distinctCount(context: FunctionContext, list: List): bigint | Unjudged {
  const elements = elementsOf(context, list);
  return isUnjudged(elements) ? elements : BigInt(tally(elements).size);
}

function repeated(context: FunctionContext, list: List): List | Unjudged {
  const elements = elementsOf(context, list);
  if (isUnjudged(elements)) return elements;
  const counts = [...tally(elements).values()];
  return counts.filter(({ times }) => times > 1).map(({ element }) => element);
}

function isSorted(context: FunctionContext, list: List): boolean | Unjudged {
  const elements = elementsOf(context, list);
  if (isUnjudged(elements)) return elements;
  return elements.every((element, i) => i === 0 || order(elements[i - 1] as Value, element) <= 0);
}

function sort(context: FunctionContext, list: List): List | Unjudged {
  const elements = elementsOf(context, list);
  return isUnjudged(elements) ? elements : [...elements].sort(order);
}

type Pair = readonly [a: readonly Value[], b: ReadonlySet<unknown>];

/** The elements of one list and the identities in another, or the worse of what was unjudged. */
function pairOf(context: FunctionContext, a: List, b: List): Pair | Unjudged {
  const elements = elementsOf(context, [...a, ...b]);
  if (isUnjudged(elements)) return elements;
  return [elements.slice(0, a.length), new Set(elements.slice(a.length).map(identity))];
}

function diff(context: FunctionContext, a: List, b: List): List | Unjudged {
  const pair = pairOf(context, a, b);
  if (isUnjudged(pair)) return pair;
  return pair[0].filter((element) => !pair[1].has(identity(element)));
}

function intersect(context: FunctionContext, a: List, b: List): List | Unjudged {
  const pair = pairOf(context, a, b);
  if (isUnjudged(pair)) return pair;
  return pair[0].filter((element) => pair[1].has(identity(element)));
}

function isSubset(context: FunctionContext, a: List, b: List): boolean | Unjudged {
  const pair = pairOf(context, a, b);
  if (isUnjudged(pair)) return pair;
  return pair[0].every((element) => pair[1].has(identity(element)));
}

function sameItems(context: FunctionContext, a: List, b: List): boolean | Unjudged {
  const elements = elementsOf(context, [...a, ...b]);
  if (isUnjudged(elements)) return elements;
  const [left, right] = [tally(elements.slice(0, a.length)), tally(elements.slice(a.length))];
  return (
    left.size === right.size &&
    [...left].every(([key, { times }]) => right.get(key)?.times === times)
  );
}

function ranges(context: FunctionContext, list: List): List | Unjudged {
  const elements = elementsOf<bigint>(context, list);
  if (isUnjudged(elements)) return elements;
  const runs: [bigint, bigint][] = [];
  for (const n of [...new Set(elements)].sort(order)) {
    const run = runs.at(-1);
    if (run && run[1] + 1n === n) run[1] = n;
    else runs.push([n, n]);
  }
  return runs.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`));
}
