import { isUnjudged, type Unjudged } from "../fault.ts";
import type { FunctionContext } from "../function-row.ts";
import { parseInstant } from "../time.ts";
import { weekday } from "./dates.ts";
import { dayIn, invalid, outOfRange, quoted } from "./limits.ts";
import { row, rowIn } from "./row.ts";
import { type Local, localAt, nanosecondsADay, startOfDay } from "./zones.ts";

const minute = 60_000_000_000n;
const hour = 60n * minute;

// biome-ignore format: one entry a function
export const instants = [
  row("instant(text: string): instant", 1, instantOf,
    "The instant that the text writes in RFC 3339, with its offset.",
    ['instant("2026-01-31T12:00:00+02:00") == instant("2026-01-31T10:00:00Z")', "true"],
    ['instant("2026-01-31T12:00:00")', "fault invalid_argument"]),
  rowIn("date.instant(at: instant, zone?: Zone): date", 2, dateIn,
    "The date that clocks show at an instant, in a zone or else in the gate's.",
    ['date(instant("2026-01-31T23:30:00Z"), "Europe/Tallinn")', 'date("2026-02-01")']),
  rowIn("startOfDay(date: date, zone?: Zone): instant", 4, firstOf,
    "The first instant of a day in a zone or else in the gate's.",
    ['startOfDay(date("2026-07-01"), "Europe/Tallinn")', 'instant("2026-06-30T21:00:00Z")']),
  rowIn("endOfDay(date: date, zone?: Zone): instant", 4, lastOf,
    "The last nanosecond of a day in a zone or else in the gate's.",
    ['endOfDay(date("2026-07-01"), "Europe/Tallinn") < instant("2026-07-01T21:00:00Z")', "true"]),
  rowIn("hourOfWeek(at: instant, zone?: Zone): int", 2, hourOfWeek,
    "The hour of the week that clocks show, 0 to 167 from Monday midnight.",
    ['hourOfWeek(instant("2026-11-23T00:30:00+02:00"), "Europe/Tallinn")', "0"]),
  rowIn("hourOfDay(at: instant, zone?: Zone): int", 2, hourOfDay,
    "The hour that clocks show, 0 to 23.",
    ['hourOfDay(instant("2026-11-23T00:30:00Z"), "Europe/Oslo")', "1"]),
  row("hours(from: instant, to: instant): int", 1, passed(hour),
    "The whole hours that pass from one instant to another.",
    ['hours(instant("2026-01-01T00:00:00Z"), instant("2026-01-01T02:59:59Z"))', "2"]),
  row("minutes(from: instant, to: instant): int", 1, passed(minute),
    "The whole minutes that pass from one instant to another.",
    ['minutes(instant("2026-01-01T00:00:00Z"), instant("2026-01-01T00:01:59Z"))', "1"]),
  row("addHours(at: instant, hours: int): instant", 1, later(hour),
    "The instant so many hours later.",
    ['addHours(instant("2026-01-01T00:00:00Z"), 36)', 'instant("2026-01-02T12:00:00Z")']),
  row("addMinutes(at: instant, minutes: int): instant", 1, later(minute),
    "The instant so many minutes later.",
    ['addMinutes(instant("2026-01-01T00:00:00Z"), -1)', 'instant("2025-12-31T23:59:00Z")']),
];

function instantOf(text: string): bigint | Unjudged {
  return parseInstant(text) ?? invalid(`${quoted(text)} is no instant (RFC 3339 with offset)`);
}

/** What clocks show at an instant, in a zone or else in the gate's; a fault for no zone. */
export function clockAt(
  context: FunctionContext,
  at: bigint,
  zone: string = context.zone,
): Local | Unjudged {
  return localAt(at, zone) ?? noZone(zone);
}

const noZone = (zone: string): Unjudged => invalid(`${quoted(zone)} is no time zone`);

/** The whole units that pass from one instant to another, towards zero. */
function passed(unit: bigint) {
  return (from: bigint, to: bigint): bigint => (to - from) / unit;
}

function later(unit: bigint) {
  return (at: bigint, units: bigint): bigint | Unjudged => instantIn(at + units * unit);
}

const earliest = -719_162n * nanosecondsADay;
const latest = 2_932_897n * nanosecondsADay;

/** The instant, or the fault that it is not in the years 0001 to 9999. */
function instantIn(at: bigint): bigint | Unjudged {
  return at >= earliest && at < latest ? at : outOfRange("an instant is in the years 0001 to 9999");
}

function dateIn(context: FunctionContext, at: bigint, zone?: string): number | Unjudged {
  const clock = clockAt(context, at, zone);
  return isUnjudged(clock) ? clock : dayIn(clock.day);
}

function firstOf(
  context: FunctionContext,
  date: number,
  zone: string = context.zone,
): bigint | Unjudged {
  return startOfDay(date, zone) ?? noZone(zone);
}

function lastOf(
  context: FunctionContext,
  date: number,
  zone: string = context.zone,
): bigint | Unjudged {
  const next = startOfDay(date + 1, zone);
  return next === undefined ? noZone(zone) : next - 1n;
}

const hourIn = (clock: Local): number => Math.floor(clock.secondOfDay / 3600);

function hourOfDay(context: FunctionContext, at: bigint, zone?: string): bigint | Unjudged {
  const clock = clockAt(context, at, zone);
  return isUnjudged(clock) ? clock : BigInt(hourIn(clock));
}

function hourOfWeek(context: FunctionContext, at: bigint, zone?: string): bigint | Unjudged {
  const clock = clockAt(context, at, zone);
  if (isUnjudged(clock)) return clock;
  return BigInt((weekday(clock.day) - 1) * 24 + hourIn(clock));
}
