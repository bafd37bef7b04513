import type { Subject } from "../../subject.ts";
import type { Node } from "../node.ts";
import { DATE } from "../types.ts";
import type { Names } from "./names.ts";
import { bind } from "./names.ts";

/** The name under which every expression sees the day that dates the record. */
export const recordDay = "effective_on";

/**
 * The same rule or expression, whose look-ups in dated tables all name their day: where none is
 * written it is the one that dates the record. Plain JSON; what has no such look-up is left as it is.
 */
export function withDays<Part>(part: Part, tables: Subject["tables"]): Part {
  if (typeof part !== "object" || part === null) return part;
  if (Array.isArray(part)) {
    const items = part.map((item) => withDays(item, tables));
    return (items.some((item, i) => item !== part[i]) ? items : part) as Part;
  }
  let made: object = part;
  for (const [name, of] of Object.entries(part)) {
    const dated = withDays(of, tables);
    if (dated === of) continue;
    made = { ...made, [name]: dated };
  }
  return (isOfRecordDay(made as Partial<Node>, tables) ? { ...made, on: dayNode } : made) as Part;
}

const dayNode: Node = { op: "name", type: DATE, name: recordDay };

/** A table that nobody describes counts as dated. */
const isOfRecordDay = (node: Partial<Node>, tables: Subject["tables"]): boolean =>
  node.op === "lookup" && !node.on && tables[node.table ?? ""]?.dated !== false;

/** The names with the day that dates a record of the kind, worked out where it is needed. */
export const bindRecordDay = (names: Names | undefined, day: Node | undefined) =>
  day ? bind(names, recordDay, { is: "let", node: day, names }) : names;
