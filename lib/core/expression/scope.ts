import type { Table } from "../subject.ts";
import type { Node } from "./node.ts";
import type { Schema, Type } from "./types.ts";

/** What an expression may see, and what its scope allows. */
export interface CheckScope {
  readonly schema: Schema;
  readonly tables: Readonly<Record<string, Table>>;
  /** Tables that are read as empty where they were never loaded. */
  readonly optionalTables?: readonly string[];
  /** Roots, lets and loop variables by name; parameters as `params.tol`. */
  readonly names: Readonly<Record<string, Type>>;
  /** Names of the facts that people attest. */
  readonly facts: readonly string[];
  /** Names of the lexicon's categories, where the rule set has a lexicon. */
  readonly categories?: readonly string[];
  /** Set rules only: the forms that look at other records. */
  readonly set?: {
    readonly record: Type;
    /** The other kinds of records that a submission may hold, by name. */
    readonly kinds: Readonly<Record<string, Type>>;
  };
  /** Roster rules only: the shape of the records that the rows are looked for in. */
  readonly roster?: { readonly record: Type };
  /** Run rules only: aggregates over all records of a shape, collected while checking. */
  readonly run?: RunScope;
}

export interface RunScope {
  readonly record: Type;
  /** Named aggregates of the rule set, and their types. */
  readonly named: Readonly<Record<string, Type>>;
  /** Every rule id, for `violations.count("…")`. */
  readonly rules: ReadonlySet<string>;
  /** Takes an aggregate and gives it an id; equal ones share it. */
  readonly collect: (aggregate: AggregateDraft) => string;
}

export interface AggregateDraft {
  readonly how: "sum" | "count" | "min" | "max" | "avg" | "sumBy" | "countBy" | "numbers";
  readonly variable: string;
  readonly value?: Node;
  readonly where?: Node;
  readonly key?: Node;
  readonly type: Type;
}

/** A mistake in an expression; `offset` counts UTF-16 units from its start. */
export interface ExpressionProblem {
  readonly offset: number;
  readonly length: number;
  readonly message: string;
}

export type Checked =
  | { readonly ok: true; readonly node: Node }
  | { readonly ok: false; readonly problems: readonly ExpressionProblem[] };
