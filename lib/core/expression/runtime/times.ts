import { parseInstant } from "../time.ts";

/** `YYYY-MM-DD` as days since 1970-01-01; NaN when it is no day of the calendar. */
export function date(text: string): number {
  if (text.length !== 10 || text.charCodeAt(4) !== 45 || text.charCodeAt(7) !== 45)
    return Number.NaN;
  const century = twoDigits(text, 0);
  const ofCentury = twoDigits(text, 2);
  const month = twoDigits(text, 5);
  const day = twoDigits(text, 8);
  if (century < 0 || ofCentury < 0 || month < 1 || month > 12 || day < 1) return Number.NaN;
  const year = century * 100 + ofCentury;
  const isLeap = (ofCentury === 0 ? century : ofCentury) % 4 === 0;
  if (day > 28 && day > (month === 2 ? (isLeap ? 29 : 28) : 30 + ((month + (month >> 3)) & 1)))
    return Number.NaN;
  // years from March, so that the leap day comes last; a whole era is added to stay above zero
  const y = (month <= 2 ? year - 1 : year) + 400;
  const dayOfYear = ((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) | 0;
  const leapDays = ((y / 4) | 0) - ((y / 100) | 0) + ((y / 400) | 0);
  return y * 365 + leapDays + dayOfYear + day - 1 - 719_468 - 146_097;
}

function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48;
  const ones = text.charCodeAt(at + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1000;
}

/** RFC 3339 as microseconds since 1970; NaN when it is none, or does not fit exactly. */
export function instant(text: string): number {
  const nanoseconds = parseInstant(text);
  if (nanoseconds === undefined || nanoseconds % 1000n !== 0n) return Number.NaN;
  const microseconds = Number(nanoseconds / 1000n);
  return Number.isSafeInteger(microseconds) ? microseconds : Number.NaN;
}

/** Remembers the last text: the business instant is the same for every record. */
function memoized(read: (text: string) => number): (text: string) => number {
  let lastText: string | undefined;
  let last = Number.NaN;
  return (text) => {
    if (text !== lastText) [lastText, last] = [text, read(text)];
    return last;
  };
}

export const now = memoized(instant);

/** Whether a raw value is an instant that a field may hold, however early or fine. */
export function isInstant(raw: unknown): boolean {
  return typeof raw === "string" && parseInstant(raw) !== undefined;
}
