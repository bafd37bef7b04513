import type { HeldRecord, UnreadableRecord } from "../../core/report.ts";

/**
 * What is not passed, a record a line with its verdict, in order: all of it, however much of it the
 * report lists. Pieces that are no records are held, with their code and reason.
 */
export function* recordsOutput(
  notPassed: Iterable<HeldRecord | UnreadableRecord>,
): Generator<string, void, void> {
  for (const record of notPassed) {
    const line = "verdict" in record ? record : { verdict: "hold", ...record };
    yield `${JSON.stringify(line)}\n`;
  }
}
