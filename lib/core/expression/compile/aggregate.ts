import type { Aggregate } from "../../plan.ts";
import type { Node } from "../node.ts";
import { STRING } from "../types.ts";
import { listOperand } from "./exact-calls.ts";
import { value } from "./expression.ts";
import type { Group } from "./group.ts";
import { bind } from "./names.ts";
import { prove } from "./operand.ts";
import { inBlock } from "./rule.ts";
import { rootNames } from "./rule-names.ts";
import { block, demand, nested, type Writing, write } from "./writing.ts";

/**
 * The statements that work out what an aggregate takes of a record. They set `out[place]` to 1 where
 * it counts, with its key and its value as units at a scale, to 3 where it does in several groups,
 * with a list of each, to 2 where it is left out, and leave it where that is not proven.
 */
export function aggregateCode(
  group: Group,
  aggregate: Aggregate,
  place: number,
): readonly string[] {
  const { variable, where, key } = aggregate;
  const isSeveral = key?.type.kind === "list";
  if (isSeveral && !["countBy", "sumBy"].includes(aggregate.how)) return [];
  const writeTaken = isSeveral ? writeSeveral : writeCounted;
  const names = bind(rootNames(group), variable, { is: "fields", tree: group.record });
  const lines = inBlock(group, names, (w) => {
    if (!where) {
      writeTaken(w, aggregate, place);
      return;
    }
    const counts = value(w, where);
    const inner = nested(w);
    writeTaken(inner, aggregate, place);
    block(w, `if (${counts.code})`, inner);
    write(w, `else out[${place}] = 2;`);
  });
  return lines.some((line) => line.startsWith("out[")) ? lines : [];
}

function writeCounted(w: Writing, { key, value: node }: Aggregate, place: number): void {
  if (key) write(w, `keys[${place}] = ${value(w, key).code};`);
  if (node) {
    const units = prove(w, value(w, node));
    write(w, `units[${place}] = ${units.code};`);
    write(w, `scales[${place}] = ${units.scale};`);
  }
  write(w, `out[${place}] = 1;`);
}

/** Groups beside their values, where it has some: one each. */
function writeSeveral(w: Writing, { key, value: node }: Aggregate, place: number): void {
  const keys = listOperand(w, key as Node, STRING);
  if (node?.type.kind === "list") {
    const parts = listOperand(w, node, node.type.of);
    demand(w, `${parts.code}.length === ${keys.code}.length`);
    write(w, `parts[${place}] = ${parts.code};`);
    write(w, `scales[${place}] = ${parts.scale};`);
  } else if (node) write(w, w.bail);
  write(w, `keys[${place}] = ${keys.code};`);
  write(w, `out[${place}] = 3;`);
}
