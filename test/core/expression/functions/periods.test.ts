import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  add,
  type Decimal,
  decimal,
  format,
  ZERO,
} from "../../../../lib/core/expression/decimal.ts";
import { dayOf } from "../../../../lib/core/expression/functions/dates.ts";
import { civil, dayNumber, formatDate, parseDate } from "../../../../lib/core/expression/time.ts";
import fc from "../../../support/fast-check.ts";
import { describeOnRealData } from "../../../support/real-data.ts";
import { resultOf, run } from "./evaluation.ts";

const prorated = (price: string, from: string, to: string, policy: string): string =>
  resultOf(
    `prorate(${price}, date("${from}"), date("${to}"), date("${from.slice(0, 8)}01"), ` +
      `endOfMonth(date("${from}")), "${policy}", 2)`,
  );

// The price of a month, the days billed of it (both included), the policy, and what they cost.
test.each([
  ["30.00", "2026-04-12", "2026-04-30", "actual", "19.00"],
  ["30.00", "2026-04-01", "2026-04-30", "actual", "30.00"],
  ["10.00", "2026-04-01", "2026-04-10", "actual", "3.33"],
  ["10.00", "2026-04-11", "2026-04-20", "actual", "3.34"], // 6.67 less 3.33
  ["10.00", "2026-04-21", "2026-04-30", "actual", "3.33"],
  ["30.00", "2024-02-29", "2024-02-29", "actual", "1.03"],
  ["30.00", "2026-02-01", "2026-02-14", "30E/360", "14.00"],
  ["30.00", "2026-02-15", "2026-02-28", "30E/360", "16.00"], // the month has 30 days
  ["30.00", "2026-01-02", "2026-01-31", "30E/360", "29.00"],
  ["30.00", "2024-02-02", "2024-02-29", "30E/360", "29.00"],
  ["30.00", "2026-02-15", "2026-02-28", "thirty", "16.00"],
  ["365.00", "2026-02-01", "2026-02-28", "actual/365", "28.00"], // the price of a year
  ["30.00", "2026-04-12", "2026-04-30", "none", "30.00"],
  ["-30.00", "2026-04-12", "2026-04-30", "actual", "-19.00"], // a credit
])("%s from %s to %s by %s is %s", (price, from, to, policy, result) => {
  expect(prorated(price, from, to, policy)).toBe(result);
});

test.each([
  ["days outside the period", "2026-03-01", "2026-05-31", "30.00"],
  ["no day of the period", "2026-05-01", "2026-05-31", "0.00"],
  ["an end before the start", "2026-04-20", "2026-04-10", "0.00"],
])("%s cost nothing", (_, from, to, result) => {
  const [start, end] = [parseDate(from)!, parseDate(to)!];
  const [april, lastOfApril] = [parseDate("2026-04-01")!, parseDate("2026-04-30")!];
  const price = run("prorate", decimal(3000n, 2), start, end, april, lastOfApril, "actual", 2n);
  expect(format(price as Decimal)).toBe(result);
});

test("the parts of a period, however it is cut, add up to its price", () => {
  const policies = fc.constantFrom("actual", "30E/360", "thirty");
  const cuts = fc.uniqueArray(fc.integer({ min: 1, max: 364 }), { maxLength: 8 });
  const starts = fc.integer({ min: dayNumber(2020, 1, 1), max: dayNumber(2030, 1, 1) });
  const property = fc.property(
    ...([fc.bigInt(-10_000_000n, 10_000_000n), starts, fc.integer({ min: 2, max: 365 })] as const),
    ...([cuts, policies] as const),
    (units, from, length, places, policy) => {
      const to = from + length - 1;
      const inside = places.filter((place) => place < length).sort((a, b) => a - b);
      const bounds = [from, ...inside.map((place) => from + place), to + 1];
      const price = decimal(units, 2);
      const parts = bounds.slice(1).map((end, i) => {
        return run("prorate", price, bounds[i]!, end - 1, from, to, policy, 2n) as Decimal;
      });
      expect(format(parts.reduce(add, ZERO))).toBe(format(price));
    },
  );
  fc.assert(property, { numRuns: 500 });
});

// Anchor, unit, a date, and the billing period around it.
test.each([
  ["2026-01-31", "month", "2026-02-28", "2026-02-28", "2026-03-30"],
  ["2026-01-31", "month", "2026-03-30", "2026-02-28", "2026-03-30"],
  ["2026-01-31", "month", "2026-03-31", "2026-03-31", "2026-04-29"], // the 31st again
  ["2026-01-31", "month", "2025-12-31", "2025-12-31", "2026-01-30"], // before the anchor
  ["2024-02-29", "year", "2025-03-01", "2025-02-28", "2026-02-27"],
  ["2026-01-15", "quarter", "2026-01-14", "2025-10-15", "2026-01-14"],
  ["2026-01-01", "week", "2025-12-31", "2025-12-25", "2025-12-31"],
  ["2026-01-01", "day", "2026-05-05", "2026-05-05", "2026-05-05"],
])("anchored at %s by the %s, %s lies in %s to %s", (anchor, unit, on, from, to) => {
  const [anchorDay, day] = [parseDate(anchor)!, parseDate(on)!];
  expect(formatDate(run("fullPeriodStart", anchorDay, unit, day) as number)).toBe(from);
  expect(formatDate(run("fullPeriodEnd", anchorDay, unit, day) as number)).toBe(to);
});

