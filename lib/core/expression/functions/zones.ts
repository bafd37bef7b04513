import { dayNumber } from "../time.ts";

export const nanosecondsADay = 86_400_000_000_000n;
const nanosecondsASecond = 1_000_000_000n;
export const dayMin = dayNumber(1, 1, 1);
export const dayMax = dayNumber(9999, 12, 31);

/** A zone's clock: how to ask for its offset, and what has been asked. */
interface Clock {
  readonly format: Intl.DateTimeFormat;
  /** Offsets in seconds by quarters of an hour since 1970. Emptied when full, never wrong. */
  readonly offsets: Map<number, number>;
}

const clocks = new Map<string, Clock>();
const offsetsMax = 5_000;
/** Since 1980 no clock has been changed within a quarter of an hour. */
const remembersFrom = 315_532_800;

/** The clock of an IANA zone such as `Europe/Tallinn`; undefined when there is no such zone. */
function clockOf(zone: string): Clock | undefined {
  const name = zone.toLowerCase();
  const known = clocks.get(name);
  if (known) return known;
  // offsets such as "+02:00" would be taken as zones too, and know no summer time
  if (!/^[A-Za-z][A-Za-z0-9_+/-]{1,49}$/.test(zone)) return undefined;
  try {
    const format = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" });
    const clock = { format, offsets: new Map<number, number>() };
    clocks.set(name, clock); // as many as there are zones
    return clock;
  } catch {
    return undefined;
  }
}

export function zoneProblem(zone: string): string | undefined {
  return clockOf(zone) ? undefined : `'${zone.slice(0, 50)}' is no time zone`;
}

export function clockProblem(text: string): string | undefined {
  return secondsOf(text) === undefined ? `'${text}' is no time of day such as 14:00` : undefined;
}

/** Seconds since midnight of `HH:MM`. */
export function secondsOf(text: string): number | undefined {
  const match = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text);
  return match ? Number(match[1]) * 3600 + Number(match[2]) * 60 : undefined;
}

/** Seconds that a zone is ahead of UTC at an instant; undefined when there is no such zone. */
function offsetAt(seconds: number, zone: string): number | undefined {
  const clock = clockOf(zone);
  if (!clock || seconds < remembersFrom) return clock && offsetOf(clock, seconds);
  const quarter = Math.floor(seconds / 900);
  const known = clock.offsets.get(quarter);
  if (known !== undefined) return known;
  if (clock.offsets.size >= offsetsMax) clock.offsets.clear();
  const offset = offsetOf(clock, seconds);
  clock.offsets.set(quarter, offset);
  return offset;
}

function offsetOf(clock: Clock, seconds: number): number {
  const parts = clock.format.formatToParts(new Date(seconds * 1000));
  const text = parts.find((part) => part.type === "timeZoneName")?.value ?? "";
  const match = /^GMT([+-])(\d{2}):(\d{2})(?::(\d{2}))?$/.exec(text);
  if (!match) return 0; // "GMT" alone
  const offset = Number(match[2]) * 3600 + Number(match[3]) * 60 + Number(match[4] ?? 0);
  return match[1] === "-" ? -offset : offset;
}

/** A time as clocks in a zone show it. */
export interface Local {
  /** Days since 1970-01-01. */
  readonly day: number;
  readonly secondOfDay: number;
}

/** What clocks in a zone show at an instant; undefined when there is no such zone. */
export function localAt(instant: bigint, zone: string): Local | undefined {
  const seconds = wholeSeconds(instant);
  const offset = offsetAt(seconds, zone);
  if (offset === undefined) return undefined;
  const local = seconds + offset;
  const day = Math.floor(local / 86_400);
  return { day, secondOfDay: local - day * 86_400 };
}

function wholeSeconds(instant: bigint): number {
  const rest = ((instant % nanosecondsASecond) + nanosecondsASecond) % nanosecondsASecond;
  return Number((instant - rest) / nanosecondsASecond);
}

/**
 * The first instant of a day in a zone: midnight, or where clocks skip midnight the moment after.
 * Undefined when there is no such zone.
 */
export function startOfDay(day: number, zone: string): bigint | undefined {
  const midnight = day * 86_400;
  const before = offsetAt(midnight - 86_400, zone);
  const after = offsetAt(midnight + 86_400, zone);
  if (before === undefined || after === undefined) return undefined;
  const reached = [before, after].map((offset) => midnight - offset).sort((a, b) => a - b);
  const exact = reached.find((seconds) => seconds + (offsetAt(seconds, zone) ?? 0) === midnight);
  const seconds = exact ?? firstFrom(midnight, reached[0] as number, reached[1] as number, zone);
  return BigInt(seconds) * nanosecondsASecond;
}

/** The first second from `low` on, `high` at the latest, when clocks show `local` or later. */
function firstFrom(local: number, low: number, high: number, zone: string): number {
  let [from, to] = [low, high];
  while (from < to) {
    const middle = Math.floor((from + to) / 2);
    if (middle + (offsetAt(middle, zone) ?? 0) >= local) to = middle;
    else from = middle + 1;
  }
  return from;
}
