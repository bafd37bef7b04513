import { startOfDay } from "../core/expression/functions/zones.ts";
import { formatInstant, parseDate, parseInstant } from "../core/expression/time.ts";
import { GateError } from "./errors.ts";

/**
 * The business instant that a person names: an instant as it is, a day as its last second in the
 * gate's zone, since what happened on that day has happened by then.
 *
 * @throws {GateError} `invalid` for anything else.
 */
export function businessInstant(text: string, zone: string): string {
  if (parseInstant(text) !== undefined) return text;
  const day = parseDate(text);
  const next = day === undefined ? undefined : startOfDay(day + 1, zone);
  if (next !== undefined) return formatInstant(next - 1_000_000_000n);
  throw new GateError(
    "invalid",
    `'${text}' is neither a day such as 2026-11-22 nor an instant such as 2026-11-22T18:00:00+02:00`,
  );
}
