import type { Node } from "../expression/node.ts";
import type { Aggregate, KindPlan } from "../plan.ts";
import type { Check, Rule } from "../rule.ts";
import type { CheckDraft } from "./checks.ts";
import { inputPaths, namesIn, readsOf, recordPath } from "./reads.ts";

/** A check with what it reads of records and headers, and the tables that it and its rule need. */
export function withReads(
  check: CheckDraft["check"],
  requires: readonly string[],
  rule: Pick<Rule, "each" | "lets"> & { readonly roster: Rule["roster"] },
  aggregates: readonly Aggregate[],
): Check {
  const known = namesIn(rule, inputPaths, aggregates);
  const { fields, tables, history } = readsOf(rule.each, [check.when, check.must], known);
  const all = [...tables, ...requires, ...(rule.roster ? [rule.roster.table] : [])];
  return {
    ...check,
    reads: fields,
    whenReads: readsOf(rule.each, [check.when], known).fields,
    tables: [...new Set(all)].sort(),
    ...(history && { history: true as const }),
  };
}

/** All that a rule reads of a record, the kind's own expressions included. */
export function allReads(rule: Omit<Rule, "reads">, kind: KindPlan | undefined): readonly string[] {
  const nodes = [...nodesOf(rule), ...Object.values(kind ?? {})];
  return readsOf(rule.each, nodes, namesIn(rule, recordPath), "all").fields;
}

/** All that a rule reads of the records of a kind that it joins. */
export const joinedReads = (rule: Omit<Rule, "reads">, kind: string): readonly string[] =>
  readsOf(rule.each, nodesOf(rule), namesIn(rule, [], [], kind), "all").fields;

function nodesOf(rule: Omit<Rule, "reads">): readonly (Node | undefined)[] {
  const conditions = rule.checks.flatMap(({ when, must, severity }) => [
    when,
    must,
    ...severity.steps.map((step) => step.when),
  ]);
  const steps = rule.variants.flatMap(({ severity }) => severity?.steps ?? []);
  return [
    ...rule.lets.map(({ node }) => node),
    ...conditions,
    ...steps.map(({ when }) => when),
    rule.by,
    rule.moneyAtRisk,
    ...Object.values(rule.values),
  ];
}
