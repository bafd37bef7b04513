import type { Node, NodeOf } from "../node.ts";
import { find, type Names } from "./names.ts";

/** The list at which a chain of `map` and `filter` begins. */
export const rootOf = (node: Node): Node =>
  node.op === "loop" && (node.macro === "map" || node.macro === "filter")
    ? rootOf(node.list)
    : node;

/**
 * Whether what is worked out over a list looks at nothing but its elements and at what is the same
 * wherever in the group it stands, and goes over no other list of the record.
 */
export function isClosedFold(names: Names | undefined, node: Node): boolean {
  if (node.op === "loop") return isClosedLoop(names, node) && isClosedChain(names, node.list);
  if (node.op !== "call") return false;
  return node.args.every((arg, i) =>
    i === 0 ? isClosedChain(names, arg) : isClosed(names, arg, []),
  );
}

const isClosedChain = (names: Names | undefined, node: Node): boolean =>
  node.op !== "loop" ||
  node === rootOf(node) ||
  (isClosedLoop(names, node) && isClosedChain(names, node.list));

const isClosedLoop = (names: Names | undefined, node: NodeOf<"loop">): boolean =>
  !find(names, node.name) &&
  isClosed(names, node.body, [node.name]) &&
  (!node.where || isClosed(names, node.where, [node.name]));

/** Whether an expression is closed, but for the names of elements that are bound around it. */
export function isClosed(names: Names | undefined, node: Node, bound: readonly string[]): boolean {
  const all = (...nodes: readonly Node[]) => nodes.every((part) => isClosed(names, part, bound));
  switch (node.op) {
    case "const":
      return true;
    case "name":
      return bound.includes(node.name) || isFree(names, node.name, bound);
    case "select":
      return (node.type.kind !== "list" || isBelow(node, bound)) && all(node.of);
    case "has":
    case "not":
    case "negate":
    case "widen":
    case "optional":
    case "hasValue":
    case "blank":
      return all(node.of);
    case "orElse":
      return all(node.of, node.other);
    case "at":
      return all(node.of, node.index);
    case "and":
    case "or":
    case "compare":
    case "arith":
      return all(node.left, node.right);
    case "if":
      return all(node.test, node.then, node.else);
    case "in":
      return all(node.item, node.list);
    case "call":
      return all(...node.args);
    case "entry":
      return all(node.of, node.key);
    case "lookup":
      return all(node.key, ...(node.on ? [node.on] : []));
    case "list":
      return all(...node.items);
    case "loop":
      return !find(names, node.name) && all(node.list) && isClosedBody(names, node, bound);
    default:
      return false;
  }
}

function isClosedBody(
  names: Names | undefined,
  node: NodeOf<"loop">,
  bound: readonly string[],
): boolean {
  const inner = [...bound, node.name];
  return (
    !bound.includes(node.name) &&
    isClosed(names, node.body, inner) &&
    (!node.where || isClosed(names, node.where, inner))
  );
}

/** Whether a list lies below a name that is bound here. */
function isBelow(node: Node, bound: readonly string[]): boolean {
  if (node.op === "select") return isBelow(node.of, bound);
  return node.op === "name" && bound.includes(node.name);
}

function isFree(names: Names | undefined, name: string, bound: readonly string[]): boolean {
  const binding = find(names, name);
  if (binding?.is === "fields") return !binding.tree.ofElement;
  if (binding?.is === "operand") return binding.free;
  return binding?.is === "let" && isClosed(binding.names, binding.node, bound);
}

/** A text that is equal only for closed expressions that mean the same within a group. */
export function keyOf(names: Names | undefined, node: Node): string {
  return JSON.stringify(node, function replaced(this: Node, key, part) {
    return key === "name" && this.op === "name" ? nameKey(names, part) : part;
  });
}

function nameKey(names: Names | undefined, name: string): string {
  const binding = find(names, name);
  switch (binding?.is) {
    case "fields":
      return `of ${binding.tree.code}`;
    case "row":
    case "object":
    case "raw":
      return `at ${binding.code}`;
    case "operand":
      return `is ${binding.operand.code} ${binding.operand.scale}`;
    case "let":
      return `let ${keyOf(binding.names, binding.node)}`;
    default:
      return `loop ${name}`;
  }
}
