import type { Node, NodeOf } from "../node.ts";
import { value } from "./expression.ts";
import { isAbsentCode } from "./fields.ts";
import { textLiteral } from "./literal.ts";
import { text } from "./operand.ts";
import { maybeRaw } from "./presence.ts";
import { declare, demand, recall, remember, type Writing, write } from "./writing.ts";

/**
 * The raw value under a key of a map of the record, undefined where there is none. One value that
 * is not of its type makes the whole map unjudged, so all of them are looked at.
 */
export function entryOf(w: Writing, node: NodeOf<"entry">): string {
  const raw = mapOf(w, node.of);
  return declare(
    w,
    `${isAbsentCode(raw, false)} ? undefined : ownOf(${raw}, ${value(w, node.key).code})`,
  );
}

/** `has(map.key)` */
export function hasEntry(w: Writing, node: NodeOf<"has">): string {
  const raw = mapOf(w, node.of);
  const own = declare(
    w,
    `${isAbsentCode(raw, false)} ? undefined : ownOf(${raw}, ${textLiteral(node.field)})`,
  );
  return `!${isAbsentCode(own, true)}`;
}

const scalars = ["bool", "int", "decimal", "real", "string", "date", "instant"];

/** The raw map that an expression stands for, absent or of the right type. */
function mapOf(w: Writing, node: Node): string {
  const raw = maybeRaw(w, node);
  const kind = node.type.kind === "map" ? node.type.of.kind : "any";
  if (raw === undefined || !scalars.includes(kind)) {
    write(w, w.bail);
    return "none";
  }
  const fact = `map ${raw}`;
  if (recall(w, fact)) return raw;
  demand(w, `${isAbsentCode(raw, false)} || isMapOf(${raw}, ${textLiteral(kind)})`);
  return remember(w, fact, text(raw)).code;
}
