import { numberBlocksMax } from "../../context.ts";
import { fault, isUnjudged, missing, type Unjudged } from "../fault.ts";
import type { FunctionContext } from "../function-row.ts";
import { intOf } from "../int.ts";
import { addRange, blocksOf, type NumberSet, noNumbers } from "../number-set.ts";
import {
  countWithin,
  endsOf,
  gapsOf,
  type Ordered,
  ordered,
  type Range,
  unionOf,
  without,
} from "../number-set-gaps.ts";
import { parseRange, rangeText } from "../number-set-text.ts";
import type { List, Value } from "../value.ts";
import { elementsOf, spent } from "./elements.ts";
import { invalid, outOfRange, quoted } from "./limits.ts";
import { row, rowIn } from "./row.ts";

// biome-ignore format: one entry a function
export const numberSeries = [
  rowIn("numbers(ranges: list<string>): numbers", 2, numbers,
    "The whole numbers of ranges, written `7` or `7-9`.",
    ['numbers(["1-3", "7"]).usedCount()', "4"], ['numbers(["3-1"])', "fault invalid_argument"]),
  row("usedNumbers(used: map<numbers>, key: string): numbers", 1, usedNumbers,
    "The numbers under a key of `records.numbers(…)`; none where no record has the key.",
    ['usedNumbers({"A": numbers(["1-3"])}, "A").usedCount()', "3"],
    ['usedNumbers({"A": numbers(["1-3"])}, "B").usedCount()', "0"]),
  row("usedCount(used: numbers): int", 1, usedCount,
    "How many numbers there are.",
    ['numbers(["1-3", "3-5"]).usedCount()', "5"]),
  row("usedFirst(used: numbers): int", 1, usedFirst,
    "The smallest number; missing where there is none.",
    ['numbers(["5", "2-3"]).usedFirst()', "2"], ["numbers([]).usedFirst()", "missing"]),
  row("usedLast(used: numbers): int", 1, usedLast,
    "The largest number; missing where there is none.",
    ['numbers(["5", "2-3"]).usedLast()', "5"]),
  rowIn("missingCount(used: numbers, from: int, to: int, voided?: list<int>, " +
      "voidedFroms?: list<int>, voidedTos?: list<int>): int", 2, missingCount,
    "How many numbers from one to another, ends included, are neither used nor voided, singly or in ranges.",
    ['numbers(["1-3", "7"]).missingCount(1, 8)', "4"],
    ['numbers(["1-3", "7"]).missingCount(1, 8, [4], [8], [9])', "2"]),
  rowIn("missingRanges(used: numbers, from: int, to: int, most: int, voided?: list<int>, " +
      "voidedFroms?: list<int>, voidedTos?: list<int>): list<string>", 2, missingRanges,
    "The ranges of the numbers that `missingCount` counts, as text and in order, at most so many.",
    ['numbers(["1-3", "7"]).missingRanges(1, 8, 10)', '["4-6", "8"]'],
    ['numbers(["1-3", "7"]).missingRanges(1, 8, 1, [5])', '["4"]']),
];

function numbers(context: FunctionContext, ranges: List): NumberSet | Unjudged {
  const texts = elementsOf<string>(context, ranges);
  if (isUnjudged(texts)) return texts;
  const set = noNumbers();
  for (const text of texts) {
    const range = parseRange(text);
    if (!range) return invalid(`${quoted(text)} is no range: write 7 or 7-9`);
    const refusal = tooWide(range) ?? spent(context, blocksOf(...range));
    if (refusal) return refusal;
    addRange(set, ...range);
  }
  return set.blocks.size <= numberBlocksMax ? set : tooMany();
}

const tooWide = (range: Range): Unjudged | undefined =>
  blocksOf(...range) > numberBlocksMax ? tooMany() : undefined;

const tooMany = (): Unjudged => fault("budget", `numbers in more than ${numberBlocksMax} blocks`);

function usedNumbers(used: ReadonlyMap<string, Value>, key: string): NumberSet {
  return (used.get(key) as NumberSet | undefined) ?? noNumbers();
}

function usedCount(used: NumberSet): bigint {
  return BigInt(ordered(used).size);
}

function usedFirst(used: NumberSet): bigint | Unjudged {
  return endsOf(ordered(used))?.[0] ?? missing("a used number");
}

function usedLast(used: NumberSet): bigint | Unjudged {
  return endsOf(ordered(used))?.[1] ?? missing("a used number");
}

function missingCount(
  context: FunctionContext,
  used: NumberSet,
  from: bigint,
  to: bigint,
  ...voids: readonly List[]
): bigint | Unjudged {
  const voided = voidedIn(context, [from, to], voids);
  if (isUnjudged(voided)) return voided;
  const set = ordered(used);
  if (to < from) return 0n;
  const count = voided.reduce((n, range) => n - unused(set, range), unused(set, [from, to]));
  return intOf(count);
}

const unused = (set: Ordered, range: Range): bigint =>
  range[1] - range[0] + 1n - BigInt(countWithin(set, range));

/** Ranges that one call lists at most. */
const rangesMax = 1_000;

function missingRanges(
  context: FunctionContext,
  used: NumberSet,
  from: bigint,
  to: bigint,
  most: bigint,
  ...voids: readonly List[]
): List | Unjudged {
  if (most < 1n || most > rangesMax) return outOfRange(`1 to ${rangesMax} ranges are listed`);
  const voided = voidedIn(context, [from, to], voids);
  if (isUnjudged(voided)) return voided;
  const listed: string[] = [];
  let refusal: Unjudged | undefined;
  const charge = (): boolean => {
    refusal ??= spent(context, 1);
    return refusal === undefined;
  };
  for (const gap of gapsOf(ordered(used), [from, to], charge))
    for (const [first, last] of without(gap, voided)) {
      if (!charge()) return refusal as Unjudged;
      if (listed.push(rangeText(first, last)) >= Number(most)) return listed;
    }
  return refusal ?? listed;
}

/** What is voided of a range, in order and apart: single numbers, then ranges by their ends. */
function voidedIn(
  context: FunctionContext,
  [from, to]: Range,
  [singles = [], froms = [], tos = []]: readonly List[],
): readonly Range[] | Unjudged {
  if (froms.length !== tos.length) return invalid(`${froms.length} starts, ${tos.length} ends`);
  const all = elementsOf<bigint>(context, [...singles, ...froms, ...tos]);
  if (isUnjudged(all)) return all;
  const starts = all.slice(0, singles.length + froms.length);
  const ranges = starts.map((start, i): Range => {
    const end = i < singles.length ? start : (all[i + froms.length] as bigint);
    return [start < from ? from : start, end > to ? to : end];
  });
  return unionOf(ranges);
}
