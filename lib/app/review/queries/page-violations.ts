import type { Report } from "../../../core/report.ts";
import type { Severity } from "../../../core/severity.ts";
import { builtIn } from "../../../core/violation.ts";
import type { Case, CaseId } from "../case.ts";
import type { ReviewPorts } from "../command.ts";
import { eachOrdinal, parseOrdinals } from "../policy/ordinals.ts";
import { isReviewable } from "../policy/reviewable.ts";
import { cursorText, positionIn } from "./cursor.ts";
import { reportIn } from "./get-report.ts";
import type { OfSubmission } from "./get-submission.ts";
import { admitPageSize } from "./page-size.ts";
import type { ViolationItem, ViolationPage } from "./violation-item.ts";

/** Which of a report's violations. */
export interface PageViolations extends OfSubmission {
  readonly rule?: string;
  readonly case?: CaseId;
  readonly severity?: Severity;
  /** `next` of the page before. */
  readonly cursor?: string;
  /** 1 to 200. */
  readonly max: number;
}

/**
 * Violations of a submission in the report's order, page by page; which case has each, and how it
 * stands, is as of the page.
 *
 * @throws {GateError} `not_found`, `forbidden`; `unavailable` when the report has been erased.
 */
export async function pageViolations(
  ports: ReviewPorts,
  query: PageViolations,
): Promise<ViolationPage> {
  const size = admitPageSize(query.max);
  const filters = ["violations", query.submission, query.rule, query.case, query.severity];
  const of = filters.map((filter) => filter ?? null);
  const from = positionIn(query.cursor, of, isIndex) ?? 0;
  const report = await reportIn(ports, query);
  const listed = report.violations.length + report.unreadable.length;
  const among = casesByOrdinal(await ports.cases.of(query.submission), listed);
  const found = itemsOf(report, among).filter((item) => item.index >= from && fits(item, query));
  const items = found.slice(0, size);
  const next = found[size];
  return {
    items,
    texts: textsOf(report, items),
    ...(next !== undefined && { next: cursorText(of, next.index) }),
  };
}

const isIndex = (value: unknown): value is number =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= 0;

const fits = (item: ViolationItem, { rule, case: one, severity }: PageViolations): boolean =>
  (rule === undefined || item.rule === rule) &&
  (one === undefined || item.case === one) &&
  (severity === undefined || item.severity === severity);

type Among = ReadonlyMap<string, Case>;
const placeIn = (rule: string, ordinal: number): string => `${ordinal} ${rule}`;

/** Each violation lies in one case at most. @param listed how many the report lists at all. */
function casesByOrdinal(cases: readonly Case[], listed: number): Among {
  const among = new Map<string, Case>();
  for (const one of cases)
    for (const ordinal of eachOrdinal(parseOrdinals(one.violations))) {
      if (ordinal >= listed) break; // of a run a case may have millions that no list shows
      among.set(placeIn(one.rule, ordinal), one);
    }
  return among;
}

/** All violations and pieces of a report, each with its ordinal among those of its rule. */
function itemsOf(report: Report, among: Among): readonly ViolationItem[] {
  const counted = new Map<string, number>();
  const standing = (rule: string): Pick<ViolationItem, "ordinal" | "case" | "state"> => {
    const ordinal = counted.get(rule) ?? 0;
    counted.set(rule, ordinal + 1);
    const one = among.get(placeIn(rule, ordinal));
    return { ordinal, ...(one && { case: one.id, state: one.state }) };
  };
  const violations = report.violations.map((violation, index): ViolationItem => {
    const { rule, severity } = violation;
    const more = isReviewable(violation) ? standing(rule) : {};
    return { index, rule, severity, ...more, violation };
  });
  const pieces = report.unreadable.map((piece, index): ViolationItem => {
    const rule = builtIn.unreadable;
    const at = violations.length + index;
    return { index: at, rule, severity: "hold", ...standing(rule), piece };
  });
  return [...violations, ...pieces];
}

function textsOf(report: Report, items: readonly ViolationItem[]): ViolationPage["texts"] {
  const rules = [...new Set(items.map(({ rule }) => rule))];
  return Object.fromEntries(
    rules.flatMap((rule) => {
      const texts = Object.hasOwn(report.texts, rule) ? report.texts[rule] : undefined;
      return texts === undefined ? [] : [[rule, texts]];
    }),
  );
}
