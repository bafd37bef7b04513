import type { Node, NodeOf } from "../node.ts";
import { askedTables } from "./asked-tables.ts";
import { keyOf } from "./closed.ts";
import { value } from "./expression.ts";
import { settleLets } from "./loops.ts";
import { bind, find } from "./names.ts";
import { text } from "./operand.ts";
import { stream } from "./stream.ts";
import { openOf } from "./unloaded.ts";
import {
  block,
  declare,
  fresh,
  isTooLong,
  nested,
  recall,
  remember,
  type Writing,
  write,
} from "./writing.ts";

/** What is open: anything that cannot be judged, or a fault alone, which `has` does not absorb. */
export type Open = "unjudged" | "fault";

type Logic = NodeOf<"and" | "or">;

/**
 * The code of what a condition is where tables may not be loaded: 1 true, 0 false, 2 open. What is
 * open for another reason may bail.
 */
export function stateOf(w: Writing, node: Node, as: Open): string {
  if (isTooLong(w)) return known(w, node);
  if (as === "fault" && askedTables(w.names, node).size === 0) return known(w, node);
  switch (node.op) {
    case "name":
      return ofLet(w, node, as);
    case "not": {
      const of = stateOf(w, node.of, as);
      return of === "2" ? of : declare(w, `${of} === 2 ? 2 : 1 - ${of}`);
    }
    case "and":
    case "or":
      return ofLogic(w, node, as);
    case "if":
      return ofChoice(w, node, as);
    case "loop":
      return asksOfElements(w, node) && (node.macro === "all" || node.macro === "exists")
        ? ofQuantifier(w, node, as)
        : ofStrict(w, node, as);
    default:
      return ofStrict(w, node, as);
  }
}

/** Whether a loop looks into a table for an element. */
export const asksOfElements = (w: Writing, node: NodeOf<"loop">): boolean =>
  [node.body, ...(node.where ? [node.where] : [])].some(
    (part) => askedTables(w.names, part).size > 0,
  );

function known(w: Writing, node: Node): string {
  const { code } = value(w, node);
  if (code === "true" || code === "false") return code === "true" ? "1" : "0";
  return declare(w, `${code} ? 1 : 0`);
}

/** What nobody can judge is open, where the steps that finding out takes are known beforehand. */
function knownOrOpen(w: Writing, node: Node, as: Open): string {
  if (as === "fault") return known(w, node);
  const [result, label] = [fresh(w.group, "v"), fresh(w.group, "s")];
  const open = `break ${label};`;
  const inner = nested(w, { open });
  write(inner, `${result} = ${known(inner, node)};`);
  const { lines } = inner;
  // What is not compiled might have cost something, and so might what is charged as it goes.
  if (lines.some((line) => line === w.bail || line.includes(`${w.fuel} -=`))) return known(w, node);
  write(w, `let ${result} = 2;`);
  block(w, lines.some((line) => line.includes(open)) ? `${label}:` : "", inner);
  return result;
}

function ofLet(w: Writing, node: NodeOf<"name">, as: Open): string {
  const binding = find(w.names, node.name);
  if (binding?.is !== "let") return knownOrOpen(w, node, as);
  const inside = { ...w, names: binding.names };
  const fact = `state ${as} ${keyOf(binding.names, binding.node)}`;
  const before = recall(w, fact);
  return (before ?? remember(w, fact, text(stateOf(inside, binding.node, as)))).code;
}

/** The side that decides does so whatever the other is; otherwise it is open where either is. */
function ofLogic(w: Writing, node: Logic, as: Open): string {
  const decisive = node.op === "or" ? "1" : "0";
  const left = stateOf(w, node.left, as);
  if (left === decisive) return left;
  const inner = nested(w);
  const right = stateOf(inner, node.right, as);
  const result = fresh(w.group, "v");
  write(w, `let ${result} = ${left};`);
  write(inner, `if (${right} === ${decisive} || ${right} === 2) ${result} = ${right};`);
  block(w, `if (${result} !== ${decisive})`, inner);
  return result;
}

/** Neither side is looked at where the test is open. */
function ofChoice(w: Writing, node: NodeOf<"if">, as: Open): string {
  const test = stateOf(w, node.test, as);
  if (test === "2") return test;
  const result = fresh(w.group, "v");
  const [then, otherwise] = [nested(w), nested(w)];
  write(then, `${result} = ${stateOf(then, node.then, as)};`);
  write(otherwise, `${result} = ${stateOf(otherwise, node.else, as)};`);
  write(w, `let ${result} = 2;`);
  block(w, `if (${test} === 1)`, then);
  block(w, `else if (${test} === 0)`, otherwise);
  return result;
}

/** `all` and `exists`: one element decides, whatever the others are. */
function ofQuantifier(w: Writing, node: NodeOf<"loop">, as: Open): string {
  const list = openOf(w, node.list, as);
  if (list === "true") return "2";
  const decisive = node.macro === "exists" ? 1 : 0;
  const result = fresh(w.group, "v");
  settleLets(w, node);
  write(w, `let ${result} = ${list} ? 2 : ${1 - decisive};`);
  const inner = nested(w);
  stream(inner, node.list, 1, (each, item) => {
    const one = nested(each, { names: bind(w.names, node.name, item) });
    const state = stateOf(one, node.body, as);
    write(one, `if (${state} === ${decisive} || ${state} === 2) ${result} = ${state};`);
    block(each, `if (${result} !== ${decisive})`, one);
  });
  block(w, `if (!${list})`, inner);
  return result;
}

/** What needs all its parts. */
function ofStrict(w: Writing, node: Node, as: Open): string {
  const open = openOf(w, node, as);
  if (open === "true") return "2";
  if (open === "false") return knownOrOpen(w, node, as);
  const result = fresh(w.group, "v");
  const inner = nested(w);
  write(inner, `${result} = ${knownOrOpen(inner, node, as)};`);
  write(w, `let ${result} = 2;`);
  block(w, `if (!${open})`, inner);
  return result;
}
