import type { Node } from "./expression/node.ts";
import type { Rule } from "./rule.ts";
import { allNodes, freeNames } from "./ruleset/nodes.ts";

/**
 * The facts that a check asks people about, by name: those that what it requires can depend on, through
 * its `let`s and loops as well. None of a check that the rule does not have, nor of a rule about the
 * submission as a whole, which no record answers for. Pure.
 *
 * @param check its name; empty for the only check of a rule.
 */
export function factsAsked(rule: Rule, check: string): readonly string[] {
  const found = rule.checks.find(({ name }) => name === check);
  if (found === undefined || rule.scope === "run" || rule.roster) return [];
  const lists = rule.each.map(({ list }) => list);
  return factsIn(rule, [...lists, found.when, found.must, rule.by]);
}

/** Whether answers may change on which elements a rule is judged. Pure. */
export const asksInLoops = (rule: Rule): boolean =>
  factsIn(
    rule,
    rule.each.map(({ list }) => list),
  ).length > 0;

function factsIn({ lets }: Rule, nodes: readonly (Node | undefined)[]): readonly string[] {
  const meanings = new Map(lets.map(({ name, node }) => [name, node]));
  const facts = new Set<string>();
  const walked = new Set<string>();
  const walk = (node: Node): void => {
    for (const one of allNodes(node)) if (one.op === "attested") facts.add(one.fact);
    for (const name of freeNames(node)) {
      const meaning = walked.has(name) ? undefined : meanings.get(name);
      walked.add(name);
      if (meaning !== undefined) walk(meaning);
    }
  };
  for (const node of nodes) if (node !== undefined) walk(node);
  return [...facts].sort();
}

/** The reference tables that any part of a rule reads, whether it can do without them or not. Pure. */
export function tablesRead(rule: Rule): ReadonlySet<string> {
  const tables = new Set(rule.checks.flatMap((check) => check.tables));
  for (const node of nodesWithin(rule)) {
    if (node.op === "lookup" || node.op === "rows") tables.add(node.table);
    if (node.op === "set" && node.form === "others" && node.archive !== undefined)
      tables.add(node.archive);
  }
  return tables;
}

function nodesWithin(value: unknown): readonly Node[] {
  if (typeof value !== "object" || value === null) return [];
  if ("op" in value) return allNodes(value as Node);
  return Object.values(value).flatMap(nodesWithin);
}
