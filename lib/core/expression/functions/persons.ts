import { isUnjudged, type Unjudged } from "../fault.ts";
import type { FunctionContext } from "../function-row.ts";
import { daysInMonth } from "../time.ts";
import type { List } from "../value.ts";
import { estonianCheck, passesLuhn, weighted } from "./check-digits.ts";
import { type DigitGroups, digitGroupsIn } from "./digit-groups.ts";
import { elementsOf, spentOnText } from "./elements.ts";
import { invalid, quoted } from "./limits.ts";
import { rowIn } from "./row.ts";

// biome-ignore format: one entry a function
export const persons = [
  rowIn("findNationalIds(text: string, countries: list<string>): list<string>", 4, findNationalIds,
    "The personal codes of EE (isikukood), RO (CNP) and NO (fødselsnummer, D-number) in a text, by their date and check digits.",
    ['findNationalIds("code 36805280109.", ["EE"])', '["36805280109"]'],
    ['findNationalIds("order 36805280109", ["RO", "NO"])', "[]"]),
  rowIn("findCards(text: string): list<string>", 4, findCards,
    "The payment card numbers in a text, by their issuer's prefix and length and Luhn's check.",
    ['findCards("paid with 4111 1111 1111 1111")', '["4111 1111 1111 1111"]'],
    ['findCards("KID 12345674")', "[]"]),
];

const finders: ReadonlyMap<string, (groups: DigitGroups) => boolean> = new Map([
  ["EE", isIsikukood],
  ["RO", isCnp],
  ["NO", isFodselsnummer],
]);

function findNationalIds(context: FunctionContext, text: string, countries: List): List | Unjudged {
  const codes = elementsOf<string>(context, countries);
  if (isUnjudged(codes)) return codes;
  const unknown = codes.find((code) => !finders.has(code));
  if (unknown !== undefined) return invalid(`no personal codes are known for ${quoted(unknown)}`);
  const isId = (groups: DigitGroups) => codes.some((code) => finders.get(code)?.(groups));
  return spentOnText(context, text) ?? textsOf(digitGroupsIn(text, 11, 13).filter(isId));
}

const textsOf = (groups: readonly DigitGroups[]): readonly string[] => [
  ...new Set(groups.map(({ text }) => text)),
];

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

function isIsikukood({ digits, lengths }: DigitGroups): boolean {
  if (digits.length !== 11 || lengths.length > 1) return false;
  const first = Number(digits[0]);
  if (first < 1 || first > 8) return false;
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

function isCnp({ digits, lengths }: DigitGroups): boolean {
  if (digits.length !== 13 || lengths.length > 1) return false;
  const [yy, mm, dd] = inPairs(digits.slice(1));
  const county = Number(digits.slice(7, 9));
  const isCounty = (county >= 1 && county <= 52) || county === 70;
  if (!isCounty || !isDate(yy, mm, dd, romanianCenturies[Number(digits[0])] ?? [])) return false;
  const rest = weighted(digits, [2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9]) % 11;
  return (rest === 10 ? 1 : rest) === Number(digits[12]);
}

function isFodselsnummer({ digits, lengths }: DigitGroups): boolean {
  if (digits.length !== 11 || (lengths.length > 1 && lengths.join() !== "6,5")) return false;
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

function findCards(context: FunctionContext, text: string): List | Unjudged {
  return spentOnText(context, text) ?? textsOf(digitGroupsIn(text, 13, 19).filter(isCard));
}

function isCard({ digits }: DigitGroups): boolean {
  const isIssued = issuers.some(
    ([prefix, lengths]) => lengths.includes(digits.length) && prefix.test(digits),
  );
  return isIssued && passesLuhn(digits);
}
