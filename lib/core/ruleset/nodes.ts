import type { Node } from "../expression/node.ts";

/** The nodes directly inside a node, in the order in which they stand in it. */
export function childNodes(node: Node): readonly Node[] {
  return Object.values(node).flatMap(nodesIn);
}

function nodesIn(value: unknown): readonly Node[] {
  if (Array.isArray(value)) return value.flatMap(nodesIn);
  return isNode(value) ? [value] : [];
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "op" in value;
}

/** A node and all within it, outer ones first. */
export function allNodes(node: Node): readonly Node[] {
  return [node, ...childNodes(node).flatMap(allNodes)];
}

/** The names that an expression reads from outside: without its own loop variables and `other`. */
export function freeNames(node: Node): ReadonlySet<string> {
  const names = new Set<string>();
  collectNames(node, new Set(), names);
  return names;
}

function collectNames(node: Node, bound: ReadonlySet<string>, into: Set<string>): void {
  if (node.op === "name" && !bound.has(node.name)) into.add(node.name);
  const own = boundBy(node);
  const inner = own === undefined ? bound : new Set([...bound, own]);
  for (const child of childNodes(node)) collectNames(child, inner, into);
}

/** The variable that a node binds in its parts. Checked expressions never reuse a name outside. */
function boundBy(node: Node): string | undefined {
  if (node.op === "loop") return node.name;
  if (node.op !== "set") return undefined;
  if (node.form === "others" || node.form === "joined") return "other";
  return node.form === "present" ? node.name : undefined;
}

/** The same tree with names replaced by nodes, where there is one for them. */
export function withNames(node: Node, nodes: ReadonlyMap<string, Node>): Node {
  if (nodes.size === 0) return node;
  if (node.op === "name") return nodes.get(node.name) ?? node;
  return replaced(node, nodes) as Node;
}

function replaced(value: unknown, nodes: ReadonlyMap<string, Node>): unknown {
  if (Array.isArray(value)) return value.map((item) => replacedIn(item, nodes));
  const entries = Object.entries(value as object).map(([k, v]) => [k, replacedIn(v, nodes)]);
  return Object.fromEntries(entries);
}

function replacedIn(value: unknown, nodes: ReadonlyMap<string, Node>): unknown {
  if (isNode(value)) return withNames(value, nodes);
  return Array.isArray(value) ? replaced(value, nodes) : value;
}

/** Whether two expressions are the same, letter for letter. */
export const sameNode = (a: Node, b: Node): boolean => JSON.stringify(a) === JSON.stringify(b);
