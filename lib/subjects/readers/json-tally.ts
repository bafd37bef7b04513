import { isExtreme } from "./long-number.ts";

/** Levels of objects and lists within each other, the record itself being the first. */
export const depthMax = 64;

/** What one walk through a parsed record finds. */
export interface Tally {
  /** Names and texts: each stands between two quotes in the source. */
  quoted: number;
  hasNumber: boolean;
  /** Has a number that its source may not have meant: zero, infinite, tiny. */
  hasExtreme: boolean;
  isTooDeep: boolean;
}

/** Walks through a parsed value once; stops at a depth of `depthMax`. */
export function tallyOf(value: object): Tally {
  const tally = { quoted: 0, hasNumber: false, hasExtreme: false, isTooDeep: false };
  walk(value, 1, tally);
  return tally;
}

function walk(value: object, depth: number, tally: Tally): void {
  if (depth > depthMax) {
    tally.isTooDeep = true;
    return;
  }
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) count(value[i], depth, tally);
    return;
  }
  const object = value as Readonly<Record<string, unknown>>;
  // Faster than Object.keys; JSON.parse gives plain objects, which inherit nothing enumerable.
  for (const name in object) {
    tally.quoted++;
    count(object[name], depth, tally);
  }
}

function count(value: unknown, depth: number, tally: Tally): void {
  if (typeof value === "string") tally.quoted++;
  else if (typeof value === "number") {
    tally.hasNumber = true;
    if (isExtreme(value)) tally.hasExtreme = true;
  } else if (typeof value === "object" && value !== null) walk(value, depth + 1, tally);
}

/**
 * The quotes in the bytes of valid JSON that open or close a text. Each name and text has two, so
 * that more quotes than a parsed value accounts for mean that a name stood twice in one object.
 */
export function quotesIn(raw: Uint8Array, hasEscapes: boolean): number {
  if (hasEscapes) return unescapedQuotes(raw);
  return raw.length < wordwiseMin ? quotesByByte(raw, 0, raw.length) : quotesByWord(raw);
}

/** Where taking four bytes at a time begins to pay. */
const wordwiseMin = 256;

function unescapedQuotes(raw: Uint8Array): number {
  let quotes = 0;
  for (let i = 0; i < raw.length; i++) {
    const byte = raw[i];
    if (byte === 0x22) quotes++;
    else if (byte === 0x5c) i++;
  }
  return quotes;
}

function quotesByByte(raw: Uint8Array, from: number, to: number): number {
  let quotes = 0;
  for (let i = from; i < to; i++) if (raw[i] === 0x22) quotes++;
  return quotes;
}

/**
 * Four bytes at a time: those that differ from a quote set their highest bit, and are counted in
 * four lanes of eight bits, which are emptied before they can run over.
 */
function quotesByWord(raw: Uint8Array): number {
  const head = (4 - (raw.byteOffset & 3)) & 3;
  const words = new Int32Array(raw.buffer, raw.byteOffset + head, (raw.length - head) >> 2);
  let quotes = quotesByByte(raw, 0, head);
  for (let from = 0; from < words.length; from += laneMax) {
    const to = Math.min(words.length, from + laneMax);
    let lanes = 0;
    for (let i = from; i < to; i++) {
      const differing = (words[i] as number) ^ 0x22222222;
      lanes += (((((differing & 0x7f7f7f7f) + 0x7f7f7f7f) | differing) >>> 7) & 0x01010101) | 0;
    }
    const others = (lanes & 255) + ((lanes >>> 8) & 255) + ((lanes >>> 16) & 255) + (lanes >>> 24);
    quotes += 4 * (to - from) - others;
  }
  return quotes + quotesByByte(raw, head + words.length * 4, raw.length);
}

const laneMax = 255;
