import type { Node } from "../expression/node.ts";
import type { Rule } from "../rule.ts";
import type { Element } from "./elements.ts";

/** JSON Pointers that a violation shows when its rule names none. */
const derivedMax = 3;

/** Where a violation shows: what the rule names, else the fields that its condition reads. */
export function pointersOf(
  rule: Rule,
  show: readonly Node[],
  must: Node,
  element: Element,
): readonly string[] {
  const roots = rootsOf(rule, element);
  const named = show.flatMap((node) => pointerOf(node, roots) ?? []);
  if (named.length > 0) return [...new Set(named)];
  const read = new Set<string>();
  collect(must, roots, new Map(rule.lets.map(({ name, node }) => [name, node])), read);
  return [...read].slice(0, derivedMax);
}

/** The pointers of `record` and of the loops' elements. */
function rootsOf(rule: Rule, element: Element): ReadonlyMap<string, string> {
  const roots = new Map([["record", ""]]);
  for (const { name, list } of rule.each) {
    const pointer = pointerOf(list, roots);
    const index = element.indexes[name];
    if (pointer !== undefined && index !== undefined) roots.set(name, `${pointer}/${index}`);
  }
  return roots;
}

/** The pointer of a chain of fields from a root; undefined for anything else. */
function pointerOf(node: Node, roots: ReadonlyMap<string, string>): string | undefined {
  if (node.op === "name") return roots.get(node.name);
  if (node.op !== "select" && node.op !== "has") return undefined;
  const of = pointerOf(node.of, roots);
  return of === undefined ? undefined : `${of}/${escaped(node.field)}`;
}

const escaped = (name: string): string => name.replaceAll("~", "~0").replaceAll("/", "~1");

function collect(
  node: Node,
  roots: ReadonlyMap<string, string>,
  lets: ReadonlyMap<string, Node>,
  into: Set<string>,
): void {
  const pointer = pointerOf(node, roots);
  if (pointer !== undefined && pointer !== "") {
    into.add(pointer);
    return;
  }
  const meaning = node.op === "name" ? lets.get(node.name) : undefined;
  if (meaning) collect(meaning, roots, lets, into);
  for (const part of Object.values(node)) collectIn(part, roots, lets, into);
}

function collectIn(
  part: unknown,
  roots: ReadonlyMap<string, string>,
  lets: ReadonlyMap<string, Node>,
  into: Set<string>,
): void {
  if (Array.isArray(part)) for (const item of part) collectIn(item, roots, lets, into);
  else if (typeof part === "object" && part !== null && "op" in part)
    collect(part as Node, roots, lets, into);
}
