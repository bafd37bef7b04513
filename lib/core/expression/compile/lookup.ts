import type { Node, NodeOf } from "../node.ts";
import { BOOL, optionalOf as optionalType } from "../types.ts";
import { keyOf } from "./closed.ts";
import { value } from "./expression.ts";
import type { Group } from "./group.ts";
import { textLiteral } from "./literal.ts";
import { find } from "./names.ts";
import { prove, text } from "./operand.ts";
import { compileHasValue, optionalOf } from "./presence.ts";
import {
  block,
  charge,
  declare,
  demand,
  fresh,
  nested,
  recall,
  remember,
  spend,
  type Writing,
  write,
} from "./writing.ts";

/** Steps that the interpreter charges for a row: one to look, one for what was found. */
const rowSteps = 2;

/**
 * The variable that holds the row of a table, undefined where there is none or its key is absent.
 * Bails on two rows.
 */
export function rowOf(w: Writing, node: NodeOf<"lookup">): string {
  const fact = `row ${keyOf(w.names, node)}`;
  const known = recall(w, fact);
  if (known) {
    spend(w, known.max);
    return known.code;
  }
  const [lines, cost] = [w.lines.length, w.meter.cost];
  const row = askedRow(w, node);
  spend(w, rowSteps);
  // the interpreter looks and pays again: where that is known it is paid here, and not looked up
  if (w.lines.slice(lines).some((line) => line.includes(w.fuel))) return row;
  return remember(w, fact, { ...text(row), max: w.meter.cost - cost }).code;
}

function askedRow(w: Writing, node: NodeOf<"lookup">): string {
  const day = dayCode(w, node);
  const row = fresh(w.group, "v");
  const there = isKeyThere(w, node.key);
  if (there === "true") {
    write(w, `const ${row} = rowUnder(${askedOf(node, value(w, node.key).code, day)});`);
    demand(w, `${row} !== none`);
    return row;
  }
  const inner = nested(w);
  write(inner, `${row} = rowUnder(${askedOf(node, value(inner, node.key).code, day)});`);
  demand(inner, `${row} !== none`);
  write(w, `let ${row} = undefined;`);
  block(w, `if (${there})`, inner);
  return row;
}

/**
 * The code of whether a key is there: all its parts are. A part that is a fault bails, and so does a
 * key that is absent where some part of it is computed.
 */
export function isKeyThere(w: Writing, key: Node): string {
  const parts = key.op === "call" && key.fn === "key" ? key.args : [key];
  if (!parts.every(({ op }) => op === "select")) return "true";
  const there = parts.map((part) => isThere(w, part)).filter((code) => code !== "true");
  return there.join(" && ") || "true";
}

/** The code of whether a value is there; one that is a fault bails, and most that are computed. */
export function isThere(w: Writing, node: Node): string {
  const binding = node.op === "name" ? find(w.names, node.name) : undefined;
  if (binding?.is === "let") return isThere({ ...w, names: binding.names }, binding.node);
  const found = node.op === "orElse" ? optionalOf(w, node.of) : undefined;
  if (node.op === "orElse" && found) {
    const first = isThere(...found);
    const result = fresh(w.group, "v");
    const otherwise = nested(w);
    write(otherwise, `${result} = ${isThere(otherwise, node.other)};`);
    write(w, `let ${result} = ${first};`);
    block(w, `if (!${result})`, otherwise);
    return result;
  }
  const of: Node = { op: "optional", type: optionalType(node.type), of: node };
  return compileHasValue(w, { op: "hasValue", type: BOOL, of }).code;
}

/** The variable that holds all rows under a key; on any day, where none is named. */
export function rowsOf(w: Writing, node: NodeOf<"rows">): string {
  const day = dayCode(w, node);
  const rows = declare(w, `rowsUnder(${askedOf(node, value(w, node.key).code, day)})`);
  demand(w, `${rows} !== none`);
  charge(w, `(1 + ${rows}.length)`);
  return rows;
}

type Asked = NodeOf<"lookup"> | NodeOf<"rows">;

/** The day on which a table is looked into; of one without days there is none. */
export const dayOf = (w: Writing, { table, on }: Asked): Node | undefined =>
  w.group.tables[table]?.dated === false ? undefined : on;

function dayCode(w: Writing, node: Asked): string {
  const day = dayOf(w, node);
  return day ? prove(w, value(w, day)).code : "undefined";
}

const askedOf = ({ table, mayLack }: Asked, key: string, day: string): string =>
  `context, ${textLiteral(table)}, ${key}, ${day}${mayLack ? ", true" : ""}`;

/** The variable that says whether a table was ever loaded. */
export function loadedCode(group: Group, table: string): string {
  const known = group.loaded.get(table) ?? fresh(group, "k");
  group.loaded.set(table, known);
  return known;
}
