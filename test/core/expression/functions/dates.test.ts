import { localAt, startOfDay } from "../../../../lib/core/expression/functions/zones.ts";
import { civil, dayNumber, formatDate, parseDate } from "../../../../lib/core/expression/time.ts";
import fc from "../../../support/fast-check.ts";
import { resultOf, run } from "./evaluation.ts";

// Months end on different days.
test.each([
  ['addMonths(date("2024-01-31"), 1)', "2024-02-29"],
  ['addMonths(date("2026-01-31"), 13)', "2027-02-28"],
  ['addMonths(date("2026-05-31"), -3)', "2026-02-28"],
  ['addMonths(date("2026-12-15"), 1)', "2027-01-15"],
  ['addMonths(date("2026-01-15"), -1)', "2025-12-15"],
  ['addMonths(date("2026-01-15"), 9223372036854775807)', "fault out_of_range"],
  ['addYears(date("2024-02-29"), 4)', "2028-02-29"],
  ['addDays(date("9999-12-31"), 1)', "fault out_of_range"],
  ['addDays(date("0001-01-01"), -1)', "fault out_of_range"],
  ['addDays(date("2026-01-01"), -9223372036854775807)', "fault out_of_range"],
  ['days(date("2026-02-01"), date("2026-01-31"))', "-1"],
  ['daysInclusive(date("2026-02-01"), date("2026-02-01"))', "1"],
  ['days(date("2024-02-28"), date("2024-03-01"))', "2"],
  ['dayOfWeek(date("1970-01-01"))', "4"],
  ['dayOfWeek(date("0001-01-01"))', "1"],
  ['years(date("2000-02-29"), date("2018-03-01"))', "18"],
  ['years(date("2000-03-01"), date("1999-02-01"))', "-1"],
  ['months(date("2026-01-31"), date("2026-02-28"))', "0"], // an early end of a month completes none
  ['months(date("2026-03-14"), date("2026-01-15"))', "-1"],
  ['endOfMonth(date("2100-02-01"))', "2100-02-28"], // no leap year
  ['date("2026-2-1")', "fault invalid_argument"],
  ['date("0000-01-01") < date("0001-01-01")', "true"],
])("%s is %s", (expression, result) => {
  expect(resultOf(expression)).toBe(result);
});

const dates = fc.integer({ min: dayNumber(1, 1, 1), max: dayNumber(9999, 12, 31) });

test("a date is read as it was written", () => {
  const property = fc.property(dates, (day) => {
    expect(parseDate(formatDate(day))).toBe(day);
    const { year, month, day: dayOfMonth } = civil(day);
    expect(dayNumber(year, month, dayOfMonth)).toBe(day);
  });
  fc.assert(property, { numRuns: 1_000 });
});

test("months that are added are months that have passed", () => {
  const property = fc.property(dates, fc.integer({ min: 0, max: 600 }), (day, count) => {
    const later = run("addMonths", day, BigInt(count));
    fc.pre(typeof later === "number" && civil(later).day === civil(day).day);
    expect(run("months", day, later as number)).toBe(BigInt(count));
  });
  fc.assert(property, { numRuns: 1_000 });
});

test("days of the week follow each other", () => {
  const property = fc.property(dates, (day) => {
    fc.pre(day < dayNumber(9999, 12, 31));
    const [today, tomorrow] = [run("dayOfWeek", day), run("dayOfWeek", day + 1)] as bigint[];
    expect(tomorrow).toBe((today! % 7n) + 1n);
    expect(Number(today) % 7).toBe(new Date(day * 86_400_000).getUTCDay());
  });
  fc.assert(property);
});

