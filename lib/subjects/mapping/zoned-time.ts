import { localAt } from "../../core/expression/functions/zones.ts";
import { dayNumber, formatDate } from "../../core/expression/time.ts";
import type { Written } from "./time-pattern.ts";

/** The day of a written date, `YYYY-MM-DD`. */
export const dateText = ({ year, month, day }: Written): string =>
  formatDate(dayNumber(year, month, day));

/**
 * A written time as RFC 3339 with its offset: the one written, else that of the zone. When clocks
 * go back an hour is there twice, and the first is taken; when they go forward the hour they skip
 * is no time at all, and gives undefined.
 */
export function instantText(written: Written, zone: string | undefined): string | undefined {
  const offset = written.offsetMinutes ?? (zone && offsetIn(zone, written));
  if (offset === undefined || offset === "") return undefined;
  const { secondOfDay, fraction } = written;
  const time = [secondOfDay / 3600, (secondOfDay / 60) % 60, secondOfDay % 60].map(two).join(":");
  const behind = fraction === "" ? "" : `.${fraction}`;
  const size = Math.abs(offset);
  const end = `${offset < 0 ? "-" : "+"}${two(size / 60)}:${two(size % 60)}`;
  return `${dateText(written)}T${time}${behind}${end}`;
}

const two = (value: number): string => String(Math.floor(value)).padStart(2, "0");

/** Minutes that clocks of a zone, showing this time, are ahead of UTC. */
function offsetIn(zone: string, { year, month, day, secondOfDay }: Written): number | undefined {
  const shown = dayNumber(year, month, day) * 86_400 + secondOfDay;
  const offsets = [shown - 86_400, shown + 86_400].map((seconds) => offsetAt(seconds, zone));
  // The larger offset is the earlier moment.
  for (const offset of offsets.toSorted((a, b) => b - a))
    if (offsetAt(shown - offset, zone) === offset && offset % 60 === 0) return offset / 60;
  return undefined;
}

/** Seconds ahead of UTC at a second since 1970. */
function offsetAt(seconds: number, zone: string): number {
  const local = localAt(BigInt(seconds) * 1_000_000_000n, zone);
  return local === undefined ? 0 : local.day * 86_400 + local.secondOfDay - seconds;
}
