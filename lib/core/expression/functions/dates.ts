import type { Unjudged } from "../fault.ts";
import { civil, dayNumber, daysInMonth, parseDate } from "../time.ts";
import { dayIn, invalid, outOfRange, quoted } from "./limits.ts";
import { row } from "./row.ts";

// biome-ignore format: one entry a function
export const dates = [
  row("date(text: string): date", 1, dateOf,
    "The date that the text writes as `YYYY-MM-DD`.",
    ['date("2026-02-28") < date("2026-03-01")', "true"],
    ['date("2026-02-29")', "fault invalid_argument"]),
  row("days(from: date, to: date): int", 1, (from: number, to: number) => BigInt(to - from),
    "The days that pass from one date to another: 1 from today to tomorrow.",
    ['days(date("2026-01-31"), date("2026-02-01"))', "1"]),
  row("daysInclusive(from: date, to: date): int", 1, daysInclusive,
    "The days of a period, both ends included: 2 from today to tomorrow.",
    ['daysInclusive(date("2026-04-12"), date("2026-04-30"))', "19"]),
  row("addDays(date: date, days: int): date", 1, addDays,
    "The date so many days later.",
    ['addDays(date("2026-02-28"), 1)', 'date("2026-03-01")']),
  row("addMonths(date: date, months: int): date", 1, addMonths,
    "The same day so many months later, or the last of that month where it is shorter.",
    ['addMonths(date("2026-01-31"), 1)', 'date("2026-02-28")'],
    ['addMonths(date("2026-03-31"), -1)', 'date("2026-02-28")']),
  row("addYears(date: date, years: int): date", 1, addYears,
    "The same day so many years later; 29 February becomes 28 where there is none.",
    ['addYears(date("2024-02-29"), 1)', 'date("2025-02-28")']),
  row("year(date: date): int", 1, (date: number) => BigInt(civil(date).year),
    "The year.",
    ['year(date("2026-11-21"))', "2026"]),
  row("month(date: date): int", 1, (date: number) => BigInt(civil(date).month),
    "The month, 1 to 12.",
    ['month(date("2026-11-21"))', "11"]),
  row("day(date: date): int", 1, (date: number) => BigInt(civil(date).day),
    "The day of the month, 1 to 31.",
    ['day(date("2026-11-21"))', "21"]),
  row("dayOfWeek(date: date): int", 1, (date: number) => BigInt(weekday(date)),
    "The day of the week, 1 Monday to 7 Sunday.",
    ['dayOfWeek(date("2026-11-21"))', "6"]),
  row("years(birth: date, on: date): int", 1, years,
    "The whole years from a birth to a date; who is born on 29 February ages on 1 March.",
    ['years(date("2008-11-22"), date("2026-11-21"))', "17"],
    ['years(date("2008-02-29"), date("2026-02-28"))', "17"]),
  row("months(from: date, to: date): int", 1, months,
    "The whole months from one date to another.",
    ['months(date("2026-01-15"), date("2026-03-14"))', "1"]),
  row("startOfMonth(date: date): date", 1, (date: number) => date - civil(date).day + 1,
    "The first of the month.",
    ['startOfMonth(date("2026-02-14"))', 'date("2026-02-01")']),
  row("endOfMonth(date: date): date", 1, endOfMonth,
    "The last of the month.",
    ['endOfMonth(date("2028-02-14"))', 'date("2028-02-29")']),
];

function dateOf(text: string): number | Unjudged {
  return parseDate(text) ?? invalid(`${quoted(text)} is no date (YYYY-MM-DD)`);
}

/** More days than there are from the year 1 to 9999. */
const daysMax = 4_000_000n;

function addDays(date: number, days: bigint): number | Unjudged {
  return magnitude(days) > daysMax ? dayIn(Infinity) : dayIn(date + Number(days));
}

function daysInclusive(from: number, to: number): bigint {
  return BigInt(to - from + 1);
}

function addYears(date: number, count: bigint): number | Unjudged {
  return addMonths(date, count * 12n);
}

const magnitude = (n: bigint): bigint => (n < 0n ? -n : n);

/** The same day so many months later, clamped to the end of a shorter month. */
export function addMonths(date: number, count: bigint): number | Unjudged {
  if (magnitude(count) > daysMax) return outOfRange(`${count} months`);
  const { year, month, day } = civil(date);
  return dayIn(dayOf(year, month + Number(count), day));
}

/** The day number of a month counted on past 12 or below 1, its day clamped to the month's end. */
export function dayOf(year: number, month: number, day: number): number {
  const y = year + Math.floor((month - 1) / 12);
  const m = ((((month - 1) % 12) + 12) % 12) + 1;
  return dayNumber(y, m, Math.min(day, daysInMonth(y, m)));
}

/** ISO weekday: 1970-01-01 was a Thursday. */
export const weekday = (date: number): number => ((((date + 3) % 7) + 7) % 7) + 1;

function years(birth: number, on: number): bigint {
  return months(birth, on) / 12n;
}

/** Whole months, towards zero; an end of a month that comes early does not complete one. */
function months(from: number, to: number): bigint {
  if (to < from) return -months(to, from);
  const [a, b] = [civil(from), civil(to)];
  return BigInt((b.year - a.year) * 12 + b.month - a.month - (b.day < a.day ? 1 : 0));
}

function endOfMonth(date: number): number {
  const { year, month } = civil(date);
  return dayNumber(year, month, daysInMonth(year, month));
}
