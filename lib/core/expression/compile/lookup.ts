import type { NodeOf } from "../node.ts";
import { keyOf } from "./closed.ts";
import { value } from "./expression.ts";
import { textLiteral } from "./literal.ts";
import { prove, text } from "./operand.ts";
import { charge, declare, demand, recall, remember, spend, type Writing } from "./writing.ts";

/** Steps that the interpreter charges for a row: one to look, one for what was found. */
const rowSteps = 2;

/** The variable that holds the row of a table, undefined where there is none. Bails on two rows. */
export function rowOf(w: Writing, node: NodeOf<"lookup">): string {
  const fact = `row ${keyOf(w.names, node)}`;
  const known = recall(w, fact);
  if (known) {
    spend(w, known.max);
    return known.code;
  }
  const [lines, cost] = [w.lines.length, w.meter.cost];
  const row = declare(w, `rowUnder(${askedOf(w, node)})`);
  spend(w, rowSteps);
  demand(w, `${row} !== none`);
  // the interpreter looks and pays again: where that is known it is paid here, and not looked up
  if (w.lines.slice(lines).some((line) => line.includes(w.fuel))) return row;
  return remember(w, fact, { ...text(row), max: w.meter.cost - cost }).code;
}

/** The variable that holds all rows under a key; on any day, where none is named. */
export function rowsOf(w: Writing, node: NodeOf<"rows">): string {
  const rows = declare(w, `rowsUnder(${askedOf(w, node)})`);
  demand(w, `${rows} !== none`);
  charge(w, `(1 + ${rows}.length)`);
  return rows;
}

const isDated = (w: Writing, { table }: Asked): boolean => w.group.tables[table]?.dated !== false;

type Asked = NodeOf<"lookup"> | NodeOf<"rows">;

function askedOf(w: Writing, node: Asked): string {
  const key = value(w, node.key).code;
  const on = isDated(w, node) && node.on ? prove(w, value(w, node.on)).code : "undefined";
  return `context, ${textLiteral(node.table)}, ${key}, ${on}${node.mayLack ? ", true" : ""}`;
}
