import { weekday } from "../../../core/expression/functions/dates.ts";
import {
  dayMax,
  dayMin,
  type Local,
  localAt,
  secondsOf,
  startOfDay,
} from "../../../core/expression/functions/zones.ts";
import { formatDate, parseDate } from "../../../core/expression/time.ts";
import type { Gate } from "../../gate.ts";
import { instantText, millisecondsOf } from "../../instant.ts";
import type { ReferenceTables } from "../../ports.ts";

/** When people work at a gate: by its clocks, its days of the week and its public holidays. */
export interface BusinessCalendar {
  readonly zone: string;
  /** Monday is 1, Sunday 7. */
  readonly days: ReadonlySet<number>;
  /** Seconds of the day, by the clocks of the zone. */
  readonly from: number;
  readonly to: number;
  /** Days since 1970. */
  readonly holidays: ReadonlySet<number>;
  /** The country whose holidays these are; absent where the gate names none. */
  readonly country?: string;
  /** First and last day that the holidays cover; absent where nothing is known. */
  readonly known?: { readonly from: number; readonly to: number };
}

const weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
const hour = 3_600_000;

/**
 * The calendar of a gate. A gate that names none has no holidays. Nor has a country that the table
 * `calendars` lacks, or a day that its row does not cover: deadlines then come too early and never
 * too late, and `calendarGap` tells it.
 */
export async function calendarOf(
  references: ReferenceTables,
  gate: Gate,
): Promise<BusinessCalendar> {
  const country = gate.businessHours.calendar;
  if (country === undefined) return calendarFrom(gate, []);
  const [found] = await references.rows([{ table: "calendars", key: country }]);
  return calendarFrom(gate, found?.rows ?? []);
}

/** The calendar of a gate over rows of the table `calendars`. Pure. */
export function calendarFrom(
  { zone, businessHours }: Pick<Gate, "zone" | "businessHours">,
  rows: readonly Readonly<Record<string, unknown>>[],
): BusinessCalendar {
  const { days, from, to, calendar: country } = businessHours;
  const [row] = rows;
  const holidays = Array.isArray(row?.["holidays"]) ? row["holidays"] : [];
  return {
    zone,
    days: new Set(days.map((name) => weekdays.indexOf(name) + 1)),
    from: clock(from),
    to: clock(to),
    holidays: new Set(holidays.flatMap((day) => parseDate(String(day)) ?? [])),
    ...(country !== undefined && { country }),
    ...(row !== undefined && {
      known: { from: dayOf(row["from"], first), to: dayOf(row["to"], last) },
    }),
  };
}

const [first, last] = [dayMin, dayMax];
const dayOf = (text: unknown, open: number): number =>
  typeof text === "string" ? (parseDate(text) ?? open) : open;

const clock = (time: string): number => (time === "24:00" ? 86_400 : (secondsOf(time) ?? 0));

/** What the calendar does not know of the day of an instant, for whoever runs the gate. */
export function calendarGap(calendar: BusinessCalendar, at: string): string | undefined {
  const { country, known } = calendar;
  if (country === undefined) return undefined;
  if (known === undefined)
    return `the table 'calendars' has no row '${country}': no day counts as a holiday`;
  const day = localDay(calendar, millisecondsOf(at)).day;
  if (day >= known.from && day <= known.to) return undefined;
  return (
    `the table 'calendars' knows the holidays of ${country} from ${formatDate(known.from)} to ` +
    `${formatDate(known.to)}: no other day counts as a holiday`
  );
}

/** The instant at which so many business hours have passed. 0 gives the next moment of work. */
export function addBusinessHours(calendar: BusinessCalendar, at: string, hours: number): string {
  let left = Math.round(hours * hour);
  let from = millisecondsOf(at);
  for (let { day } = localDay(calendar, from); day <= dayMax; day++) {
    const window = openOn(calendar, day);
    if (window === undefined || window.to <= from) continue;
    from = Math.max(from, window.from);
    if (left <= window.to - from) return instantText(from + left);
    left -= window.to - from;
  }
  throw new Error("there is an end to every deadline");
}

