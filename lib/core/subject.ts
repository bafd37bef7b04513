import type { Schema } from "./expression/types.ts";
import type { JsonObject } from "./expression/value.ts";

/** What the engine knows of a subject kind: shapes, natural key, what dates and places a record. */
export interface Subject {
  /** `order`, `billing-run` … */
  readonly kind: string;
  readonly schema: Schema;
  /** Record types of the kind by the name that rules use in `of:`; the first is the default. */
  readonly records: readonly RecordKind[];
  /** The shape of the run header (`run`), where the kind has one. */
  readonly run?: string;
  /** Fields of the run header that are equal in runs of one kind, whose history is one. */
  readonly history?: readonly string[];
  /** The shape of the envelope's headers (`submission`). */
  readonly submission?: string;
  /** Reference tables that rules may read. */
  readonly tables: Readonly<Record<string, Table>>;
  /** Facts that a reviewer's form can fill, by name, with what is asked (English). */
  readonly facts?: Readonly<Record<string, string>>;
}

export interface RecordKind {
  /** `order`, `invoice`, `notice` … */
  readonly name: string;
  /** The shape in `schema`. */
  readonly shape: string;
  /** Fields of an envelope that hold records of this type; `name` with an s where absent. */
  readonly lists?: readonly string[];
  /** Paths of the fields that make the natural key: `["order_number"]`, `["seller.id", "number"]`. */
  readonly key: readonly string[];
  /** A CEL expression of type date: which day decides what rules are in force. */
  readonly effectiveOn?: string;
  /** A CEL expression of type string or list<string>: the countries a record belongs to. */
  readonly markets?: string;
  /** A CEL expression of type string: the currency of `money_at_risk`. */
  readonly currency?: string;
  /** A CEL expression of type string: the customer, for counting who is affected. */
  readonly customer?: string;
  /** A CEL expression of type decimal: what the record is worth, for rules that state no money at risk. */
  readonly amount?: string;
}

export interface Table {
  /** The shape of a row in the subject's schema. */
  readonly shape: string;
  /** The fields that make a row's key, in the order of `key(a, b)`. */
  readonly key: readonly string[];
  /** Whether rows are effective between `valid_from` and `valid_to` (inclusive, open when absent). */
  readonly dated: boolean;
  readonly doc: string;
  /** Whether several rows may be effective under one key; only `rows` reads such a table. */
  readonly many?: boolean;
}

/**
 * Rows of reference tables that were fetched for the records at hand. One source always gives the
 * same: what it gave is remembered, and where there is more to give, it is another source.
 */
export interface ReferenceRows {
  /** Whether the table was ever loaded. */
  loaded(table: string): boolean;
  /** Whether rows were read for a key; absent where all were. Unread ones are never taken as none. */
  asked?(table: string, key: string): boolean;
  /** The rows under a canonical key that are effective on a day; all dates when none is given. */
  find(table: string, key: string, on: number | undefined): readonly JsonObject[];
  /**
   * Every row of a table, for rules that go through it (`for:`); undefined where nobody can go
   * through it here: such a rule cannot be judged.
   */
  all(table: string): Iterable<JsonObject> | undefined;
}

/** A key whose rows a record needs before it can be judged. */
export interface ReferenceKey {
  readonly table: string;
  readonly key: string;
}
