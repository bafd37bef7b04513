import type { Type } from "./types.ts";

/**
 * A checked expression: what the checker makes of CEL, and what interpreter and compiler read.
 * Plain JSON, so that a plan can be stored. Macros are `loop`s again, overloads are resolved,
 * every widening is written out, so that both operands of a comparison have one kind.
 */
export type Node =
  | { readonly op: "const"; readonly type: Type; readonly value: Constant }
  /** A root (`record`, `run`, `params` …), a `let`, or a loop variable. */
  | { readonly op: "name"; readonly type: Type; readonly name: string }
  | { readonly op: "select"; readonly type: Type; readonly of: Node; readonly field: string }
  /** `text`: the field is text, for which being empty is not being absent. */
  | {
      readonly op: "has";
      readonly type: Type;
      readonly of: Node;
      readonly field: string;
      readonly text?: true;
    }
  /** `list[index]` */
  | { readonly op: "at"; readonly type: Type; readonly of: Node; readonly index: Node }
  /** `map[key]` */
  | { readonly op: "entry"; readonly type: Type; readonly of: Node; readonly key: Node }
  | { readonly op: "and" | "or"; readonly type: Type; readonly left: Node; readonly right: Node }
  | { readonly op: "not"; readonly type: Type; readonly of: Node }
  | {
      readonly op: "if";
      readonly type: Type;
      readonly test: Node;
      readonly then: Node;
      readonly else: Node;
    }
  | {
      readonly op: "compare";
      readonly type: Type;
      readonly how: Comparison;
      readonly left: Node;
      readonly right: Node;
    }
  | { readonly op: "in"; readonly type: Type; readonly item: Node; readonly list: Node }
  | {
      readonly op: "arith";
      readonly type: Type;
      readonly how: Arithmetic;
      readonly left: Node;
      readonly right: Node;
    }
  | { readonly op: "negate"; readonly type: Type; readonly of: Node }
  /** An int that becomes a decimal or a real, alone or in a list. */
  | { readonly op: "widen"; readonly type: Type; readonly of: Node }
  | {
      readonly op: "loop";
      readonly type: Type;
      readonly macro: Macro;
      readonly name: string;
      readonly list: Node;
      /** The predicate; for `map` what each element becomes. */
      readonly body: Node;
      /** Only for `map` with three arguments: which elements count. */
      readonly where?: Node;
    }
  | {
      readonly op: "call";
      readonly type: Type;
      /** The id of a row of the function table. */
      readonly fn: string;
      readonly args: readonly Node[];
    }
  | { readonly op: "list"; readonly type: Type; readonly items: readonly Node[] }
  | {
      readonly op: "map";
      readonly type: Type;
      readonly entries: readonly (readonly [key: Node, value: Node])[];
    }
  /** `optional(x)`: a value that knows whether it is there. */
  | { readonly op: "optional"; readonly type: Type; readonly of: Node }
  | { readonly op: "orElse"; readonly type: Type; readonly of: Node; readonly other: Node }
  | { readonly op: "hasValue"; readonly type: Type; readonly of: Node }
  /** `blank(x)`: absent, or text of white space only. */
  | { readonly op: "blank"; readonly type: Type; readonly of: Node }
  /** One row, effective on a date; no row is missing, two are a fault. */
  | {
      readonly op: "lookup";
      readonly type: Type;
      readonly table: string;
      readonly key: Node;
      readonly on?: Node;
      /** Whether the rule can do without the table: read as empty where it was never loaded. */
      readonly mayLack?: true;
    }
  /** All rows under a key, bounded by `rowsMax`. */
  | {
      readonly op: "rows";
      readonly type: Type;
      readonly table: string;
      readonly key: Node;
      readonly on?: Node;
      /** Whether the rule can do without the table: read as empty where it was never loaded. */
      readonly mayLack?: true;
    }
  | { readonly op: "attested"; readonly type: Type; readonly fact: string }
  | SetForm
  /** What a run rule knows of all records: the aggregate of this id. */
  | { readonly op: "aggregate"; readonly type: Type; readonly id: string }
  /**
   * Earlier released runs, oldest first: their figures under a name, of one group where there is a
   * key; the runs themselves without a name.
   */
  | { readonly op: "history"; readonly type: Type; readonly name?: string; readonly key?: Node }
  | {
      readonly op: "violations";
      readonly type: Type;
      readonly what: "count" | "applicable" | "share";
      readonly rule: string;
    }
  /** `violations.rules()`: what each rule over records gave. */
  | { readonly op: "violations"; readonly type: Type; readonly what: "rules" };

export type NodeOf<Op extends Node["op"]> = Extract<Node, { readonly op: Op }>;

/** What a set rule knows of the other records that share its key. */
export type SetForm =
  /** The others with the same key. */
  | { readonly op: "set"; readonly form: "duplicates"; readonly type: Type; readonly by: Node }
  /** The others with the same key for which `where` holds; it sees `record` and `other`. */
  | {
      readonly op: "set";
      readonly form: "others";
      readonly type: Type;
      readonly by: Node;
      readonly where: Node;
      readonly archive?: string;
      readonly max: number;
    }
  /** The records of another kind with the key: `other` in `key` is one of these. */
  | {
      readonly op: "set";
      readonly form: "joined";
      readonly type: Type;
      readonly by: Node;
      readonly of: string;
      readonly key: Node;
      readonly max: number;
    }
  /** The others with the same key whose period, both ends inclusive, shares a day with this one's. */
  | {
      readonly op: "set";
      readonly form: "overlaps";
      readonly type: Type;
      readonly by: Node;
      readonly from: Node;
      readonly to: Node;
    }
  /** The whole numbers missing between the next smaller number of the key and this one. */
  | {
      readonly op: "set";
      readonly form: "gaps";
      readonly type: Type;
      readonly by: Node;
      readonly number: Node;
    }
  /** The sum of `value` over the records of the key up to and with this one, in the order given. */
  | {
      readonly op: "set";
      readonly form: "runningSum";
      readonly type: Type;
      readonly by: Node;
      readonly value: Node;
      readonly order: readonly Node[];
    }
  /** Roster rules: whether a record has, by `record` of the loop variable, this row's key. */
  | {
      readonly op: "set";
      readonly form: "present";
      readonly type: Type;
      readonly by: Node;
      readonly name: string;
      readonly record: Node;
    }
  /** The record of the key before this one, in the order given. */
  | {
      readonly op: "set";
      readonly form: "previous";
      readonly type: Type;
      readonly by: Node;
      readonly order: readonly Node[];
    };

/** bools as they are; ints, decimals, dates and instants as their text. */
export type Constant = boolean | string | null;

export type Comparison = "==" | "!=" | "<" | "<=" | ">" | ">=";
export type Arithmetic = "+" | "-" | "*" | "/" | "%";
export type Macro = "all" | "exists" | "exists_one" | "map" | "filter";
