import type { ReferenceRows } from "../subject.ts";
import type { Calendar } from "./function-row.ts";
import { parseDate } from "./time.ts";

type Calendars = (country: string) => Calendar | undefined;

/**
 * The calendars of reference rows by country, each read once: rows of the table `calendars` with
 * `country`, `weekend` and `holidays`. Undefined for one that was never loaded or is none.
 */
export function calendarsIn(rows: ReferenceRows): Calendars {
  const known = new Map<string, Calendar | undefined>();
  return (country) => {
    if (!known.has(country)) known.set(country, calendarOf(rows, country));
    return known.get(country);
  };
}

function calendarOf(rows: ReferenceRows, country: string): Calendar | undefined {
  const row = rows.loaded("calendars") ? rows.find("calendars", country, undefined)[0] : undefined;
  if (!row || !Array.isArray(row.weekend) || !Array.isArray(row.holidays)) return undefined;
  const holidays = row.holidays.flatMap((day) => parseDate(String(day)) ?? []);
  return { weekend: row.weekend.map(Number), holidays: new Set(holidays) };
}
