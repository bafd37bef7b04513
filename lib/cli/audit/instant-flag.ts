import { GateError } from "../../app/errors.ts";
import { instantText, millisecondsOf } from "../../app/instant.ts";
import { parseInstant } from "../../core/expression/time.ts";
import type { Io } from "../io.ts";

/**
 * An instant as RFC 3339 in UTC; a day is its end in UTC, `now` is now.
 *
 * @throws {GateError} `invalid`, naming the option.
 */
export function instantOf(io: Io, option: string, value: string): string {
  if (value === "now") return io.now().toISOString();
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(value);
  const text = isDay ? `${value}T23:59:59.999Z` : value;
  if (parseInstant(text) !== undefined) return instantText(millisecondsOf(text));
  throw new GateError(
    "invalid",
    `${option} ${value} is no instant: write a day (2026-11-22), 2026-11-22T10:00:00Z, or now`,
  );
}
