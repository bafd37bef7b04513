import type { Json } from "../../core/expression/value.ts";

/** Significant digits up to which a double denotes exactly one decimal. */
const exactDigitsMax = 15;
const smallestNormal = 2.2250738585072014e-308;

/**
 * What stands in a record for a number whose source text says more than a double holds. No schema
 * accepts it, so that whatever needs the number is a fault and never a rounded amount.
 */
export interface LongNumber {
  readonly $number: string;
}

/** Parses JSON, with every number that a double does not hold exactly left as its source text. */
export function parseExactly(text: string): Json {
  const revive = (_key: string, value: unknown, context: { readonly source?: string }): unknown =>
    typeof value === "number" && !isExact(context.source as string, value)
      ? ({ $number: context.source as string } satisfies LongNumber)
      : value;
  return JSON.parse(text, revive as Parameters<typeof JSON.parse>[1]);
}

/** Whether a double is the number as written: a safe integer, or at most 15 significant digits. */
export function isExact(source: string, value: number): boolean {
  if (Number.isSafeInteger(value) && /^-?\d+$/.test(source)) return true;
  const digits = source
    .replace(/[eE].*$/, "")
    .replace(/[-.]/g, "")
    .replace(/^0+/, "");
  if (digits.length > exactDigitsMax || !Number.isFinite(value)) return false;
  return digits === "" || Math.abs(value) >= smallestNormal;
}

/**
 * Whether the bytes of a record may hold such a number, judged in one quick look. May be true where
 * there is none.
 */
export function mayHoldLongNumber(raw: Uint8Array, text: string, hasExtreme: boolean): boolean {
  if (hasLongRun(raw)) return true;
  return hasExtreme && exponent.test(text) && exponentToken.test(text);
}

const exponent = /\d[eE][-+\d]/;
const exponentToken = /[:,[\s]-?[\d.]+[eE]/;

/**
 * Whether a number has a run of sixteen digits and points. Every such run covers one of the places
 * that are probed, sixteen apart; only where a digit stands there its neighbours are looked at.
 */
function hasLongRun(raw: Uint8Array): boolean {
  for (let at = runLength - 1; at < raw.length; at += runLength) {
    if (!isDigitOrPoint(raw[at] as number)) continue;
    let start = at;
    while (start > 0 && isDigitOrPoint(raw[start - 1] as number)) start--;
    while (at < raw.length && isDigitOrPoint(raw[at] as number)) at++;
    if (at - start >= runLength && beginsNumber(raw, start)) return true;
  }
  return false;
}

const runLength = exactDigitsMax + 1;

const isDigitOrPoint = (byte: number): boolean => (byte >= 0x30 && byte <= 0x39) || byte === 0x2e;

/** Account numbers and the like stand behind a quote or a letter, not behind these. */
function beginsNumber(raw: Uint8Array, at: number): boolean {
  const before = raw[at - 1] === 0x2d ? raw[at - 2] : raw[at - 1];
  return (
    before !== undefined &&
    (before === 0x3a || before === 0x2c || before === 0x5b || before <= 0x20)
  );
}

/** Whether a number is one that an exponent may have emptied: nothing, infinite, or near them. */
export const isExtreme = (value: number): boolean =>
  value === 0 || !(Math.abs(value) >= smallestNormal && Math.abs(value) <= Number.MAX_VALUE);
