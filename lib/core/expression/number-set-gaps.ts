import {
  blockSize,
  countBelow,
  countOf,
  indexOf,
  inOrder,
  type NumberSet,
  nextOffset,
} from "./number-set.ts";

/** A set whose blocks were put in order once, to be asked many times. */
export interface Ordered {
  readonly indices: readonly number[];
  readonly blocks: readonly Uint32Array[];
  /** How many numbers are in the blocks before each. */
  readonly before: readonly number[];
  readonly size: number;
}

const orders = new WeakMap<NumberSet, Ordered>();

/** The set in order; a set that is asked must not grow any more. */
export function ordered(set: NumberSet): Ordered {
  const known = orders.get(set);
  if (known) return known;
  const entries = inOrder(set);
  const before: number[] = [];
  let size = 0;
  for (const [, block] of entries) {
    before.push(size);
    size += countOf(block);
  }
  const made = {
    indices: entries.map(([index]) => index),
    blocks: entries.map(([, block]) => block),
    before,
    size,
  };
  orders.set(set, made);
  return made;
}

export type Range = readonly [first: bigint, last: bigint];

const size = BigInt(blockSize);

/** The smallest and the largest number; undefined for a set without numbers. */
export function endsOf({ indices, blocks }: Ordered): Range | undefined {
  const [first, last] = [blocks[0], blocks.at(-1)];
  if (!first || !last) return undefined;
  let end = blockSize - 1;
  while (((last[end >>> 5] ?? 0) & (1 << (end & 31))) === 0) end--;
  return [
    BigInt(indices[0] as number) * size + BigInt(nextOffset(first, 0, true)),
    BigInt(indices.at(-1) as number) * size + BigInt(end),
  ];
}

/** How many numbers of a range are in the set. */
export const countWithin = (set: Ordered, [first, last]: Range): number =>
  last < first ? 0 : countUpTo(set, last + 1n) - countUpTo(set, first);

/** How many numbers below one are in the set. */
function countUpTo(set: Ordered, number: bigint): number {
  const index = indexOf(number);
  const at = firstFrom(set, index);
  const before = set.before[at] ?? set.size;
  if (set.indices[at] !== index) return before;
  return before + countBelow(set.blocks[at] as Uint32Array, Number(number - BigInt(index) * size));
}

/** Where the blocks from an index on begin. */
function firstFrom({ indices }: Ordered, index: number): number {
  let [low, high] = [0, indices.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((indices[middle] as number) < index) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * The ranges between two numbers that are not in the set, in order. `charge` is told of each block
 * and each range that is looked at; what it refuses ends the search.
 */
export function* gapsOf(
  set: Ordered,
  [first, last]: Range,
  charge: () => boolean,
): Generator<Range, void, void> {
  let from = first;
  for (let at = firstFrom(set, indexOf(first)); at < set.blocks.length && from <= last; at++) {
    const start = BigInt(set.indices[at] as number) * size;
    if (start > last) break;
    const block = set.blocks[at] as Uint32Array;
    for (let offset = from > start ? Number(from - start) : 0; offset < blockSize; ) {
      if (!charge()) return;
      const used = nextOffset(block, offset, true);
      const next = start + BigInt(used);
      if (used === blockSize || next > last) break;
      if (next > from) yield [from, next - 1n];
      offset = nextOffset(block, used, false);
      from = start + BigInt(offset);
    }
  }
  if (from <= last) yield [from, last];
}

/** Ranges in order, those that touch or overlap as one; empty ones left out. */
export function unionOf(ranges: readonly Range[]): readonly Range[] {
  const union: [bigint, bigint][] = [];
  const sorted = ranges.filter(([a, b]) => a <= b).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  for (const [first, last] of sorted) {
    const before = union.at(-1);
    if (before && first <= before[1] + 1n) before[1] = last > before[1] ? last : before[1];
    else union.push([first, last]);
  }
  return union;
}

/** What of a range lies in none of the others, which are in order and apart; in order. */
export function* without([first, last]: Range, others: readonly Range[]): Generator<Range> {
  let from = first;
  for (const [start, end] of others.slice(firstEnding(others, first))) {
    if (start > last) break;
    if (start > from) yield [from, start - 1n];
    if (end + 1n > from) from = end + 1n;
  }
  if (from <= last) yield [from, last];
}

/** The first of some ranges in order that does not end before a number. */
function firstEnding(ranges: readonly Range[], number: bigint): number {
  let [low, high] = [0, ranges.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ranges[middle] as Range)[1] < number) low = middle + 1;
    else high = middle;
  }
  return low;
}
