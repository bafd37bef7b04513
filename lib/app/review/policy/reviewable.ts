import type { Report, UnreadableRecord } from "../../../core/report.ts";
import { builtIn, type Violation } from "../../../core/violation.ts";

/** One thing that a case holds: a violation, or a piece that could not be read. */
export type Reviewable =
  | { readonly kind: "violation"; readonly violation: Violation }
  | { readonly kind: "unreadable"; readonly piece: UnreadableRecord };

/**
 * What of a report somebody must review, by rule, each list in the report's order: violations that
 * hold or block, rules in shadow left out, and every unreadable piece. A case names them by their
 * ordinal in this list; the report never changes.
 */
export function reviewable(report: Report): ReadonlyMap<string, readonly Reviewable[]> {
  if (report.violationsOmitted > 0 || report.unreadableOmitted > 0)
    throw new Error("cases are made from a report that lists every violation");
  const lists = new Map<string, Reviewable[]>();
  const take = (rule: string, one: Reviewable): void => {
    const list = lists.get(rule);
    if (list === undefined) lists.set(rule, [one]);
    else list.push(one);
  };
  for (const violation of report.violations)
    if (isReviewable(violation)) take(violation.rule, { kind: "violation", violation });
  for (const piece of report.unreadable) take(builtIn.unreadable, { kind: "unreadable", piece });
  return lists;
}

/** Whether somebody must review it; what could not be read is listed as pieces instead. */
export const isReviewable = ({ shadow, severity, rule }: Violation): boolean =>
  !shadow && severity !== "warn" && rule !== builtIn.unreadable;

/** How many things somebody must review. */
export const reviewableCount = (report: Report): number =>
  [...reviewable(report).values()].reduce((sum, list) => sum + list.length, 0);
