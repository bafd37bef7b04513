import { compilePattern } from "../functions/patterns.ts";

/** Text of white space only; most texts show it by their first character. */
export function isBlank(text: string): boolean {
  const first = text.length > 0 ? text.charCodeAt(0) : 32;
  return !(first > 32 && first < 127) && text.trim() === "";
}

/** The order of two texts by code points: below, at or above zero. */
export function orderText(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const [x, y] = [a.charCodeAt(i), b.charCodeAt(i)];
    if (x !== y) return rankOf(x) - rankOf(y);
  }
  return a.length - b.length;
}

const rankOf = (unit: number): number => (unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit);

/** What tells whether a text matches a pattern, which was compiled before. */
export function pattern(source: string): (text: string) => boolean {
  const matcher = compilePattern(source);
  if (typeof matcher === "string") throw new Error(`a pattern that was checked: ${matcher}`);
  return matcher.test;
}
