import type { Evidence } from "../violation.ts";
import { isUnjudged } from "./fault.ts";
import { formatValue } from "./format-value.ts";
import { bind, type Frame } from "./frame.ts";
import { evaluate } from "./interpret.ts";
import type { Node, NodeOf } from "./node.ts";
import { textOf } from "./text-of.ts";
import type { List } from "./value.ts";
import type { World } from "./world.ts";

/** Values that one violation is explained by, at most. */
export const evidenceMax = 12;

/** What an explanation needs beside the condition: where it stood, and what the lets stand for. */
export interface Explaining {
  readonly world: World;
  /** Lets by name: a let is explained by its expression. */
  readonly lets: ReadonlyMap<string, Node>;
}

/**
 * The values that made a condition fail, in the order in which the rule names them: both sides of
 * what did not hold; for `all` the first element that broke it, with its index.
 */
export function explain(
  node: Node,
  frame: Frame | undefined,
  explaining: Explaining,
): readonly Evidence[] {
  const found = new Map<string, string>();
  const walking: Walking = {
    ...explaining,
    add(expression, value) {
      if (found.size < evidenceMax && !found.has(expression)) found.set(expression, value);
    },
  };
  walk(node, frame, "", walking);
  if (found.size === 0) addLeaves(node, frame, "", walking);
  return [...found].map(([expression, value]) => ({ expression, value }));
}

interface Walking extends Explaining {
  readonly add: (expression: string, value: string) => void;
}

/** `prefix` says which element is meant: `record.lines[3]: `. */
function walk(node: Node, frame: Frame | undefined, prefix: string, w: Walking): void {
  switch (node.op) {
    case "and":
    case "or":
      for (const side of [node.left, node.right])
        if (node.op === "or" || evaluate(side, frame, w.world) !== true)
          walk(side, frame, prefix, w);
      return;
    case "not":
      walk(node.of, frame, prefix, w);
      return;
    case "if":
      walkConditional(node, frame, prefix, w);
      return;
    case "compare":
      walkOperands([node.left, node.right], frame, prefix, w);
      return;
    case "in":
      walkOperands([node.item, node.list], frame, prefix, w);
      return;
    case "loop":
      walkLoop(node, frame, prefix, w);
      return;
    case "has":
      walkOperands([], frame, prefix, w, node);
      return;
    case "blank":
      walkOperands([node.of], frame, prefix, w);
      return;
    case "call":
      walkOperands(node.args, frame, prefix, w);
      return;
    case "name": {
      const meaning = w.lets.get(node.name);
      if (meaning) walk(meaning, frame, prefix, w);
      else addValue(node, frame, prefix, w);
      return;
    }
    default:
      addValue(node, frame, prefix, w);
      return;
  }
}

function walkConditional(
  node: NodeOf<"if">,
  frame: Frame | undefined,
  prefix: string,
  w: Walking,
): void {
  const test = evaluate(node.test, frame, w.world);
  walk(node.test, frame, prefix, w);
  if (!isUnjudged(test)) walk(test ? node.then : node.else, frame, prefix, w);
}

function walkOperands(
  operands: readonly Node[],
  frame: Frame | undefined,
  prefix: string,
  w: Walking,
  whole?: Node,
): void {
  if (whole) addValue(whole, frame, prefix, w);
  for (const operand of operands) {
    if (isConstant(operand)) continue;
    addValue(operand, frame, prefix, w);
  }
  for (const operand of operands) addLeaves(operand, frame, prefix, w);
}

function isConstant(node: Node): boolean {
  if (node.op === "list") return node.items.every(isConstant);
  if (node.op === "widen" || node.op === "negate") return isConstant(node.of);
  return node.op === "const";
}

function addValue(given: Node, frame: Frame | undefined, prefix: string, w: Walking): void {
  const node = taken(given, frame, w.world);
  const meaning = node.op === "name" ? w.lets.get(node.name) : undefined;
  const text = textOf(meaning ?? node);
  w.add(prefix + text, formatValue(evaluate(node, frame, w.world), node.type));
}

/** The branch that a conditional takes: the other did not decide anything. */
function taken(node: Node, frame: Frame | undefined, world: World): Node {
  if (node.op !== "if") return node;
  const test = evaluate(node.test, frame, world);
  return isUnjudged(test) ? node : taken(test ? node.then : node.else, frame, world);
}

const scalars = new Set(["bool", "int", "decimal", "real", "string", "date", "instant"]);

/** The fields that a computed side was made of. */
function addLeaves(given: Node, frame: Frame | undefined, prefix: string, w: Walking): void {
  const node = taken(given, frame, w.world);
  switch (node.op) {
    case "select":
      if (scalars.has(node.type.kind)) addValue(node, frame, prefix, w);
      return;
    case "name": {
      const meaning = w.lets.get(node.name);
      if (meaning) addLeaves(meaning, frame, prefix, w);
      return;
    }
    case "arith":
    case "compare":
    case "and":
    case "or":
      addLeaves(node.left, frame, prefix, w);
      addLeaves(node.right, frame, prefix, w);
      return;
    case "not":
    case "negate":
    case "widen":
    case "optional":
    case "orElse":
      addLeaves(node.of, frame, prefix, w);
      return;
    case "call":
      for (const arg of node.args) addLeaves(arg, frame, prefix, w);
      return;
    default:
  }
}

function walkLoop(
  node: NodeOf<"loop">,
  frame: Frame | undefined,
  prefix: string,
  w: Walking,
): void {
  const list = evaluate(node.list, frame, w.world);
  if (isUnjudged(list) || node.macro !== "all") {
    addValue(node, frame, prefix, w);
    return;
  }
  const index = (list as List).findIndex(
    (item) => evaluate(node.body, bind(frame, node.name, item), w.world) === false,
  );
  if (index < 0) {
    addValue(node, frame, prefix, w);
    return;
  }
  const element = bind(frame, node.name, (list as List)[index] as List[number]);
  walk(node.body, element, `${prefix}${textOf(node.list)}[${index}]: `, w);
}
