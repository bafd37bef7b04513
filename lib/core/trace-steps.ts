import { isUnjudged } from "./expression/fault.ts";
import { formatValue } from "./expression/format-value.ts";
import { bind, type Frame } from "./expression/frame.ts";
import { evaluate } from "./expression/interpret.ts";
import type { Node, NodeOf } from "./expression/node.ts";
import { textOf } from "./expression/text-of.ts";
import type { List } from "./expression/value.ts";
import type { World } from "./expression/world.ts";

/** One line of a trace: what was looked at, and the value it had; deeper lines are parts of it. */
export interface Step {
  readonly depth: number;
  readonly text: string;
  readonly value?: string;
}

/** Levels and lines that one expression is taken apart into, and elements that a loop shows. */
const levelsMax = 8;
const stepsMax = 60;
const elementsMax = 5;

/** An expression with the value of each of its parts, as the interpreter finds them. */
export function expressionSteps(
  node: Node,
  frame: Frame | undefined,
  world: World,
  depth: number,
): readonly Step[] {
  const steps: Step[] = [];
  walk({ world, steps, base: depth, seen: new Set() }, node, frame, depth);
  if (steps.length < stepsMax) return steps;
  return [...steps.slice(0, stepsMax), { depth, text: "… further parts are left out" }];
}

interface Walking {
  readonly world: World;
  readonly steps: Step[];
  readonly base: number;
  /** What was shown already, since the same part may stand in an expression twice. */
  readonly seen: Set<string>;
}

function walk(w: Walking, node: Node, frame: Frame | undefined, depth: number): void {
  if (w.steps.length > stepsMax || depth > w.base + levelsMax) return;
  const text = textOf(node);
  const value = formatValue(evaluate(node, frame, w.world), node.type);
  const line = `${text} = ${value}`;
  if (w.seen.has(line)) return;
  w.seen.add(line);
  w.steps.push({ depth, text, value });
  if (node.op === "loop") walkLoop(w, node, frame, depth + 1);
  else for (const part of taken(node, frame, w)) if (tells(part)) walk(w, part, frame, depth + 1);
}

/** Of a conditional the test and the branch that was taken, of all else every part. */
function taken(node: Node, frame: Frame | undefined, { world }: Walking): readonly Node[] {
  if (node.op !== "if") return partsOf(node);
  const test = evaluate(node.test, frame, world);
  return isUnjudged(test) ? [node.test] : [node.test, test ? node.then : node.else];
}

/** The list, then what the body gives for its first elements. */
function walkLoop(w: Walking, node: NodeOf<"loop">, frame: Frame | undefined, depth: number): void {
  if (tells(node.list)) walk(w, node.list, frame, depth);
  const list = evaluate(node.list, frame, w.world);
  if (isUnjudged(list)) return;
  for (const [index, item] of (list as List).slice(0, elementsMax).entries()) {
    const inner = bind(frame, node.name, item);
    w.steps.push({ depth, text: `${node.name} is ${textOf(node.list)}[${index}]` });
    for (const part of [...(node.where ? [node.where] : []), node.body])
      walk({ ...w, seen: new Set() }, part, inner, depth + 1);
  }
  const more = (list as List).length - elementsMax;
  if (more > 0) w.steps.push({ depth, text: `… and ${more} more elements` });
}

/** Whether a part says more than it shows: constants and whole records do not. */
const tells = ({ op, type }: Node): boolean =>
  op !== "const" && type.kind !== "record" && type.kind !== "any";

/** The parts that are evaluated where the whole is; those of other records are not. */
function partsOf(node: Node): readonly Node[] {
  switch (node.op) {
    case "and":
    case "or":
    case "compare":
    case "arith":
      return [node.left, node.right];
    case "not":
    case "negate":
    case "optional":
    case "hasValue":
    case "blank":
    case "select":
      return [node.of];
    case "widen":
      return partsOf(node.of);
    case "in":
      return [node.item, node.list];
    case "at":
      return [node.of, node.index];
    case "entry":
      return [node.of, node.key];
    case "orElse":
      return [node.of, node.other];
    case "call":
      return node.args;
    case "list":
      return node.items;
    case "map":
      return node.entries.flat();
    case "lookup":
    case "rows":
      return node.on ? [node.key, node.on] : [node.key];
    case "set":
      return [node.by];
    default:
      return [];
  }
}
