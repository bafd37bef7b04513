import type { Subject } from "../subject.ts";
import { textsIn } from "./fields.ts";
import { readTable } from "./loops.ts";
import type { Complaints } from "./problem.ts";
import type { Entry } from "./tree.ts";

/** The tables of `requires`, of a rule or of one of its checks. */
export function readRequires(
  entry: Entry | undefined,
  subject: Subject,
  complaints: Complaints,
): readonly string[] {
  const tables = textsIn(entry, complaints).map((text) => readTable(text, subject, complaints));
  return tables.flatMap((table) => (table ? [table.table] : []));
}
