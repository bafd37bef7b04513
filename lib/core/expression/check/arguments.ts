import type { Cel } from "../cel.ts";
import type { Checking } from "../check.ts";
import type { Node } from "../node.ts";
import { typeName } from "../types.ts";
import { callOf } from "./calls.ts";

export type Call = Extract<Cel, { kind: "call" }>;

/** A key in its canonical text: `key(a, b)` as it is, any other scalar wrapped into `key(x)`. */
export function checkKey(cel: Cel, parts: number, c: Checking): Node | undefined {
  const node = c.visit(cel);
  if (!node) return undefined;
  const given = node.op === "call" && node.fn === "key" ? node.args.length : 1;
  if (parts > 0 && given !== parts)
    return c.problem(cel, `this table's key has ${parts} parts, found ${given}`);
  return node.op === "call" && node.fn === "key" ? node : callOf(cel, "key", [node], [cel], c);
}

/** A node of one of the kinds. */
export function typed(cel: Cel, kinds: readonly string[], c: Checking): Node | undefined {
  const node = c.visit(cel);
  if (!node || kinds.includes(node.type.kind)) return node;
  return c.problem(cel, `${kinds.join(" or ")} is wanted, this gives ${typeName(node.type)}`);
}
