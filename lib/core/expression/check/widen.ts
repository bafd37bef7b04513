import type { Node } from "../node.ts";
import { listOf, type Type } from "../types.ts";

/** The node as the wider type: ints as decimals or reals, alone or in lists; others unchanged. */
export function widen(node: Node, to: Type): Node {
  const from = node.type;
  if (from.kind === "int" && (to.kind === "decimal" || to.kind === "real"))
    return widenInt(node, to);
  if (from.kind === "list" && to.kind === "list" && needsWidening(from.of, to.of)) {
    if (node.op === "list")
      return { ...node, type: to, items: node.items.map((item) => widen(item, to.of)) };
    return { op: "widen", type: listOf(elementOf(to.of)), of: node };
  }
  return from.kind === "list" && from.of.kind === "never" ? { ...node, type: to } : node;
}

const needsWidening = (from: Type, to: Type): boolean =>
  from.kind === "int" && (to.kind === "decimal" || to.kind === "real");

/** An int has no digits after the point, whatever scale its neighbours have. */
const elementOf = (to: Type): Type => (to.kind === "decimal" ? { kind: "decimal", scale: 0 } : to);

function widenInt(node: Node, to: Type): Node {
  const type = elementOf(to);
  return node.op === "const" ? { ...node, type } : { op: "widen", type, of: node };
}
