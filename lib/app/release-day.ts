import { localAt } from "../core/expression/functions/zones.ts";
import { formatDate, parseDate, parseInstant } from "../core/expression/time.ts";
import type { JsonObject } from "../core/expression/value.ts";

/**
 * The day on which a run was released, `YYYY-MM-DD`: the one that was named, what its envelope says
 * in `released_on`, or the day in the gate's zone of the release that its sender planned
 * (`requested_release_at`). A problem, as a person reads it, where none says it.
 */
export function releaseDay(
  named: string | undefined,
  envelope: JsonObject,
  zone: string,
): { readonly day: string } | { readonly problem: string } {
  if (named !== undefined) return dayIn(named, "--released-on");
  const { released_on: stated, requested_release_at: planned } = envelope;
  if (isText(stated)) return dayIn(stated, "released_on");
  if (isText(planned)) return dayOfInstant(planned, zone);
  return {
    problem:
      "nothing says when it was released: name the day by --released-on, or write released_on " +
      "into its envelope",
  };
}

const isText = (value: unknown): value is string => typeof value === "string" && value !== "";

const dayIn = (text: string, from: string) =>
  parseDate(text) === undefined
    ? { problem: `${from} is ${JSON.stringify(text)}, but must be a date such as 2026-11-30` }
    : { day: text };

function dayOfInstant(text: string, zone: string) {
  const instant = parseInstant(text);
  const local = instant === undefined ? undefined : localAt(instant, zone);
  return local
    ? { day: formatDate(local.day) }
    : { problem: `requested_release_at is ${JSON.stringify(text)}, which is no instant` };
}
