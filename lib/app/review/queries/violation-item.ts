import type { RuleTexts, UnreadableRecord } from "../../../core/report.ts";
import type { Severity } from "../../../core/severity.ts";
import type { Violation } from "../../../core/violation.ts";
import type { CaseId, ViolationState } from "../case.ts";

/** One violation of a report, or one unreadable piece, with what became of it. */
export interface ViolationItem {
  /** From 0: its place in the report, violations before unreadable pieces. */
  readonly index: number;
  readonly rule: string;
  readonly severity: Severity;
  /** Its ordinal within its rule, which cases name; absent where nobody reviews it. */
  readonly ordinal?: number;
  /** The case that holds it; absent while none is open. */
  readonly case?: CaseId;
  readonly state?: ViolationState;
  /** One of both. */
  readonly violation?: Violation;
  readonly piece?: UnreadableRecord;
}

/** A page of violations, with the texts of the rules on it. */
export interface ViolationPage {
  readonly items: readonly ViolationItem[];
  /** By rule; raw patterns, which `messageOf` of the core renders. */
  readonly texts: Readonly<Record<string, RuleTexts>>;
  /** Absent on the last page. */
  readonly next?: string;
}
