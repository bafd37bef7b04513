import type { Context } from "./context.ts";
import { judgeAll } from "./judge-all.ts";
import type { Plan } from "./plan.ts";
import type { Reading } from "./record.ts";
import type { Rule } from "./rule.ts";
import type { Violation } from "./violation.ts";

/**
 * All that one rule gives but `pass`, `not_applicable` and `not_configured`, by the engine that judges
 * everything else: what it fails, misses or faults on is a violation whatever its severity, its
 * `missing` setting and a shadow say. What is not listed has passed. Total and deterministic, like
 * judging; severities in it mean nothing.
 *
 * @param readings for a rule of scope `set` all that it compares.
 */
export function judgeStrictly(
  plan: Plan,
  rule: string,
  readings: Iterable<Reading>,
  context: Context,
): readonly Violation[] {
  const { violations } = judgeAll(strictly(plan, rule), readings, context);
  return violations.filter((violation) => violation.rule === rule);
}

/** The last one of each plan, since a plan of its own costs its compilation. */
const last = new WeakMap<Plan, { readonly id: string; readonly plan: Plan }>();

function strictly(plan: Plan, id: string): Plan {
  const known = last.get(plan);
  if (known?.id === id) return known.plan;
  const rules = plan.rules.map((rule) =>
    rule.id === id ? strictRule(rule) : { ...rule, enabled: false },
  );
  const made = { ...plan, rules };
  last.set(plan, { id, plan: made });
  return made;
}

/** Warnings and what is in shadow are listed by any report; what a rule skips is not. */
const strictRule = (rule: Rule): Rule => ({
  ...rule,
  checks: rule.checks.map((check) => ({ ...check, missing: "block" })),
});
