import { formatDate } from "../../core/expression/time.ts";

const day = 86_400_000;

/** The day in UTC: the generated shop's orders come between six and midnight, by either clock. */
export const dateText = (instant: number): string => formatDate(Math.floor(instant / day));

/** RFC 3339 in UTC, to the second. */
export function instantText(instant: number): string {
  const seconds = Math.floor((instant % day) / 1000);
  const part = (value: number): string => String(Math.floor(value)).padStart(2, "0");
  const clock = `${part(seconds / 3600)}:${part((seconds / 60) % 60)}:${part(seconds % 60)}`;
  return `${dateText(instant)}T${clock}Z`;
}
