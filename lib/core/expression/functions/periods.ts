import { add, type Decimal, decimal, quotient, subtract } from "../decimal.ts";
import { isUnjudged, type Unjudged } from "../fault.ts";
import type { FunctionContext } from "../function-row.ts";
import { civil } from "../time.ts";
import type { List } from "../value.ts";
import { dayOf } from "./dates.ts";
import { elementsOf } from "./elements.ts";
import { dayIn, decimalIn, invalid, quoted } from "./limits.ts";
import { row, rowIn } from "./row.ts";

// biome-ignore format: one entry a function
export const periods = [
  row("overlaps(from: date, to: date, otherFrom: date, otherTo: date): bool", 1, overlaps,
    "Whether two periods share a day, ends included.",
    ['overlaps(date("2026-01-01"), date("2026-01-31"), date("2026-01-31"), date("2026-02-28"))',
      "true"]),
  row("overlapDays(from: date, to: date, otherFrom: date, otherTo: date): int", 1, overlapDays,
    "How many days two periods share, ends included.",
    ['overlapDays(date("2026-01-01"), date("2026-01-31"), date("2026-01-30"), date("2026-02-28"))',
      "2"]),
  row("covers(from: date, to: date, innerFrom: date, innerTo: date): bool", 1, covers,
    "Whether the first period holds all of the second, ends included.",
    ['covers(date("2026-01-01"), date("2026-01-31"), date("2026-01-05"), date("2026-01-31"))',
      "true"]),
  rowIn("uncoveredDays(froms: list<date>, tos: list<date>, from: date, to: date): int",
    2, uncoveredDays,
    "How many days of a period lie in none of the periods listed by their ends.",
    ['uncoveredDays([date("2026-01-01")], [date("2026-01-30")], date("2026-01-01"), ' +
      'date("2026-01-31"))', "1"]),
  row("fullPeriodStart(anchor: date, unit: Unit, on: date): date", 1, fullPeriodStart,
    "The first day of the billing period around a date: the anchor's day, or the last of a short month.",
    ['fullPeriodStart(date("2026-01-31"), "month", date("2026-03-01"))', 'date("2026-02-28")']),
  row("fullPeriodEnd(anchor: date, unit: Unit, on: date): date", 1, fullPeriodEnd,
    "The last day of the billing period around a date, that is the day before the next one starts.",
    ['fullPeriodEnd(date("2026-01-31"), "month", date("2026-03-01"))', 'date("2026-03-30")'],
    ['fullPeriodEnd(date("2026-01-15"), "quarter", date("2026-02-01"))', 'date("2026-04-14")']),
  row("cycles(from: date, to: date, anchor: date, unit: Unit, scale: const Scale): decimal(scale)",
    4, cycles,
    "How many billing periods lie between two dates, ends included; of one that is cut, its share of days, rounded by itself.",
    ['cycles(date("2026-01-01"), date("2026-02-14"), date("2026-01-15"), "month", 6)', "1.451613"],
    ['cycles(date("2026-01-15"), date("2026-04-14"), date("2026-01-15"), "month", 0)', "3"]),
  row("prorate(price: decimal, from: date, to: date, periodFrom: date, periodTo: date, " +
      "policy: Proration, scale: const Scale): decimal(scale)", 2, prorate,
    "The price of the billed days of a period, ends included; its parts add up to its price.",
    ['prorate(30.00, date("2026-04-12"), date("2026-04-30"), date("2026-04-01"), ' +
      'date("2026-04-30"), "actual", 2)', "19.00"],
    ['prorate(30.00, date("2026-02-15"), date("2026-02-28"), date("2026-02-01"), ' +
      'date("2026-02-28"), "30E/360", 2)', "16.00"]),
];

const overlapDaysOf = (from: number, to: number, otherFrom: number, otherTo: number): number =>
  Math.max(0, Math.min(to, otherTo) - Math.max(from, otherFrom) + 1);

function overlaps(from: number, to: number, otherFrom: number, otherTo: number): boolean {
  return overlapDaysOf(from, to, otherFrom, otherTo) > 0;
}

function overlapDays(from: number, to: number, otherFrom: number, otherTo: number): bigint {
  return BigInt(overlapDaysOf(from, to, otherFrom, otherTo));
}

function covers(from: number, to: number, innerFrom: number, innerTo: number): boolean {
  return from <= innerFrom && innerTo <= to;
}

function uncoveredDays(
  context: FunctionContext,
  froms: List,
  tos: List,
  from: number,
  to: number,
): bigint | Unjudged {
  if (froms.length !== tos.length) return invalid(`${froms.length} starts, ${tos.length} ends`);
  const ends = elementsOf<number>(context, [...froms, ...tos]);
  if (isUnjudged(ends)) return ends;
  const listed = ends.slice(0, froms.length).map((start, i) => [start, ends[froms.length + i]]);
  let [uncovered, next] = [0, from];
  for (const [start = 0, end = 0] of listed.sort(([a = 0], [b = 0]) => a - b)) {
    if (end < start) continue;
    uncovered += Math.max(0, Math.min(start - 1, to) - next + 1);
    next = Math.max(next, end + 1);
  }
  return BigInt(uncovered + Math.max(0, to - next + 1));
}

