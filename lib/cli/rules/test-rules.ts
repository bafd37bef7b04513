import { type CaseReport, runCases } from "../../core/cases.ts";
import { counted } from "../counted.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { checkText } from "./check-rules.ts";
import { type RuleSet, ruleSets } from "./rule-sets.ts";

export interface TestFlags {
  /** Whether what the cases leave unshown fails as well. */
  readonly strict: boolean;
}

/** `holdpoint rules test`: judges the cases of rule sets, and tells what they leave unshown. */
export async function testRules(
  io: Io,
  { strict }: TestFlags,
  ...names: readonly string[]
): Promise<ExitCode> {
  let isGood = true;
  for (const set of ruleSets(io, names)) {
    const report = reportOf(set);
    await io.stdout.write(`${report ? testText(set, report) : checkText(set)}\n`);
    if (report === undefined || failures(report).length > 0) isGood = false;
    else if (strict && report.uncovered.length > 0) isGood = false;
  }
  return isGood ? exitCodes.clear : exitCodes.couldNot;
}

function reportOf({ compiled, files }: RuleSet): CaseReport | undefined {
  return compiled.ok ? runCases(compiled.plan, compiled.cases, files) : undefined;
}

const failures = ({ results }: CaseReport) =>
  results.filter(({ problem }) => problem !== undefined);

function testText({ path }: RuleSet, report: CaseReport): string {
  const failed = failures(report);
  const lines = failed.map(
    ({ rule, problem, case: one }) => `${one.at}: ${one.kind}: ${problem} [${rule}]`,
  );
  const unshown = report.uncovered.map(({ rule, what }) => `${path}: not shown: ${what} [${rule}]`);
  const passed = report.results.length - failed.length;
  const others = failed.length.toLocaleString("en-GB");
  const cases = `${counted(passed, "case")} as expected, ${others} not`;
  const coverage =
    unshown.length > 0 ? `; cases leave ${counted(unshown.length, "part")} of rules unshown` : "";
  return [...lines, ...unshown, `${path}: ${cases}${coverage}`].join("\n");
}
