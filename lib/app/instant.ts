import { parseInstant } from "../core/expression/time.ts";

const nanosecondsAMillisecond = 1_000_000n;

/**
 * Whole milliseconds since 1970 of an instant in RFC 3339; what is finer is cut off. Anything else is
 * a bug here: what comes from outside was read before.
 */
export function millisecondsOf(instant: string): number {
  const nanoseconds = parseInstant(instant);
  if (nanoseconds === undefined) throw new Error(`'${instant}' is no instant`);
  const rest =
    ((nanoseconds % nanosecondsAMillisecond) + nanosecondsAMillisecond) % nanosecondsAMillisecond;
  return Number((nanoseconds - rest) / nanosecondsAMillisecond);
}

const earliest = -62_135_596_800_000;
const latest = 253_402_300_799_999;

/**
 * RFC 3339 in UTC with milliseconds, always of one length: the order of texts is that of time. What
 * lies outside the years 0001 to 9999 is the nearest instant within.
 */
export const instantText = (milliseconds: number): string =>
  new Date(Math.min(latest, Math.max(earliest, milliseconds))).toISOString();

/** Whether one instant comes before another, whatever their offsets. */
export const isBefore = (a: string, b: string): boolean => millisecondsOf(a) < millisecondsOf(b);
