import type { Outcome } from "../../lib/core/violation.ts";

/** What an engine gives on one record: an outcome a rule, as `outcomeCodes` number them. */
export type Judge = (record: unknown, out: Uint8Array) => void;

/** As the compiled plan writes them: 0 is what nobody has judged yet. */
export const UNPROVEN = 0;
export const PASS = 1;
export const FAILED = 2;
export const NOT_APPLICABLE = 3;
export const MISSING = 4;
export const FAULT = 5;

export const outcomeCodes: readonly (Outcome | "unproven")[] = [
  "unproven",
  "pass",
  "failed",
  "not_applicable",
  "missing",
  "fault",
];

/** The workload's rules in canonical order: the place of a rule's outcome in what a judge writes. */
export const ruleIds: readonly string[] = [
  ...["BIL-01", "BIL-02", "BIL-03", "BIL-04", "BIL-05", "BIL-06", "BIL-07", "BIL-08", "BIL-09"],
  ...["BIL-10", "BIL-11", "BIL-12", "BIL-15", "BIL-16", "BIL-17", "BIL-18", "BIL-19", "BIL-22"],
  ...["BIL-23", "BIL-25", "BIL-27", "BIL-28", "BIL-29", "BIL-30", "BIL-31"],
];
