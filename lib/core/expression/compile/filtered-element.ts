import type { Node, NodeOf } from "../node.ts";
import { find } from "./names.ts";
import { stream } from "./stream.ts";
import { fresh, nested, type Writing, write } from "./writing.ts";

type Filtered = NodeOf<"loop"> | NodeOf<"if">;

/**
 * The `filter` that a list stands for, or the choice of one of two lists, and where; undefined for
 * another list.
 */
export function filterOf(w: Writing, node: Node): readonly [Writing, Filtered] | undefined {
  if (node.op === "if") return [w, node];
  if (node.op === "loop") return node.macro === "filter" ? [w, node] : undefined;
  const binding = node.op === "name" ? find(w.names, node.name) : undefined;
  return binding?.is === "let" ? filterOf({ ...w, names: binding.names }, binding.node) : undefined;
}

/**
 * The raw element at a place of `list.filter(…)`, undefined beyond its end: as many elements as stand
 * before it are counted, and all are tested, since one that cannot be would leave the list open.
 */
export function filteredAt(w: Writing, filter: Filtered, place: string): string {
  const [element, count] = [fresh(w.group, "f"), fresh(w.group, "n")];
  write(w, `let ${element} = undefined;`);
  write(w, `let ${count} = 0;`);
  const inner = nested(w);
  stream(inner, filter, 1, (each, item) => {
    if (item.is === "row" || item.is === "object" || item.is === "raw")
      write(each, `if (${count} === ${place}) ${element} = ${item.code};`);
    else write(each, each.bail);
    write(each, `${count}++;`);
  });
  w.lines.push(...inner.lines);
  return element;
}
