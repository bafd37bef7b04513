import type { NodeOf } from "../node.ts";
import { value } from "./expression.ts";
import type { Native } from "./natives.ts";
import { bool, type Operand, prove, whole } from "./operand.ts";
import { maybeRaw } from "./presence.ts";
import { declare, spend, type Writing } from "./writing.ts";

/** Digits after the point that a decimal of a record may have. */
const scaleMax = 6;

/** `scale(x)` of what stands in the record: computed decimals keep no digits as written here. */
export const compileScale: Native = (w, node) => {
  const [arg] = node.args;
  const raw = arg?.op === "select" ? maybeRaw(w, arg) : undefined;
  if (!arg || raw === undefined) return undefined;
  prove(w, value(w, arg));
  return whole(declare(w, `digitsOf(${raw})`), scaleMax, true);
};

/**
 * `scale(x) <= n`: a JSON number that was decoded has no more digits than it was decoded with, so
 * only text must be looked at.
 */
export function compileScaleAtMost(w: Writing, node: NodeOf<"compare">): Operand | undefined {
  const { left, right } = node;
  if (node.how !== "<=" || left.op !== "call" || left.fn !== "scale" || right.op !== "const")
    return undefined;
  const [arg] = left.args;
  const most = Number(right.value);
  const raw = arg?.op === "select" ? maybeRaw(w, arg) : undefined;
  if (!arg || raw === undefined || !Number.isInteger(most)) return undefined;
  const decoded = prove(w, value(w, arg));
  if (decoded.scale > most) return undefined;
  spend(w, 1);
  return bool(`(typeof ${raw} === "number" || digitsOf(${raw}) <= ${most})`);
}
