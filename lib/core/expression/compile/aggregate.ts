import type { Aggregate } from "../../plan.ts";
import { value } from "./expression.ts";
import type { Group } from "./group.ts";
import { bind } from "./names.ts";
import { prove } from "./operand.ts";
import { inBlock, rootNames } from "./rule.ts";
import { block, nested, type Writing, write } from "./writing.ts";

/**
 * The statements that work out what an aggregate takes of a record. They set `out[place]` to 1 where
 * it counts, with its key and its value as units at a scale, to 2 where it is left out, and leave it
 * where that is not proven.
 */
export function aggregateCode(
  group: Group,
  aggregate: Aggregate,
  place: number,
): readonly string[] {
  const { variable, where, key } = aggregate;
  // A record of several groups is added by the interpreter.
  if (key?.type.kind === "list") return [];
  const names = bind(rootNames(group), variable, { is: "fields", tree: group.record });
  const lines = inBlock(group, names, (w) => {
    if (!where) {
      writeCounted(w, aggregate, place);
      return;
    }
    const counts = value(w, where);
    const inner = nested(w);
    writeCounted(inner, aggregate, place);
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
