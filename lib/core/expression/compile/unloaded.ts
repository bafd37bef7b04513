import type { Node, NodeOf } from "../node.ts";
import { BOOL } from "../types.ts";
import { askedTables, mayCost } from "./asked-tables.ts";
import { keyOf } from "./closed.ts";
import { value } from "./expression.ts";
import { dayOf, isKeyThere, isThere, loadedCode } from "./lookup.ts";
import { find } from "./names.ts";
import { text } from "./operand.ts";
import { compileHasValue } from "./presence.ts";
import { asksOfElements, type Open, stateOf } from "./three-valued.ts";
import {
  block,
  declare,
  demand,
  fresh,
  isTooLong,
  isUnloaded,
  nested,
  recall,
  remember,
  type Writing,
  write,
} from "./writing.ts";

type Asked = NodeOf<"lookup"> | NodeOf<"rows">;

/**
 * The code of whether an expression is open because it looks into a table that was never loaded;
 * where it is not, no such look-up is met in working it out. Spends at least what the interpreter
 * would before it finds out.
 */
export function openOf(w: Writing, node: Node, as: Open): string {
  if (askedTables(w.names, node).size === 0) return "false";
  if (isTooLong(w)) return unknown(w);
  switch (node.op) {
    case "name":
      return openOfLet(w, node, as);
    case "select":
    case "negate":
    case "widen":
    case "hasValue":
      return openOf(w, node.of, as);
    // What is missing is absorbed, a fault is not.
    case "has":
    case "optional":
    case "blank":
      return openOf(w, node.of, "fault");
    case "orElse":
      return openOfEither(w, node, as);
    case "compare":
    case "arith":
      return openOfAny(w, [node.left, node.right], as);
    case "in":
      return openOfAny(w, [node.item, node.list], as);
    case "at":
      return openOfAny(w, [node.of, node.index], as);
    case "entry":
      return openOfAny(w, [node.of, node.key], as);
    case "call":
      return openOfAny(w, node.args, as);
    case "not":
    case "and":
    case "or":
      return isOpenCode(w, stateOf(w, node, as));
    case "if":
      return openOfChoice(w, node, as);
    case "loop":
      return openOfLoop(w, node, as);
    case "lookup":
    case "rows":
      return openOfRows(w, node, as);
    default:
      return unknown(w);
  }
}

/** Left to the interpreter: what is no value may be an element of a list here. */
function unknown(w: Writing): string {
  write(w, w.bail);
  return "false";
}

function openOfLet(w: Writing, node: NodeOf<"name">, as: Open): string {
  const binding = find(w.names, node.name);
  if (binding?.is !== "let") return unknown(w);
  const inside = { ...w, names: binding.names };
  const fact = `open ${as} ${keyOf(binding.names, binding.node)}`;
  const before = recall(w, fact);
  return (before ?? remember(w, fact, text(openOf(inside, binding.node, as)))).code;
}

/**
 * All parts are worked out, whichever is open: so what the others take is spent, where they are not.
 */
function openOfAny(w: Writing, nodes: readonly Node[], as: Open): string {
  const opens = nodes.map((node) => openOf(w, node, as));
  const open = anyOf(w, opens);
  for (const [i, node] of nodes.entries())
    if (open !== "false" && opens[i] !== "true" && opens[i] !== open)
      spendWhere(w, `${open} && !${opens[i]}`, node);
  return open;
}

/** The code of whether one of several holds. */
function anyOf(w: Writing, codes: readonly string[]): string {
  const [...some] = new Set(codes.filter((code) => code !== "false"));
  if (some.includes("true")) return "true";
  const [one = "false"] = some;
  return some.length < 2 ? one : declare(w, some.join(" || "));
}

/** Works an expression out for what it takes alone. */
function spendWhere(w: Writing, condition: string, node: Node): void {
  if (!mayCost(w.names, node)) return;
  const inner = nested(w);
  if (["list", "map", "record", "optional", "any"].includes(node.type.kind)) write(inner, w.bail);
  else value(inner, node);
  if (inner.lines.some((line) => line === w.bail || line.includes(w.fuel)))
    block(w, `if (${condition})`, inner);
}

/** The other value is looked at only where the first is absent. */
function openOfEither(w: Writing, node: NodeOf<"orElse">, as: Open): string {
  const open = openOf(w, node.of, as);
  if (open === "true" || askedTables(w.names, node.other).size === 0) return open;
  const result = fresh(w.group, "v");
  const [inner, otherwise] = [nested(w), nested(w)];
  const there = compileHasValue(inner, { op: "hasValue", type: BOOL, of: node.of });
  write(otherwise, `${result} = ${openOf(otherwise, node.other, as)};`);
  block(inner, `if (!${there.code})`, otherwise);
  write(w, `let ${result} = ${open};`);
  block(w, `if (!${result})`, inner);
  return result;
}

function openOfChoice(w: Writing, node: NodeOf<"if">, as: Open): string {
  const test = stateOf(w, node.test, as);
  if (test === "2") return "true";
  const result = isOpenCode(w, test);
  return [node.then, node.else].reduce((open, side, i) => {
    const inner = nested(w);
    const ofSide = openOf(inner, side, as);
    if (ofSide === "false" && inner.lines.length === 0) return open;
    const variable = fresh(w.group, "v");
    write(w, `let ${variable} = ${open};`);
    write(inner, `${variable} = ${ofSide};`);
    block(w, `if (${test} === ${1 - i})`, inner);
    return variable;
  }, result);
}

function openOfLoop(w: Writing, node: NodeOf<"loop">, as: Open): string {
  const isQuantifier = node.macro === "all" || node.macro === "exists";
  const asks = asksOfElements(w, node);
  if (asks && isQuantifier) return isOpenCode(w, stateOf(w, node, as));
  const open = openOf(w, node.list, as);
  if (!asks || open === "true") return open;
  // Which elements there are depends on the look-up: only where there is no list, that is no matter.
  demand(w, open);
  return "true";
}

const isOpenCode = (w: Writing, state: string): string =>
  state === "2" ? "true" : declare(w, `${state} === 2`);

/** What looks up its own key is open with that. */
function openOfRows(w: Writing, node: Asked, as: Open): string {
  const day = dayOf(w, node);
  const parts = day ? [node.key, day] : [node.key];
  const before = openOfAny(w, parts, as);
  if (before === "true" || node.mayLack) return before;
  const isLacking = isUnloaded(w, node.table) ? "true" : `!${loadedCode(w.group, node.table)}`;
  if (as === "unjudged") {
    for (const part of parts) spendWhere(w, `${isLacking} && !${before}`, part);
    return anyOf(w, [before, isLacking]);
  }
  const result = fresh(w.group, "v");
  const inner = nested(w);
  // A key or a day that is a fault bails: the look-up is one then, whatever else is there.
  const there = [isKeyThere(inner, node.key), day ? isThere(inner, day) : "true"];
  if (there[0] === "true") value(inner, node.key);
  write(inner, `${result} = ${there.join(" && ")};`);
  write(w, `let ${result} = ${before};`);
  block(w, `if (!${result} && ${isLacking})`, inner);
  return result;
}
