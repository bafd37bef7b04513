import { compileRules } from "../expression/compile.ts";
import type { Node } from "../expression/node.ts";
import type { Plan } from "../plan.ts";
import type { Check, Rule } from "../rule.ts";
import { allNodes } from "../ruleset/nodes.ts";

/**
 * A plan of one rule, and of those whose violations it counts. A rule is tried out even when it is
 * disabled, and its violations are the same in shadow.
 */
export function planOfRule(plan: Plan, rule: Rule): Plan {
  const { systemic: _, ...rest } = plan;
  const needed = ruleIdsSeenBy(rule, plan, new Set([rule.id]));
  const rules = plan.rules
    .filter(({ id }) => needed.has(id))
    .map((one) => (one.id === rule.id ? enabled(rule) : one));
  return { ...rest, rules, code: compileRules(rules, plan.subject, [], plan.kinds) };
}

const enabled = (rule: Rule): Rule => (rule.enabled ? rule : { ...rule, enabled: true });

function ruleIdsSeenBy(rule: Rule, plan: Plan, seen: Set<string>): ReadonlySet<string> {
  for (const id of nodesOf(rule)
    .flatMap(allNodes)
    .flatMap((node) => rulesSeenBy(node, plan))) {
    if (seen.has(id)) continue;
    seen.add(id);
    const other = plan.rules.find((one) => one.id === id);
    if (other) ruleIdsSeenBy(other, plan, seen);
  }
  return seen;
}

/** The rules whose violations an expression counts: one, or all that judge records. */
function rulesSeenBy(node: Node, plan: Plan): readonly string[] {
  if (node.op !== "violations") return [];
  if (node.what !== "rules") return [node.rule];
  return plan.rules.flatMap(({ id, scope }) => (scope === "run" ? [] : [id]));
}

const nodesOf = ({ each, lets, checks, values, moneyAtRisk }: Rule): readonly Node[] => [
  ...each.map(({ list }) => list),
  ...lets.map(({ node }) => node),
  ...checks.flatMap(({ when, must, severity }) => [
    ...(when ? [when] : []),
    must,
    ...severity.steps.map((step) => step.when),
  ]),
  ...Object.values(values),
  ...(moneyAtRisk ? [moneyAtRisk] : []),
];

/**
 * A plan whose rules ask one question each about a rule, beside those that it sees; the interpreter
 * alone answers.
 */
export function planOfQuestions(plan: Plan, rule: Rule, questions: readonly Rule[]): Plan {
  const { systemic: _, ...rest } = plan;
  const seen = ruleIdsSeenBy(rule, plan, new Set([rule.id]));
  const others = plan.rules.filter(({ id }) => id !== rule.id && seen.has(id));
  return { ...rest, rules: [...questions, ...others], code: compileRules([], plan.subject) };
}

/** A rule with one of its checks alone. */
export const withOnly = (rule: Rule, check: Check): Rule => ({ ...rule, checks: [check] });
