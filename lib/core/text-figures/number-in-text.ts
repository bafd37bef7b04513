import { type Decimal, parseDecimal } from "../expression/decimal.ts";
import { fieldScaleMax } from "../expression/types.ts";
import type { Language } from "../rule.ts";

/** A number as it stands in a text; offsets in UTF-16 units. */
export interface NumberInText {
  readonly value: Decimal;
  readonly at: number;
  readonly end: number;
}

/**
 * A number with its groups: by spaces (of any width) in threes, by points or commas in threes, then
 * what comes after the point or comma. One pass: no part can be read in two ways for long.
 */
const numbers =
  /\d{1,3}(?:[ \u00a0\u202f\u2009]\d{3})+(?!\d)(?:[.,]\d{1,2}(?!\d))?|\d{1,3}(?:\.\d{3})+(?!\d)(?:,\d{1,2}(?!\d))?|\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d{1,2}(?!\d))?|\d+(?:[.,]\d+)?/g;

/** Digits before the point: more is no figure, but a number of something. */
const wholeDigitsMax = 15;

/**
 * The numbers of a text in order, as its language writes them: `1,234` is more than a thousand in
 * English, and `1.234` everywhere else. Digits within a word (`B2B`) are none.
 */
export function numbersInText(text: string, language: Language): readonly NumberInText[] {
  const found: NumberInText[] = [];
  for (const match of text.matchAll(numbers)) {
    const at = match.index;
    if (isWithinWord(text, at)) continue;
    const value = decimalIn(match[0], language);
    if (value) found.push({ value, at, end: at + match[0].length });
  }
  return found;
}

/** `H2`, but not `kr99` or `€99`: figures stand behind a currency. */
function isWithinWord(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - 4), at);
  return /\p{L}$/u.test(before) && !/(?:^|[^\p{L}])(?:kr|lei|eur|ron|nok)$/iu.test(before);
}

function decimalIn(written: string, language: Language): Decimal | undefined {
  const plain = written.replace(/[ \u00a0\u202f\u2009]/g, "");
  const [whole, fraction] = partsOf(plain, language);
  const digits = whole.replace(/^0+(?=\d)/, "");
  if (digits.length > wholeDigitsMax || fraction.length > fieldScaleMax) return undefined;
  return parseDecimal(fraction === "" ? digits : `${digits}.${fraction}`);
}

function partsOf(plain: string, language: Language): readonly [whole: string, fraction: string] {
  const last = Math.max(plain.lastIndexOf("."), plain.lastIndexOf(","));
  if (last < 0) return [plain, ""];
  const sign = plain.charAt(last);
  const before = plain.slice(0, last);
  const after = plain.slice(last + 1);
  const several = before.includes(sign);
  const groups = sign === (language === "en" ? "," : ".") && /^\d{1,3}$/.test(before);
  if (after.length === 3 && (several || groups)) return [plain.replace(/[.,]/g, ""), ""];
  return [before.replace(/[.,]/g, ""), after];
}
