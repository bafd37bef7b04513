import type { Report } from "../core/report.ts";

const texts = new WeakMap<Report, string>();

/**
 * A report as it is measured, digested and stored. It is written once, however often it is asked
 * for: no report changes after it was made.
 */
export function reportText(report: Report): string {
  const text = texts.get(report) ?? JSON.stringify(report);
  texts.set(report, text);
  return text;
}
