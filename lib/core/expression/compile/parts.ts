import type { Node } from "../node.ts";

/** The expressions that stand directly in another. */
export function partsOf(node: Node): readonly Node[] {
  return Object.values(node).flatMap((part) => nodesIn(part));
}

function nodesIn(part: unknown): readonly Node[] {
  if (Array.isArray(part)) return part.flatMap(nodesIn);
  return typeof part === "object" && part !== null && "op" in part ? [part as Node] : [];
}
