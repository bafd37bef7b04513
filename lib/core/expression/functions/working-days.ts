import { isUnjudged, missing, type Unjudged } from "../fault.ts";
import type { Calendar, FunctionContext } from "../function-row.ts";
import { countryFacts } from "./countries.ts";
import { weekday } from "./dates.ts";
import { spent } from "./elements.ts";
import { clockAt } from "./instants.ts";
import { dayIn, invalid, outOfRange, quoted } from "./limits.ts";
import { rowIn } from "./row.ts";
import { secondsOf } from "./zones.ts";

// biome-ignore format: one entry a function
export const workingDays = [
  rowIn("isWorkingDay(date: date, country: string): bool", 1, isWorkingDay,
    "Whether the date is no weekend and no holiday; missing without a calendar of the country.",
    ['isWorkingDay(date("2026-11-21"), "EE")', "false"]),
  rowIn("workingDays(from: date, to: date, country: string): int", 2, countInclusive,
    "The working days of a period, both ends included.",
    ['workingDays(date("2026-11-20"), date("2026-11-23"), "EE")', "2"]),
  rowIn("workingDaysBetween(from: date, to: date, country: string): int", 2, countElapsed,
    "The working days that pass after one date up to and with another; below zero backwards.",
    ['workingDaysBetween(date("2026-11-20"), date("2026-11-23"), "EE")', "1"]),
  rowIn("addWorkingDays(date: date, days: int, country: string): date", 2, addWorkingDays,
    "The date so many working days later; 0 leaves the date as it is.",
    ['addWorkingDays(date("2026-11-20"), 1, "EE")', 'date("2026-11-23")']),
  rowIn("addWorkingDays.instant(at: instant, days: int, country: string, cutoff: Clock): date",
    4, addFromInstant,
    "As above from an order on: what comes on a free day, or from the cut-off on by the country's " +
      "clocks, counts as of the next working day.",
    ['addWorkingDays(instant("2026-11-20T14:00:00+02:00"), 1, "EE", "14:00")',
      'date("2026-11-24")'],
    ['addWorkingDays(instant("2026-11-20T13:59:00+02:00"), 1, "EE", "14:00")',
      'date("2026-11-23")']),
];

function calendarOf(context: FunctionContext, country: string): Calendar | Unjudged {
  return context.calendar(country) ?? missing(`the calendar of ${quoted(country)}`);
}

const isWorking = (calendar: Calendar, day: number): boolean =>
  !calendar.weekend.includes(weekday(day)) && !calendar.holidays.has(day);

function isWorkingDay(context: FunctionContext, date: number, country: string): boolean | Unjudged {
  const calendar = calendarOf(context, country);
  return isUnjudged(calendar) ? calendar : isWorking(calendar, date);
}

function countInclusive(
  context: FunctionContext,
  from: number,
  to: number,
  country: string,
): bigint | Unjudged {
  const calendar = calendarOf(context, country);
  if (isUnjudged(calendar)) return calendar;
  const refusal = spent(context, Math.max(0, to - from));
  if (refusal) return refusal;
  let count = 0n;
  for (let day = from; day <= to; day++) if (isWorking(calendar, day)) count += 1n;
  return count;
}

function countElapsed(
  context: FunctionContext,
  from: number,
  to: number,
  country: string,
): bigint | Unjudged {
  if (to >= from) return countInclusive(context, from + 1, to, country);
  const back = countInclusive(context, to + 1, from, country);
  return isUnjudged(back) ? back : -back;
}

/** Working days that may be added at once: some 40 years. */
const workingDaysMax = 10_000n;
/** Free days in a row after which a calendar is taken to have no working days. */
const freeDaysMax = 400;

function addWorkingDays(
  context: FunctionContext,
  date: number,
  days: bigint,
  country: string,
): number | Unjudged {
  const calendar = calendarOf(context, country);
  if (isUnjudged(calendar)) return calendar;
  if (days > workingDaysMax || days < -workingDaysMax)
    return outOfRange(`${days} working days, at most ${workingDaysMax} can be added`);
  const step = days < 0n ? -1 : 1;
  let day: number | Unjudged = date;
  for (let left = Number(days) * step; left > 0 && !isUnjudged(day); left--)
    day = nextWorking(context, calendar, day, step);
  return isUnjudged(day) ? day : dayIn(day);
}

/** The next working day in one direction. */
function nextWorking(
  context: FunctionContext,
  calendar: Calendar,
  from: number,
  step: number,
): number | Unjudged {
  for (let n = 1; n <= freeDaysMax; n++)
    if (isWorking(calendar, from + n * step)) return spent(context, n) ?? from + n * step;
  return invalid(`the calendar has no working day within ${freeDaysMax} days`);
}

function addFromInstant(
  context: FunctionContext,
  at: bigint,
  days: bigint,
  country: string,
  cutoff: string,
): number | Unjudged {
  const calendar = calendarOf(context, country);
  if (isUnjudged(calendar)) return calendar;
  const clock = clockAt(context, at, countryFacts.get(country)?.zone);
  if (isUnjudged(clock)) return clock;
  const closes = secondsOf(cutoff);
  if (closes === undefined) return invalid(`${quoted(cutoff)} is no time of day such as 14:00`);
  const inTime = isWorking(calendar, clock.day) && clock.secondOfDay < closes;
  const start = inTime ? clock.day : nextWorking(context, calendar, clock.day, 1);
  return isUnjudged(start) ? start : addWorkingDays(context, start, days, country);
}
