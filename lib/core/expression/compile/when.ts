import type { Check } from "../../rule.ts";
import type { Node } from "../node.ts";
import { askedTables } from "./asked-tables.ts";
import { value } from "./expression.ts";
import { bool, type Operand } from "./operand.ts";
import { stateOf } from "./three-valued.ts";
import { type Writing, write } from "./writing.ts";

/**
 * Whether a check applies. Where a table that its condition looks into was never loaded, the rest of
 * the condition may leave the record out all the same. Where it does not, true stands for what is
 * not known: the check at this place lacks the table then, and its `must` is not looked at.
 */
export function appliesCode(w: Writing, check: Check, out: number): Operand {
  const when = check.when as Node;
  if (!w.lacking || askedTables(w.names, when).size === 0) return value(w, when);
  const state = stateOf(w, when, "unjudged");
  write(w, `if (${state} === 2 && !lacks[${out}]) ${w.bail}`);
  return bool(`(${state} !== 0)`);
}
