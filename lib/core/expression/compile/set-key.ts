import type { Rule } from "../../rule.ts";
import { value } from "./expression.ts";
import type { Group } from "./group.ts";
import { inBlock, rootNames } from "./rule.ts";
import { write } from "./writing.ts";

/**
 * The statements that set `keys[place]` to the key of a record for a set rule or a roster, where it
 * is proven to be that of the interpreter.
 */
export function keyCode(group: Group, rule: Rule, place: number): readonly string[] {
  const { by } = rule;
  if (by?.type.kind !== "string") return [];
  return inBlock(group, rootNames(group), (w) => {
    write(w, `keys[${place}] = ${value(w, by).code};`);
  });
}
