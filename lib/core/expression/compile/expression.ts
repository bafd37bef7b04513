import { parseDecimal } from "../decimal.ts";
import type { Node, NodeOf } from "../node.ts";
import { compileArithmetic, compileNegation } from "./arithmetic.ts";
import { compileCall } from "./calls.ts";
import { numberLiteral, textLiteral } from "./literal.ts";
import { compileComparison, compileIn, compileLogic } from "./logic.ts";
import { compileLoop } from "./loops.ts";
import { entryOf } from "./map-entry.ts";
import { find } from "./names.ts";
import {
  bool,
  constantOperand,
  FALSE,
  notCode,
  type Operand,
  prove,
  realMax,
  safeMax,
  TRUE,
  text,
  unproven,
  whole,
} from "./operand.ts";
import { choose, compileBlank, compileHas, compileHasValue, compileOrElse } from "./presence.ts";
import { decoded, elementAt, selected } from "./selection.ts";
import {
  block,
  isDead,
  isTooLong,
  type Kept,
  keptOf,
  nested,
  recall,
  remember,
  type Writing,
  write,
} from "./writing.ts";

/**
 * Writes the code that works out a number, a text or a bool, and gives what stands for it. What
 * cannot be proven, or is not compiled, bails; the interpreter then judges the check.
 */
export function value(w: Writing, node: Node): Operand {
  if (isTooLong(w) || isDead(w)) return unproven(w, node.type);
  switch (node.op) {
    case "const":
      return constant(node) ?? unproven(w, node.type);
    case "name":
      return named(w, node);
    case "select":
      return selected(w, node);
    case "has":
      return compileHas(w, node);
    case "at":
      return decoded(w, elementAt(w, node), node.type);
    case "entry":
      return decoded(w, entryOf(w, node), node.type);
    case "and":
    case "or":
      return compileLogic(w, node);
    case "not":
      return bool(notCode(value(w, node.of).code));
    case "if":
      return choose(
        w,
        value(w, node.test).code,
        (then) => value(then, node.then),
        (otherwise) => value(otherwise, node.else),
      );
    case "compare":
      return compileComparison(w, node);
    case "in":
      return compileIn(w, node);
    case "arith":
      return compileArithmetic(w, node);
    case "negate":
      return compileNegation(w, node);
    case "widen":
      return node.type.kind === "list" ? unproven(w, node.type) : value(w, node.of);
    case "loop":
      return compileLoop(w, node);
    case "call":
      return compileCall(w, node);
    case "orElse":
      return compileOrElse(w, node);
    case "hasValue":
      return compileHasValue(w, node);
    case "blank":
      return compileBlank(w, node);
    default:
      return unproven(w, node.type);
  }
}

function constant(node: NodeOf<"const">): Operand | undefined {
  const given = node.value;
  if (typeof given === "boolean") return given ? TRUE : FALSE;
  if (typeof given !== "string") return undefined;
  switch (node.type.kind) {
    case "int":
    case "decimal":
      return constantNumber(given);
    case "date":
      return whole(numberLiteral(Number(given)), 4_000_000, true);
    case "real":
      return whole(numberLiteral(Number(given)), realMax, true);
    case "string":
      return text(textLiteral(given));
    default:
      return undefined;
  }
}

export function constantNumber(given: string): Operand | undefined {
  const decimal = parseDecimal(given);
  return decimal && constantOperand(decimal);
}

function named(w: Writing, node: NodeOf<"name">): Operand {
  const binding = find(w.names, node.name);
  switch (binding?.is) {
    case "operand":
      return binding.operand;
    case "raw":
      return decoded(w, binding.code, node.type);
    case "let": {
      const known = recall(w, binding);
      if (known) return known;
      const kept = keptOf(w, binding);
      const inside = { ...w, names: binding.names };
      const found = kept ? keptValue(inside, kept, binding.node) : value(inside, binding.node);
      return remember(w, binding, found);
    }
    default:
      return unproven(w, node.type);
  }
}

/**
 * A let that is kept over rounds. It is written wherever it is needed, and each place may know other
 * bounds of it: so it is proved there, and no bound but that of its kind is relied on.
 */
function keptValue(w: Writing, kept: Kept, node: Node): Operand {
  const inner = nested(w);
  const found = prove(inner, value(inner, node));
  kept.scale ??= found.scale;
  if (kept.scale !== found.scale) write(inner, inner.bail);
  write(inner, `${kept.result} = ${found.code};`);
  write(inner, `${kept.done} = true;`);
  block(w, `if (!${kept.done})`, inner);
  if (node.type.kind === "bool") return bool(kept.result);
  if (node.type.kind === "string") return text(kept.result);
  const max = node.type.kind === "real" ? realMax : safeMax;
  return whole(kept.result, max, true, kept.scale);
}