// Where clocks change, days have 23 or 25 hours, start at one o'clock, or are not there.
test.each([
  ['startOfDay(date("2026-01-01"))', "2025-12-31T22:00:00Z"], // the gate's zone
  ['startOfDay(date("2026-03-29"), "Europe/Tallinn")', "2026-03-28T22:00:00Z"],
  ['startOfDay(date("2026-03-30"), "Europe/Tallinn")', "2026-03-29T21:00:00Z"],
  [
    'hours(startOfDay(date("2026-03-29"), "Europe/Oslo"), startOfDay(date("2026-03-30"), "Europe/Oslo"))',
    "23",
  ],
  [
    'hours(startOfDay(date("2026-10-25"), "Europe/Oslo"), startOfDay(date("2026-10-26"), "Europe/Oslo"))',
    "25",
  ],
  ['startOfDay(date("2018-11-04"), "America/Sao_Paulo")', "2018-11-04T03:00:00Z"], // no midnight
  ['startOfDay(date("2011-12-30"), "Pacific/Apia")', "2011-12-30T10:00:00Z"], // no such day
  ['startOfDay(date("1900-01-01"), "Europe/Tallinn")', "1899-12-31T22:21:00Z"], // local mean time
  ['endOfDay(date("2026-03-29"), "Europe/Tallinn")', "2026-03-29T20:59:59.999999999Z"],
  ['date(endOfDay(date("2026-10-25"), "Europe/Tallinn"), "Europe/Tallinn")', "2026-10-25"],
  ['date(instant("2026-06-30T21:30:00Z"))', "2026-07-01"],
  ['date(instant("2026-06-30T21:30:00Z"), "Europe/Oslo")', "2026-06-30"],
  ['hourOfDay(instant("2026-03-29T01:30:00Z"), "Europe/Tallinn")', "4"], // 3:30 was skipped
  ['hourOfWeek(instant("2026-11-22T23:59:59Z"), "UTC")', "167"],
  ['hours(instant("2026-01-01T02:00:00Z"), instant("2026-01-01T00:00:01Z"))', "-1"],
  ['addHours(instant("9999-12-31T23:30:00Z"), 1)', "fault out_of_range"],
  ['date(instant("2026-01-01T00:00:00Z"), "Europe/" + "Nowhere")', "fault invalid_argument"],
  ['date(instant("2026-01-01T00:00:00Z"), "+02:" + "00")', "fault invalid_argument"],
  ['instant("2026-13-01T00:00:00Z")', "fault invalid_argument"],
])("%s is %s", (expression, result) => {
  expect(resultOf(expression)).toBe(result);
});

test("a day starts at the first instant at which clocks show it or a later one", () => {
  const zones = fc.constantFrom(
    ...["Europe/Tallinn", "Europe/Oslo", "Europe/Bucharest", "Atlantic/Azores", "Asia/Beirut"],
    ...["America/Sao_Paulo", "America/Havana", "Pacific/Apia", "Australia/Lord_Howe", "UTC"],
  );
  const days = fc.integer({ min: dayNumber(1970, 1, 1), max: dayNumber(2037, 12, 31) });
  const property = fc.property(days, zones, (day, zone) => {
    const start = startOfDay(day, zone)!;
    expect(localAt(start, zone)!.day).toBeGreaterThanOrEqual(day);
    expect(localAt(start - 1n, zone)!.day).toBeLessThan(day);
  });
  fc.assert(property, { numRuns: 2_000 });
});

// The 20th of November 2026 is a Friday; NO has holidays on the 24th and 25th of December.
test.each([
  ['isWorkingDay(date("2026-11-20"), "EE")', "true"],
  ['isWorkingDay(date("2026-12-25"), "NO")', "false"],
  ['isWorkingDay(date("2026-11-20"), "XX")', "missing"],
  ['workingDays(date("2026-12-21"), date("2026-12-27"), "NO")', "3"],
  ['workingDays(date("2026-12-27"), date("2026-12-21"), "NO")', "0"],
  ['workingDaysBetween(date("2026-12-28"), date("2026-12-23"), "NO")', "-1"],
  ['workingDaysBetween(date("2026-11-20"), date("2026-11-20"), "EE")', "0"],
  ['addWorkingDays(date("2026-11-21"), 0, "EE")', "2026-11-21"], // a Saturday stays one
  ['addWorkingDays(date("2026-12-23"), 1, "NO")', "2026-12-28"],
  ['addWorkingDays(date("2026-12-28"), -1, "NO")', "2026-12-23"],
  ['addWorkingDays(date("2026-12-28"), 10001, "NO")', "fault out_of_range"],
  // counts from Monday: a Saturday, and a Friday at the cut-off by Norwegian clocks
  ['addWorkingDays(instant("2026-11-21T09:00:00Z"), 1, "NO", "14:00")', "2026-11-24"],
  ['addWorkingDays(instant("2026-11-20T13:00:00Z"), 1, "NO", "14:00")', "2026-11-24"],
  ['addWorkingDays(instant("2026-11-20T12:59:00Z"), 1, "NO", "14:00")', "2026-11-23"],
])("%s is %s", (expression, result) => {
  expect(resultOf(expression)).toBe(result);
});

test("working days that are added are working days that pass", () => {
  const days = fc.integer({ min: dayNumber(2026, 1, 1), max: dayNumber(2027, 12, 31) });
  const property = fc.property(days, fc.integer({ min: -60, max: 60 }), (day, count) => {
    fc.pre(run("isWorkingDay", day, "NO") === true);
    const later = run("addWorkingDays", day, BigInt(count), "NO") as number;
    expect(run("workingDaysBetween", day, later, "NO")).toBe(BigInt(count));
  });
  fc.assert(property);
});
