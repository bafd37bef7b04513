import {
  addBits,
  addRange,
  blockSize,
  type GrowingNumbers,
  inOrder,
  type NumberSet,
  noNumbers,
  runsOf,
} from "./number-set.ts";

/** Ranges of one block that are written as ranges; of more its bits are shorter. */
const rangesMax = 48;
const wordsOfBlock = blockSize / 32;

/**
 * A set as text: `1-4096,5000` and, where the ranges of a block are many, `#2:` with its bits in hex.
 * Equal sets give equal texts, however they came about.
 */
export function textOfNumbers(set: NumberSet): string {
  const parts: string[] = [];
  let open: [first: bigint, last: bigint] | undefined;
  const close = (): void => {
    if (open) parts.push(rangeText(...open));
    open = undefined;
  };
  for (const [index, block] of inOrder(set)) {
    const runs = fewRuns(block);
    if (runs === undefined) {
      close();
      parts.push(`#${index}:${hexOf(block)}`);
      continue;
    }
    const start = BigInt(index) * BigInt(blockSize);
    for (const [from, to] of runs) {
      const [first, last] = [start + BigInt(from), start + BigInt(to)];
      if (open && open[1] + 1n === first) open[1] = last;
      else {
        close();
        open = [first, last];
      }
    }
  }
  close();
  return parts.join(",");
}

/** `7` or `7-9`. */
export const rangeText = (first: bigint, last: bigint): string =>
  first === last ? first.toString() : `${first}-${last}`;

/** The numbers of a range as people write it; undefined where it is none. */
export function parseRange(text: string): readonly [first: bigint, last: bigint] | undefined {
  const match = /^(-?\d{1,18})(?:-(-?\d{1,18}))?$/.exec(text.trim());
  if (!match) return undefined;
  const first = BigInt(match[1] as string);
  const last = match[2] === undefined ? first : BigInt(match[2]);
  return first <= last ? [first, last] : undefined;
}

/** Adds what a text of ours says to a set; gives how many blocks are new. */
export function addText(into: GrowingNumbers, text: string): number {
  let added = 0;
  for (const part of text === "" ? [] : text.split(",")) {
    const bits = /^#(-?\d+):([0-9a-f]+)$/.exec(part);
    if (bits) added += addBits(into, Number(bits[1]), wordsOf(bits[2] as string)) ? 1 : 0;
    else {
      const [, first = "0", last = first] = /^(-?\d+)(?:-(-?\d+))?$/.exec(part) ?? [];
      added += addRange(into, BigInt(first), BigInt(last));
    }
  }
  return added;
}

export function numbersOfText(text: string): NumberSet {
  const set = noNumbers();
  addText(set, text);
  return set;
}

function fewRuns(block: Uint32Array): readonly (readonly [number, number])[] | undefined {
  const runs: (readonly [number, number])[] = [];
  for (const run of runsOf(block)) if (runs.push(run) > rangesMax) return undefined;
  return runs;
}

function hexOf(block: Uint32Array): string {
  let hex = "";
  for (let i = 0; i < wordsOfBlock; i++) hex += (block[i] ?? 0).toString(16).padStart(8, "0");
  return hex;
}

function wordsOf(hex: string): Uint32Array {
  const words = new Uint32Array(wordsOfBlock);
  for (let i = 0; i < wordsOfBlock; i++)
    words[i] = Number.parseInt(hex.slice(i * 8, i * 8 + 8), 16);
  return words;
}
