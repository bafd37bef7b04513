import { parseDate } from "./expression/time.ts";
import type { Json, JsonObject } from "./expression/value.ts";

/**
 * Whether a row of a dated table is in force on a day (days since 1970-01-01): between its
 * `valid_from` and `valid_to`, both inclusive. An end that is absent, or is no date, is open.
 */
export function isInForce(row: JsonObject, day: number): boolean {
  const [from, to] = [dayOf(row["valid_from"]), dayOf(row["valid_to"])];
  return (from === undefined || from <= day) && (to === undefined || day <= to);
}

const dayOf = (value: Json | undefined): number | undefined =>
  typeof value === "string" ? parseDate(value) : undefined;
