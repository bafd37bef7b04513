import type { OmittedCounts } from "../../../core/findings.ts";
import type { Report, UnreadableRecord } from "../../../core/report.ts";
import { builtIn, type Violation } from "../../../core/violation.ts";

/** One thing that a case holds: a violation, or a piece that could not be read. */
export type Reviewable =
  | { readonly kind: "violation"; readonly violation: Violation }
  | { readonly kind: "unreadable"; readonly piece: UnreadableRecord };

/**
 * What a report lists of all that somebody must review, by rule, each list in the report's order:
 * violations that hold or block, rules in shadow left out, and unreadable pieces. A case names them by
 * their ordinal in this list; the report never changes. Ordinals beyond its end are of those that no
 * list shows: see `unlisted`.
 */
export function reviewable(report: Report): ReadonlyMap<string, readonly Reviewable[]> {
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

/**
 * What somebody must review though the report only counts it, by rule: of a run whose lists grew too
 * long. Which records it is about nobody can tell here, so that it is decided on as a whole.
 */
export function unlisted(report: Report): ReadonlyMap<string, OmittedCounts> {
  const { omittedBy = {}, unreadableOmitted } = report;
  const counts = new Map(Object.entries(omittedBy));
  // Its violations repeat what is told as pieces.
  counts.delete(builtIn.unreadable);
  if (unreadableOmitted > 0) counts.set(builtIn.unreadable, { hold: unreadableOmitted, block: 0 });
  return counts;
}

/** How many things somebody must review, listed or not. */
export const reviewableCount = (report: Report): number =>
  [...reviewable(report).values()].reduce((sum, list) => sum + list.length, 0) +
  [...unlisted(report).values()].reduce((sum, { hold, block }) => sum + hold + block, 0);
