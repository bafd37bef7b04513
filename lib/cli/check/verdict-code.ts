import type { Report } from "../../core/report.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";

/** What `--fail-on` may say: the verdict from which on the exit code is not 0. */
export const failOnLevels = ["warn", "hold", "block", "never"] as const;
export type FailOn = (typeof failOnLevels)[number];

/** The exit code that a report is worth. */
export function verdictCode(report: Report, failOn: FailOn): ExitCode {
  if (failOn === "never") return exitCodes.clear;
  if (report.verdict === "block") return exitCodes.held;
  if (report.verdict === "hold") return failOn === "block" ? exitCodes.clear : exitCodes.held;
  return failOn === "warn" && hasWarnings(report) ? exitCodes.warned : exitCodes.clear;
}

/** Shadows warn nobody: they are counted until their rule is trusted. */
const hasWarnings = ({ rules, violations }: Report): boolean =>
  rules.some((tally) => !tally.shadow && tally.violations.warn > 0) ||
  violations.some(({ severity, shadow }) => severity === "warn" && !shadow);
