import { functionById } from "../functions.ts";
import type { NodeOf } from "../node.ts";
import { couldOverflow } from "./arithmetic.ts";
import { bridged } from "./bridge.ts";
import { calledExactly } from "./exact-calls.ts";
import { value } from "./expression.ts";
import { natives } from "./natives.ts";
import { type Operand, unproven } from "./operand.ts";
import { spend, type Writing } from "./writing.ts";

/**
 * A call of the function table: some functions have code of their own here, others are called
 * where their arguments and result are the same here as there; the rest is unproven.
 */
export function compileCall(w: Writing, node: NodeOf<"call">): Operand {
  const row = functionById.get(node.fn);
  if (!row) return unproven(w, node.type);
  spend(w, row.cost);
  const native = Object.hasOwn(natives, row.name) ? natives[row.name] : undefined;
  const args = () => node.args.map((arg) => value(w, arg));
  const result = native?.(w, node, args) ?? calledExactly(w, node) ?? bridged(w, node, args);
  return couldOverflow(node.type, result.scale) ? unproven(w, node.type) : result;
}
