import { isUnjudged, type Unjudged } from "../fault.ts";
import type { FunctionContext } from "../function-row.ts";
import { daysInMonth } from "../time.ts";
import type { List } from "../value.ts";
import { estonianCheck, passesLuhn, weighted } from "./check-digits.ts";
import { elementsOf, spentOnText } from "./elements.ts";
import { invalid, quoted } from "./limits.ts";
import { rowIn } from "./row.ts";

// biome-ignore format: one entry a function
export const persons = [
  rowIn("findNationalIds(text: string, countries: list<string>): list<string>", 4, findNationalIds,
    "The personal codes of EE, RO and NO in a text, by their dates and check digits.",
    ['findNationalIds("code 36805280109.", ["EE"])', '["36805280109"]'],
    ['findNationalIds("order 36805280109", ["RO", "NO"])', "[]"]),
  rowIn("findCards(text: string): list<string>", 4, findCards,
    "The payment card numbers in a text, by their issuer's prefix and length and Luhn's check.",
    ['findCards("paid with 4111 1111 1111 1111")', '["4111 1111 1111 1111"]'],
    ['findCards("KID 12345674")', "[]"]),
];

type IsNumber = (digits: string) => boolean;

/** How the codes of a country are written, and which digits are one. */
const personalCodes: ReadonlyMap<string, readonly [written: RegExp, isCode: IsNumber]> = new Map([
  ["EE", [/(?<!\d)\d{11}(?!\d)/g, isIsikukood]],
  ["RO", [/(?<!\d)\d{13}(?!\d)/g, isCnp]],
  ["NO", [/(?<!\d)\d{6}[ -]?\d{5}(?!\d)/g, isFodselsnummer]],
]);

function findNationalIds(context: FunctionContext, text: string, countries: List): List | Unjudged {
  const codes = elementsOf<string>(context, countries);
  if (isUnjudged(codes)) return codes;
  const unknown = codes.find((code) => !personalCodes.has(code));
  if (unknown !== undefined) return invalid(`no personal codes are known for ${quoted(unknown)}`);
  const refusal = spentOnText(context, text);
  if (refusal) return refusal;
  const known = [...personalCodes].filter(([code]) => codes.includes(code));
  return distinctTexts(known.flatMap(([, [written, isCode]]) => numbersIn(text, written, isCode)));
}

const distinctTexts = (texts: readonly string[]): readonly string[] => [...new Set(texts)];

/** The numbers written so in a text, those that overlap as well, if their digits are wanted. */
function numbersIn(text: string, written: RegExp, isWanted: IsNumber): readonly string[] {
  const found: string[] = [];
  const search = new RegExp(written);
  for (let match = search.exec(text); match; match = search.exec(text)) {
    if (isWanted(match[0].replace(/[ -]/g, ""))) found.push(match[0]);
    search.lastIndex = match.index + 1;
  }
  return found;
}

/** Whether day and month, with the year's last two digits, are a date in one of the centuries. */
function isDate(yy: string, mm: string, dd: string, centuries: readonly number[]): boolean {
  const [month, day] = [Number(mm), Number(dd)];
  if (month < 1 || month > 12 || day < 1) return false;
  return centuries.some((century) => day <= daysInMonth(century * 100 + Number(yy), month));
}

const inPairs = (digits: string): readonly [string, string, string] => [
  digits.slice(0, 2),
  digits.slice(2, 4),
  digits.slice(4, 6),
];

function isIsikukood(digits: string): boolean {
  const first = Number(digits[0]); // 7 and 8 are for the births of 2100 on
  if (first < 1 || first > 6) return false;
  const [yy, mm, dd] = inPairs(digits.slice(1));
  const isBorn = isDate(yy, mm, dd, [17 + Math.ceil(first / 2)]);
  return isBorn && estonianCheck(digits.slice(0, 10)) === Number(digits[10]);
}

/** Romania's centuries by the first digit; 7 to 9 are of residents and tell none. */
const romanianCenturies: readonly (readonly number[])[] = [
  [],
  [19],
  [19],
  [18],
  [18],
  [20],
  [20],
  [19, 20],
  [19, 20],
  [19, 20],
];

function isCnp(digits: string): boolean {
  const [yy, mm, dd] = inPairs(digits.slice(1));
  const county = Number(digits.slice(7, 9));
  const isCounty = (county >= 1 && county <= 52) || county === 70;
  if (!isCounty || !isDate(yy, mm, dd, romanianCenturies[Number(digits[0])] ?? [])) return false;
  const rest = weighted(digits, [2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9]) % 11;
  return (rest === 10 ? 1 : rest) === Number(digits[12]);
}

function isFodselsnummer(digits: string): boolean {
  const [dd, mm, yy] = inPairs(digits);
  // D-numbers, of people without residence, have 40 added to the day
  const day = Number(dd) > 40 ? String(Number(dd) - 40) : dd;
  if (!isDate(yy, mm, day, [18, 19, 20])) return false;
  const first = (11 - (weighted(digits, [3, 7, 6, 1, 8, 9, 4, 5, 2]) % 11)) % 11;
  const second = (11 - (weighted(digits, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11)) % 11;
  return first === Number(digits[9]) && second === Number(digits[10]);
}

/** Issuers' prefixes and the lengths of their numbers. */
const issuers: readonly (readonly [prefix: RegExp, lengths: readonly number[]])[] = [
  [/^4/, [13, 16, 19]],
  [/^(?:5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, [16]],
  [/^3[47]/, [15]],
  [/^3(?:0[0-5]|[689])/, [14, 15, 16, 17, 18, 19]],
  [/^(?:6011|64[4-9]|65|62|35(?:2[89]|[3-8]))/, [16, 17, 18, 19]],
  [/^(?:50|5[6-8]|63|67)/, [13, 14, 15, 16, 17, 18, 19]],
];

/** Card numbers are written in one, or in groups as they stand on the card. */
const writtenCards: readonly RegExp[] = [
  /(?<!\d)\d{13,19}(?!\d)/g,
  /(?<!\d)\d{4}([ -])\d{4}\1\d{4}\1(?:\d|\d{4})(?!\d)/g,
  /(?<!\d)\d{4}([ -])\d{4}\1\d{4}\1\d{4}\1\d{3}(?!\d)/g,
  /(?<!\d)\d{4}([ -])\d{6}\1\d{4,5}(?!\d)/g,
];

function findCards(context: FunctionContext, text: string): List | Unjudged {
  const refusal = spentOnText(context, text);
  if (refusal) return refusal;
  return distinctTexts(writtenCards.flatMap((written) => numbersIn(text, written, isCard)));
}

function isCard(digits: string): boolean {
  const isIssued = issuers.some(
    ([prefix, lengths]) => lengths.includes(digits.length) && prefix.test(digits),
  );
  return isIssued && passesLuhn(digits);
}
