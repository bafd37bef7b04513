import { isUnjudged } from "../expression/fault.ts";
import { bind } from "../expression/frame.ts";
import { evaluate } from "../expression/interpret.ts";
import type { Node, NodeOf } from "../expression/node.ts";
import type { List } from "../expression/value.ts";
import type { World } from "../expression/world.ts";
import type { Rule } from "../rule.ts";
import type { Element } from "./elements.ts";

/** JSON Pointers that a violation shows when its rule names none, and elements of a list that it does. */
const derivedMax = 3;

/**
 * Where a violation shows: what the rule names, else the fields that its condition reads. A list whose
 * elements must all meet a condition is shown by those that do not, and by what is read of them.
 */
export function pointersOf(
  rule: Rule,
  show: readonly Node[],
  must: Node,
  element: Element,
  world: World,
): readonly string[] {
  const roots = rootsOf(rule, element);
  const lets = new Map(rule.lets.map(({ name, node }) => [name, node]));
  const named = show.flatMap((node) => pointerOf(node, roots) ?? []);
  if (named.length > 0) {
    const loops = [...loopsOver(must, lets)];
    return [
      ...new Set(
        named.flatMap((pointer) => broken(pointer, loops, roots, element, world) ?? pointer),
      ),
    ];
  }
  const read = new Set<string>();
  collect(must, roots, lets, read);
  return [...read].slice(0, derivedMax);
}

/** The conditions of a rule on all elements of a list that is a field. */
function* loopsOver(
  node: Node,
  lets: ReadonlyMap<string, Node>,
): Generator<NodeOf<"loop">, void, void> {
  if (node.op === "and") {
    yield* loopsOver(node.left, lets);
    yield* loopsOver(node.right, lets);
  }
  if (node.op === "loop" && node.macro === "all") yield node;
  const meaning = node.op === "name" ? lets.get(node.name) : undefined;
  if (meaning) yield* loopsOver(meaning, lets);
}

/** The fields, in the elements of the list at a pointer, by which a condition on all of them is broken. */
function broken(
  pointer: string,
  loops: readonly NodeOf<"loop">[],
  roots: ReadonlyMap<string, string>,
  { frame }: Element,
  world: World,
): readonly string[] | undefined {
  const loop = loops.find(({ list }) => pointerOf(list, roots) === pointer);
  const list = loop && evaluate(loop.list, frame, world);
  if (!loop || isUnjudged(list) || !Array.isArray(list)) return undefined;
  const pointers: string[] = [];
  let elements = 0;
  for (const [i, item] of (list as List).entries()) {
    if (evaluate(loop.body, bind(frame, loop.name, item), world) === true) continue;
    const at = `${pointer}/${i}`;
    const read = new Set<string>();
    collect(loop.body, new Map([[loop.name, at]]), new Map(), read);
    pointers.push(...(read.size > 0 ? read : [at]));
    if (++elements === derivedMax) break;
  }
  return pointers.length > 0 ? pointers : undefined;
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