test("billing periods follow each other without gap, and hold the date", () => {
  const days = fc.integer({ min: dayNumber(2000, 1, 1), max: dayNumber(2050, 1, 1) });
  const units = fc.constantFrom("day", "week", "month", "quarter", "year");
  const property = fc.property(days, days, units, (anchor, on, unit) => {
    const start = run("fullPeriodStart", anchor, unit, on) as number;
    const end = run("fullPeriodEnd", anchor, unit, on) as number;
    expect(start <= on && on <= end).toBe(true);
    expect(run("fullPeriodStart", anchor, unit, end + 1)).toBe(end + 1);
    expect(run("fullPeriodEnd", anchor, unit, start - 1)).toBe(start - 1);
  });
  fc.assert(property, { numRuns: 1_000 });
});

test("uncovered days are those in none of the periods, counted one by one", () => {
  const days = fc.integer({ min: 0, max: 30 });
  const ranges = fc.array(fc.tuple(days, days), { maxLength: 6 });
  const property = fc.property(ranges, days, days, (listed, from, to) => {
    const froms = listed.map(([start]) => start);
    const tos = listed.map(([, end]) => end);
    const counted = Array.from({ length: 31 }, (_, day) => day).filter(
      (day) => from <= day && day <= to && !listed.some(([a, b]) => a <= day && day <= b),
    );
    expect(run("uncoveredDays", froms, tos, from, to)).toBe(BigInt(counted.length));
  });
  fc.assert(property, { numRuns: 500 });
});

test("cycles are the shares of the periods that a time meets, added one by one", () => {
  const days = fc.integer({ min: dayNumber(2000, 1, 1), max: dayNumber(2030, 1, 1) });
  const units = fc.constantFrom("week", "month", "quarter", "year");
  const property = fc.property(
    ...([days, days, units, fc.integer({ min: -1, max: 800 })] as const),
    (anchor, from, unit, length) => {
      const to = from + length;
      let counted = 0;
      for (let day = from; day <= to; ) {
        const start = run("fullPeriodStart", anchor, unit, day) as number;
        const end = run("fullPeriodEnd", anchor, unit, day) as number;
        counted += (Math.min(end, to) - day + 1) / (end - start + 1);
        day = end + 1;
      }
      const told = run("cycles", from, to, anchor, unit, 9n) as Decimal;
      expect(Number(format(told))).toBeCloseTo(counted, 8);
    },
  );
  fc.assert(property, { numRuns: 500 });
});

interface Case {
  readonly source: string;
  readonly period: "MONTHLY" | "QUARTERLY" | "ANNUAL";
  readonly start: string;
  readonly end: string | null;
  readonly target: string;
  readonly billCycleDay: number;
  readonly expectedCycles: string;
}

/**
 * Cycles billed in advance from a start: up to the end of the period that has begun by the target,
 * or to the end of the service where that comes first. Ends are exclusive in these cases and
 * inclusive with us.
 */
function cyclesOf({ period, start, end, target, billCycleDay }: Case): string {
  const [unit, months] = units[period];
  const first = parseDate(start)!;
  const anchor = anchorOf(first, billCycleDay, months);
  const billed = run("fullPeriodEnd", anchor, unit, parseDate(target)!) as number;
  const last = end === null ? billed : Math.min(billed, parseDate(end)! - 1);
  const cycles = format(run("cycles", first, last, anchor, unit, 9n) as Decimal);
  return cycles.replace(/\.?0+$/, "");
}

const units = { MONTHLY: ["month", 1], QUARTERLY: ["quarter", 3], ANNUAL: ["year", 12] } as const;

/**
 * The day on which the first whole period starts: the bill-cycle day in the month of the start, of a
 * shorter month the last, or one period later where it is past. Periods are counted from that date:
 * those of a cycle day 31 that first falls on 28 February start on the 28th.
 */
function anchorOf(start: number, billCycleDay: number, months: number): number {
  const { year, month } = civil(start);
  const first = dayOf(year, month, billCycleDay);
  return first >= start ? first : dayOf(year, month + months, billCycleDay);
}

describeOnRealData("proration cases of another billing system", "billing", (path) => {
  const text = readFileSync(join(path, "proration_cases.json"), "utf8");
  const cases = JSON.parse(text) as readonly Case[];

  test("are all here", () => expect(cases.length).toBe(92));

  test.each(cases.map((one, i) => [`${i}: ${one.source}`, one] as const))("%s", (_, one) => {
    expect(cyclesOf(one)).toBe(one.expectedCycles);
  });
});
