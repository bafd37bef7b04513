import { GateError } from "../../errors.ts";

/** Ordinals from 0 in ranges, both ends included: in order, apart, none empty. */
export type Ordinals = readonly Range[];
export interface Range {
  readonly from: number;
  readonly to: number;
}

const ordinalMax = 999_999_999;
const textMax = 20_000;

/**
 * Reads `0-41,57`, in whatever order and with overlaps.
 *
 * @throws {GateError} `invalid` when it is nothing of the kind, or longer than 20,000 characters.
 */
export function parseOrdinals(text: string, pointer = "/violations"): Ordinals {
  if (text.length > textMax)
    throw wrong(pointer, `has ${text.length} characters, and at most ${textMax} are read`);
  return inOrder(text.split(",").map((part) => rangeOf(part, pointer)));
}

function rangeOf(part: string, pointer: string): Range {
  const match = /^(\d{1,9})(?:-(\d{1,9}))?$/.exec(part.trim());
  const from = Number(match?.[1]);
  const to = Number(match?.[2] ?? match?.[1]);
  if (match === null || from > to)
    throw wrong(
      pointer,
      `'${part.slice(0, 30)}' is no range of ordinals: write such as 0-41,57, each from 0 to ${ordinalMax}`,
    );
  return { from, to };
}

const wrong = (pointer: string, message: string): GateError =>
  new GateError("invalid", `${pointer}: ${message}`, { mistakes: [{ pointer, message }] });

function inOrder(ranges: readonly Range[]): Ordinals {
  const joined: Range[] = [];
  for (const range of ranges.toSorted((a, b) => a.from - b.from)) {
    const last = joined.at(-1);
    if (last === undefined || range.from > last.to + 1) joined.push(range);
    else joined[joined.length - 1] = { from: last.from, to: Math.max(last.to, range.to) };
  }
  return joined;
}

/** The one text of these ordinals: equal sets give equal text. */
export const formatOrdinals = (ordinals: Ordinals): string =>
  ordinals.map(({ from, to }) => (from === to ? `${from}` : `${from}-${to}`)).join(",");

/** All from 0 to one below `count`. */
export const ordinalsUpTo = (count: number): Ordinals =>
  count > 0 ? [{ from: 0, to: count - 1 }] : [];

/** Of a list in any order, repetitions counted once. */
export const ordinalsOf = (list: Iterable<number>): Ordinals =>
  inOrder([...list].map((one) => ({ from: one, to: one })));

export const countOrdinals = (ordinals: Ordinals): number =>
  ordinals.reduce((count, { from, to }) => count + to - from + 1, 0);

/** Each one, in order. */
export function* eachOrdinal(ordinals: Ordinals): Iterable<number> {
  for (const { from, to } of ordinals) for (let one = from; one <= to; one++) yield one;
}

/** What is in `whole` and not in `part`, in one pass over both. */
export function withoutOrdinals(whole: Ordinals, part: Ordinals): Ordinals {
  const left: Range[] = [];
  let next = 0;
  for (const { from, to } of whole) {
    let begin = from;
    while (next < part.length && (part[next] as Range).to < begin) next++;
    for (let at = next; at < part.length && (part[at] as Range).from <= to; at++) {
      const cut = part[at] as Range;
      if (begin < cut.from) left.push({ from: begin, to: cut.from - 1 });
      begin = cut.to + 1;
    }
    if (begin <= to) left.push({ from: begin, to });
  }
  return left;
}

/** Whether every one of `part` is in `whole`. */
export const hasOrdinals = (whole: Ordinals, part: Ordinals): boolean =>
  withoutOrdinals(part, whole).length === 0;

/**
 * Takes some of a case's violations out of it: what is taken and what is left, which may be nothing.
 *
 * @throws {GateError} `invalid` where something is asked for that is not there, or nothing at all.
 */
export function splitOrdinals(
  whole: Ordinals,
  part: Ordinals,
  pointer = "/violations",
): { readonly taken: Ordinals; readonly rest: Ordinals } {
  const strange = withoutOrdinals(part, whole);
  if (part.length === 0) throw wrong(pointer, "names no violation: leave it out to take all");
  if (strange.length > 0)
    throw wrong(
      pointer,
      `${formatOrdinals(strange)} is not in this case, which has ${formatOrdinals(whole)}`,
    );
  return { taken: part, rest: withoutOrdinals(whole, part) };
}
