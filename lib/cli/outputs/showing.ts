import type { Report } from "../../core/report.ts";
import type { Language } from "../../core/rule.ts";
import type { RecordRef } from "../../core/violation.ts";
import type { Palette } from "./palette.ts";

/** What is shown, and how. */
export interface Showing {
  readonly report: Report;
  /** Each record, where there are few. */
  readonly records?: readonly RecordRef[];
  /** Titles of all rules by id, since a report has only those that were violated. */
  readonly titleOf: (rule: string) => string;
  readonly language: Language;
  /** Of the gate: where instants are shown. */
  readonly zone: string;
  /** Violations shown of each rule. */
  readonly samples: number;
  readonly palette: Palette;
}
