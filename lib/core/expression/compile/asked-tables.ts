import type { Rule } from "../../rule.ts";
import type { Node } from "../node.ts";
import { type Binding, find, type Names } from "./names.ts";
import { partsOf } from "./parts.ts";
import { withLets } from "./rule-names.ts";

/** What is the same of a let wherever it is mentioned. */
interface Traits {
  readonly tables: ReadonlySet<string>;
  readonly mayCost: boolean;
}

const ofLets = new WeakMap<Binding, Traits>();

/** The tables that working out an expression may look into, and which it cannot do without. */
export const askedTables = (names: Names | undefined, node: Node): ReadonlySet<string> =>
  traitsOf(names, node).tables;

/** The tables that the conditions look into by which the checks of a rule apply. */
export function tablesOfWhens(rule: Rule): readonly string[] {
  const names = withLets(undefined, rule);
  const asked = rule.checks.flatMap(({ when }) => (when ? [...askedTables(names, when)] : []));
  return [...new Set(asked)].sort();
}

/** Whether working out an expression may take fuel. */
export const mayCost = (names: Names | undefined, node: Node): boolean =>
  traitsOf(names, node).mayCost;

const costly: readonly Node["op"][] = ["call", "loop", "in", "lookup", "rows", "set"];

function traitsOf(names: Names | undefined, node: Node): Traits {
  const tables = new Set<string>();
  let costs = false;
  const visit = (part: Node): void => {
    if (costly.includes(part.op)) costs = true;
    if ((part.op === "lookup" || part.op === "rows") && !part.mayLack) tables.add(part.table);
    const binding = part.op === "name" ? find(names, part.name) : undefined;
    if (binding?.is === "let") {
      const of = traitsOfLet(binding);
      costs ||= of.mayCost;
      for (const table of of.tables) tables.add(table);
    }
    partsOf(part).forEach(visit);
  };
  visit(node);
  return { tables, mayCost: costs };
}

function traitsOfLet(binding: Binding & { readonly is: "let" }): Traits {
  const known = ofLets.get(binding);
  if (known) return known;
  const traits = traitsOf(binding.names, binding.node);
  ofLets.set(binding, traits);
  return traits;
}
