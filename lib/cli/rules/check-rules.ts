import { counted } from "../counted.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { problemsText } from "../problems-text.ts";
import { type RuleSet, ruleSets } from "./rule-sets.ts";

/** `holdpoint rules check`: every mistake in some rule sets, in one run. */
export async function checkRules(
  io: Io,
  _flags: Record<string, never>,
  ...names: readonly string[]
): Promise<ExitCode> {
  const sets = ruleSets(io, names);
  for (const set of sets) await io.stdout.write(`${checkText(set)}\n`);
  return sets.every(({ compiled }) => compiled.ok) ? exitCodes.clear : exitCodes.couldNot;
}

/** What is wrong with a rule set, or that nothing is. */
export function checkText({ path, compiled }: RuleSet): string {
  if (!compiled.ok) {
    const { problems } = compiled;
    return `${problemsText(problems)}\n${path}: ${counted(problems.length, "mistake")}`;
  }
  const { plan, warnings } = compiled;
  const told = warnings.length > 0 ? `${problemsText(warnings)}\n` : "";
  const odd = warnings.length > 0 ? `, ${counted(warnings.length, "warning")}` : "";
  return `${told}${path}: ${counted(plan.rules.length, "rule")} without a mistake${odd}`;
}
