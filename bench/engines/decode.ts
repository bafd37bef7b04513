/**
 * Fields as the hand-written engine reads them: scaled integers in doubles, NaN for all that is
 * absent, malformed or longer than the fast path goes. NaN is equal to nothing, so that a
 * comparison which holds proves its operands; one that fails asks whether they were there.
 */

/** An amount at scale 2. */
export function cents(raw: unknown): number {
  return typeof raw === "number" ? unitsOf(raw, 100) : parsed(raw, 2, 100);
}

/** A quantity at scale 3. */
export function thousandths(raw: unknown): number {
  return typeof raw === "number" ? unitsOf(raw, 1000) : parsed(raw, 3, 1000);
}

/** A price at scale 4. */
export function tenThousandths(raw: unknown): number {
  return typeof raw === "number" ? unitsOf(raw, 10_000) : parsed(raw, 4, 10_000);
}

/** As `cents`, but what is absent is zero. */
export function centsOrZero(raw: unknown): number {
  return raw === undefined || raw === null || raw === "" ? 0 : cents(raw);
}

/**
 * The units of a double, proved: dividing them back gives the nearest double to the decimal, and a
 * decimal of up to 15 digits is the only one of that length which its double denotes.
 */
function unitsOf(value: number, one: number): number {
  const units = Math.round(value * one);
  return units / one === value && units <= unitsMax && units >= -unitsMax ? units : Number.NaN;
}

/** Beyond it the exact path: so that 9,000 of them can be added, and 10,000 times one is safe. */
export const unitsMax = 900_000_000_000;

const powers = [1, 10, 100, 1000, 10_000];

/** Up to nine characters, so that all of it stays within 32 bits; others go the long way. */
function parsed(raw: unknown, scale: number, one: number): number {
  if (typeof raw !== "string") return Number.NaN;
  const { length } = raw;
  if (length === 1) return single(raw.charCodeAt(0) - 48, one);
  if (length > 9 || length === 0) return longer(raw, scale);
  const first = raw.charCodeAt(0);
  let units = first === 45 ? 0 : first - 48;
  if (units < 0 || units > 9) return Number.NaN;
  let point = 0;
  for (let at = 1; at < length; at++) {
    const digit = raw.charCodeAt(at) - 48;
    if (digit >= 0 && digit <= 9) units = (Math.imul(units, 10) + digit) | 0;
    else if (digit === -2 && point === 0) point = at;
    else return Number.NaN;
  }
  const missing = point === 0 ? scale : scale - (length - point - 1);
  if (missing < 0 || (point > 0 && missing === scale) || (first === 45 && point === 1))
    return Number.NaN;
  const scaled = units * powers[missing]!;
  return first === 45 ? -scaled : scaled;
}

const single = (digit: number, one: number): number =>
  digit >= 0 && digit <= 9 ? digit * one : Number.NaN;

const form = /^-?\d{1,10}(?:\.\d{1,4})?$/;

/** Text of ten characters and more, by way of its digits. */
function longer(raw: string, scale: number): number {
  if (!form.test(raw)) return Number.NaN;
  const point = raw.indexOf(".");
  const fraction = point < 0 ? 0 : raw.length - point - 1;
  if (fraction > scale) return Number.NaN;
  const units = Number(raw.replace(".", "")) * powers[scale - fraction]!;
  return units <= unitsMax && units >= -unitsMax ? units : Number.NaN;
}

/** A day of the calendar as a number that rises with it; NaN when it is none. */
export function dayOf(raw: unknown): number {
  if (typeof raw !== "string" || raw.length !== 10) return Number.NaN;
  if (raw.charCodeAt(4) !== 45 || raw.charCodeAt(7) !== 45) return Number.NaN;
  const year = twoDigits(raw, 0) * 100 + twoDigits(raw, 2);
  const month = twoDigits(raw, 5);
  const day = twoDigits(raw, 8);
  if (!(year >= 0 && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month)))
    return Number.NaN;
  return dayNumber(year, month, day);
}

function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48;
  const ones = text.charCodeAt(at + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Days since the first of March of the year 0. */
function dayNumber(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const leaps = Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400);
  return y * 365 + leaps + Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day;
}

/** Whether it is text that shows something; false also for what is no text at all. */
export function isShown(raw: unknown): boolean {
  if (typeof raw !== "string" || raw.length === 0) return false;
  const first = raw.charCodeAt(0);
  return (first > 32 && first < 127) || raw.trim() !== "";
}

/** Whether a field is absent or empty, so that no rule sees a value. */
export const isAbsent = (raw: unknown): boolean => raw === undefined || raw === null || raw === "";