const monthsByUnit: ReadonlyMap<string, number> = new Map([
  ["month", 1],
  ["quarter", 3],
  ["year", 12],
]);
const daysByUnit: ReadonlyMap<string, number> = new Map([
  ["day", 1],
  ["week", 7],
]);

function fullPeriodStart(anchor: number, unit: string, on: number): number | Unjudged {
  return startOfPeriod(anchor, unit, on, 0);
}

function fullPeriodEnd(anchor: number, unit: string, on: number): number | Unjudged {
  const next = startOfPeriod(anchor, unit, on, 1);
  return isUnjudged(next) ? next : next - 1;
}

/** The start of the period around a date, or of one so many periods later. */
function startOfPeriod(anchor: number, unit: string, on: number, later: number): number | Unjudged {
  const days = daysByUnit.get(unit);
  if (days) return dayIn(anchor + (Math.floor((on - anchor) / days) + later) * days);
  const months = monthsByUnit.get(unit);
  if (!months) return invalid(`${quoted(unit)} is no unit: day, week, month, quarter, year`);
  const [first, around] = [civil(anchor), civil(on)];
  const apart = (around.year - first.year) * 12 + around.month - first.month;
  const startOf = (n: number): number => dayOf(first.year, first.month + n * months, first.day);
  const n = Math.floor(apart / months);
  return dayIn(startOf((startOf(n) > on ? n - 1 : n) + later));
}

/**
 * Whole periods count one; the first and the last, where they are cut, by their days, each rounded
 * by itself as each is billed by itself. A time that ends before it starts has none.
 */
function cycles(
  from: number,
  to: number,
  anchor: number,
  unit: string,
  scale: bigint,
): Decimal | Unjudged {
  const [first, second] = boundsOf(anchor, unit, from);
  const [last, after] = boundsOf(anchor, unit, to);
  for (const bound of [first, second, last, after]) if (isUnjudged(bound)) return bound;
  const share = (days: number, start: Bound, end: Bound): Decimal =>
    quotient(
      decimal(BigInt(Math.max(0, days)), 0),
      decimal(BigInt((end as number) - (start as number)), 0),
      Number(scale),
    ) as Decimal;
  if (first === last || to < from) return decimalIn(share(to + 1 - from, first, second));
  const between = periodsApart(second as number, last as number, unit);
  const cut = add(
    share((second as number) - from, first, second),
    share(to + 1 - (last as number), last, after),
  );
  return decimalIn(add(cut, decimal(BigInt(between), 0)));
}

type Bound = number | Unjudged;

/** The starts of the period around a date and of the next. */
const boundsOf = (anchor: number, unit: string, on: number): readonly [Bound, Bound] => [
  startOfPeriod(anchor, unit, on, 0),
  startOfPeriod(anchor, unit, on, 1),
];

/** How many periods start after one that does and up to another that does. */
function periodsApart(first: number, last: number, unit: string): number {
  const days = daysByUnit.get(unit);
  if (days) return (last - first) / days;
  const [from, to] = [civil(first), civil(last)];
  const apart = (to.year - from.year) * 12 + to.month - from.month;
  return apart / (monthsByUnit.get(unit) ?? 1);
}

/**
 * The price up to the last billed day less the price up to the first, each rounded once. So the
 * parts of a period, however it was cut, add up to its price; the first part is what the rounded
 * product says, the last is the remainder.
 */
function prorate(
  price: Decimal,
  from: number,
  to: number,
  periodFrom: number,
  periodTo: number,
  policy: string,
  scale: bigint,
): Decimal | Unjudged {
  if (periodTo < periodFrom) return invalid("the period ends before it starts");
  const [start, end] = [Math.max(from, periodFrom), Math.min(to, periodTo)];
  if (policy === "none" || end < start) return priceOf(end < start ? 0 : 1, 1, price, scale);
  const count = dayCounts.get(policy);
  if (!count) return invalid(`${quoted(policy)} is no policy: ${[...dayCounts.keys()].join(", ")}`);
  const whole = policy === "actual/365" ? 365 : count(periodFrom, periodTo + 1);
  if (whole === 0) return invalid("by 30E/360 the period has no days");
  const upTo = (day: number) => priceOf(count(periodFrom, day), whole, price, scale);
  const [before, through] = [upTo(start), upTo(end + 1)];
  if (isUnjudged(before)) return before;
  return isUnjudged(through) ? through : decimalIn(subtract(through, before));
}

function priceOf(days: number, whole: number, price: Decimal, scale: bigint): Decimal | Unjudged {
  const product = decimal(price.units * BigInt(days), price.scale);
  return decimalIn(quotient(product, decimal(BigInt(whole), 0), Number(scale)) as Decimal);
}

type DayCount = (from: number, until: number) => number;
const actualDays: DayCount = (from, until) => until - from;
const daysOf360: DayCount = (from, until) => placeIn360(until) - placeIn360(from);

/** Days of a calendar in which every month has 30. */
function placeIn360(date: number): number {
  const { year, month, day } = civil(date);
  return year * 360 + month * 30 + Math.min(day, 30);
}

/** `actual/365` takes the price of a year, the others that of the period. */
const dayCounts: ReadonlyMap<string, DayCount> = new Map([
  ["actual", actualDays],
  ["30E/360", daysOf360],
  ["thirty", daysOf360],
  ["actual/365", actualDays],
]);
