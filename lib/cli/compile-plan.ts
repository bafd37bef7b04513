import { GateError } from "../app/errors.ts";
import { compileRuleset } from "../core/compile-ruleset.ts";
import type { Plan } from "../core/plan.ts";
import type { RuleFile } from "../core/ruleset.ts";
import { problemsText } from "./problems-text.ts";
import { subjectNamed } from "./subject-named.ts";

/** What is compiled: plain JSON, which another thread can be given. */
export interface CompileOrder {
  /** The name of the rule set, for messages. */
  readonly ruleset: string;
  /** The kind of subject. */
  readonly subject: string;
  readonly files: readonly RuleFile[];
}

/** @throws {GateError} `invalid` with every mistake in the rule set. */
export function compilePlan({ ruleset, subject, files }: CompileOrder): Plan {
  const compiled = compileRuleset({ files, subject: subjectNamed(subject) });
  if (compiled.ok) return compiled.plan;
  throw new GateError(
    "invalid",
    `the rule set '${ruleset}' cannot judge:\n${problemsText(compiled.problems)}`,
  );
}
