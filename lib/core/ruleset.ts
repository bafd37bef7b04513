import type { Plan } from "./plan.ts";
import type { RuleCases } from "./ruleset/case.ts";
import { formatProblem, type Problem } from "./ruleset/problem.ts";

/** A file of a rule set, named as its problems shall name it; `text` is as it was read. */
export interface RuleFile {
  readonly path: string;
  readonly text: string;
}

/** What compiling a rule set gives: a plan, or every mistake in it, in order of files and lines. */
export type CompiledRuleset =
  | {
      readonly ok: true;
      readonly plan: Plan;
      /** Odd but usable: names that nothing reads, conditions that always hold. */
      readonly warnings: readonly Problem[];
      /** The cases of the rules, for `runCases`; they are no part of the plan. */
      readonly cases: readonly RuleCases[];
    }
  | { readonly ok: false; readonly problems: readonly Problem[] };

export type { RuleCase, RuleCases } from "./ruleset/case.ts";
export type { Overrides, RuleOverride } from "./ruleset/overrides.ts";
export { formatProblem, type Problem };