/** The latest instant from which so many business hours pass until another. */
export function subtractBusinessHours(
  calendar: BusinessCalendar,
  at: string,
  hours: number,
): string {
  let left = Math.round(hours * hour);
  let to = millisecondsOf(at);
  for (let { day } = localDay(calendar, to); day >= dayMin; day--) {
    const window = openOn(calendar, day);
    if (window === undefined || window.from >= to) continue;
    to = Math.min(to, window.to);
    if (left <= to - window.from) return instantText(to - left);
    left -= to - window.from;
  }
  throw new Error("there is a beginning to every deadline");
}

/** Milliseconds of business hours from one instant to another; 0 where it comes first. Additive. */
export function businessTimeBetween(calendar: BusinessCalendar, from: string, to: string): number {
  const [begin, end] = [millisecondsOf(from), millisecondsOf(to)];
  let sum = 0;
  if (begin >= end) return sum;
  const until = localDay(calendar, end).day;
  for (let { day } = localDay(calendar, begin); day <= until; day++) {
    const window = openOn(calendar, day);
    if (window !== undefined)
      sum += Math.max(0, Math.min(end, window.to) - Math.max(begin, window.from));
  }
  return sum;
}

/** Business hours from one instant to another; 0 where it comes first. */
export const businessHoursBetween = (
  calendar: BusinessCalendar,
  from: string,
  to: string,
): number => businessTimeBetween(calendar, from, to) / hour;

/** Whether people work at an instant. */
export function isOpenAt(calendar: BusinessCalendar, at: string): boolean {
  const instant = millisecondsOf(at);
  const window = openOn(calendar, localDay(calendar, instant).day);
  return window !== undefined && window.from <= instant && instant < window.to;
}

function localDay({ zone }: BusinessCalendar, milliseconds: number): Local {
  const local = localAt(BigInt(milliseconds) * 1_000_000n, zone);
  if (local === undefined) throw new Error(`'${zone}' is no time zone`);
  return local;
}

interface Window {
  readonly from: number;
  readonly to: number;
}

/** When work begins and ends on a day, in milliseconds since 1970; undefined on a free day. */
function openOn(calendar: BusinessCalendar, day: number): Window | undefined {
  if (!calendar.days.has(weekday(day)) || calendar.holidays.has(day)) return undefined;
  const known = windows.get(calendar) ?? new Map<number, Window>();
  windows.set(calendar, known);
  const found = known.get(day);
  if (found !== undefined) return found;
  if (known.size >= windowsMax) known.clear();
  const { from, to } = calendar;
  const made = { from: shownFirst(calendar, day, from), to: shownFirst(calendar, day, to) };
  known.set(day, made);
  return made;
}

/** A queue asks for the same days again and again. Emptied when full, never wrong. */
const windows = new WeakMap<BusinessCalendar, Map<number, Window>>();
const windowsMax = 1_000;

/**
 * When clocks first show a time of a day. Where they skip it, the moment after; where they show it
 * twice, the first time.
 */
function shownFirst(calendar: BusinessCalendar, day: number, secondOfDay: number): number {
  const begin = beginOf(calendar, day);
  const end = beginOf(calendar, day + 1);
  const target = day * 86_400 + secondOfDay;
  const shown = (milliseconds: number): number => {
    const local = localDay(calendar, milliseconds);
    return local.day * 86_400 + local.secondOfDay;
  };
  // An offset is what clocks show, less the time since 1970: of the day's beginning and of its end.
  const exact = [begin, end]
    .map((edge) => target * 1000 - (shown(edge) * 1000 - edge))
    .filter((at) => at >= begin && at <= end && shown(at) === target);
  if (exact.length > 0) return Math.min(...exact);
  let [low, high] = [begin, end];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (shown(middle) >= target) high = middle;
    else low = middle + 1;
  }
  return low;
}

function beginOf({ zone }: BusinessCalendar, day: number): number {
  const begin = startOfDay(day, zone);
  if (begin === undefined) throw new Error(`'${zone}' is no time zone`);
  return Number(begin / 1_000_000n);
}
