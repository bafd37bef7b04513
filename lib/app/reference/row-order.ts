/**
 * The order of rows in a table, by which its digest is made: by key, then by the first day in
 * force, then by text; texts in the order of their UTF-8 bytes, as databases have it.
 */
export interface Ordered {
  readonly key: string;
  readonly from: number;
  readonly text: string;
}

export const inRowOrder = (a: Ordered, b: Ordered): number =>
  byBytes(a.key, b.key) || a.from - b.from || byBytes(a.text, b.text);

/** Differs from the order of code units only where one of two units is half of a pair. */
function byBytes(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const [x, y] = [a.charCodeAt(i), b.charCodeAt(i)];
    if (x !== y) return ranked(x) - ranked(y);
  }
  return a.length - b.length;
}

/** Halves of pairs stand for characters beyond all that are one unit. */
const ranked = (unit: number): number => (unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit);

/**
 * A key as every adapter can keep it: text that is no Unicode, which a database would change, is
 * escaped.
 */
export const keptKey = (key: string): string =>
  key.isWellFormed() && !key.startsWith("\u0001") ? key : `\u0001${JSON.stringify(key)}`;
