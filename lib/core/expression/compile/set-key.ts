import type { Node } from "../node.ts";
import { value } from "./expression.ts";
import { isAbsentCode } from "./fields.ts";
import type { Group } from "./group.ts";
import { maybeRaw } from "./presence.ts";
import { inBlock } from "./rule.ts";
import { rootNames } from "./rule-names.ts";
import { write } from "./writing.ts";

/**
 * The statements that set `keys[place]` to the key of a record for a set rule or a roster, where it
 * is proven to be that of the interpreter; to null, where it is proven that there is none.
 */
export function keyCode(group: Group, by: Node | undefined, place: number): readonly string[] {
  if (by?.type.kind !== "string") return [];
  const names = rootNames(group);
  const parts = by.op === "call" && by.fn === "key" ? by.args : [by];
  return [
    ...inBlock(group, names, (w) => {
      write(w, `keys[${place}] = ${value(w, by).code};`);
    }),
    ...parts.filter(isField).flatMap((part) =>
      inBlock(group, names, (w) => {
        const raw = maybeRaw(w, part);
        const isText = part.type.kind === "string";
        if (raw !== undefined) write(w, `if (${isAbsentCode(raw, isText)}) keys[${place}] = null;`);
      }),
    ),
  ];
}

/** A field of the record, or of a record in it. */
const isField = (node: Node): boolean =>
  node.op === "select" && (node.of.op === "name" || isField(node.of));
