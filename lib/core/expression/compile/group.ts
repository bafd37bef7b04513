import type { KindPlan } from "../../plan.ts";
import type { Subject } from "../../subject.ts";
import type { Schema } from "../types.ts";
import { type FieldTree, fieldTree } from "./fields.ts";
import type { ListPass } from "./pass.ts";
import type { ReadLists } from "./read-lists.ts";

/** Rules that are compiled into one function, and what that function reads for them. */
export interface Group {
  readonly schema: Schema;
  readonly tables: Subject["tables"];
  readonly kinds: Subject["records"];
  readonly record: FieldTree;
  readonly run: FieldTree;
  readonly submission: FieldTree;
  /** What tells the day and the market of a record, where its kind has them. */
  readonly kind: KindPlan;
  /** The lists of the record that other functions may pass over as well, where it has such. */
  readonly lists?: ReadLists | undefined;
  /** In the order in which they are wanted first. */
  readonly passes: ListPass[];
  /** The variables that say whether a table was ever loaded. */
  readonly loaded: Map<string, string>;
  /** What is made once, when the code is loaded: declarations by the call that makes them. */
  readonly made: Map<string, string>;
  readonly written: { lines: number; names: number; checkStart: number };
}

/** `names`: how many variables earlier groups have, since columns of all stand side by side. */
export function newGroup(
  { schema, tables, records }: Subject,
  made: Map<string, string>,
  names: number,
  kind: KindPlan = {},
  lists?: ReadLists,
): Group {
  return {
    schema,
    tables,
    kinds: records,
    record: fieldTree("record"),
    run: fieldTree("run", { present: "hasRun" }),
    submission: fieldTree("submission", { present: "hasSubmission" }),
    kind,
    lists,
    passes: [],
    loaded: new Map(),
    made,
    written: { lines: 0, names, checkStart: 0 },
  };
}
