import type { Node } from "../../core/expression/node.ts";
import type { Type } from "../../core/expression/types.ts";
import type { Json } from "../../core/expression/value.ts";
import type { Spot } from "../../core/ruleset/problem.ts";
import type { RecordKind, Subject } from "../../core/subject.ts";
import type { Encoding } from "../readers/encoding.ts";
import type { Format } from "../readers/format.ts";
import type { TimePattern } from "./time-pattern.ts";

/** How a foreign format becomes records of a subject: what `parseMapping` makes of a YAML file. */
export interface Mapping {
  readonly name: string;
  readonly subject: Subject;
  /** The record kind that it makes. */
  readonly of: RecordKind;
  readonly reads: Format;
  readonly encoding?: Encoding;
  readonly delimiter?: string;
  /** Contiguous rows with equal values here are one record; empty where each row is one. */
  readonly group: readonly Reference[];
  readonly fields: readonly FieldTarget[];
  /** Every column or path that it reads, in the order of the file. */
  readonly references: readonly Reference[];
  /** Fields that it never sets, as paths from the record: `customer.email`, `items.gtin`. */
  readonly unsupplied: readonly string[];
}

/** A column of a table, or a path into JSON, and where the mapping names it. */
export interface Reference {
  readonly name: string;
  /** The names that lead there; one for a column. */
  readonly path: readonly string[];
  readonly spot: Spot;
}

export interface FieldTarget {
  readonly name: string;
  readonly target: Target;
}

/** How the value of a field is made. */
export type Target =
  | ValueTarget
  | { readonly kind: "record"; readonly fields: readonly FieldTarget[] }
  /** A list with an element for each row of the record. */
  | { readonly kind: "each_row"; readonly item: Target }
  /** A list with an element for each element of a list in the JSON that is read. */
  | { readonly kind: "each"; readonly list: Reference; readonly item: Target }
  /** What stands at a path, as it is. */
  | { readonly kind: "as_is"; readonly from: Reference };

export interface ValueTarget {
  readonly kind: "value";
  readonly source: Source;
  readonly type: Type;
  readonly steps: Steps;
  /** Which row gives the value of a record of several rows; `same`: all, and they must agree. */
  readonly take: Take;
}

export const takes = ["same", "first", "last"] as const;
export type Take = (typeof takes)[number];

export type Source =
  | { readonly kind: "reference"; readonly from: Reference }
  | { readonly kind: "constant"; readonly value: Json }
  /** The number of the row within its record, from 1. */
  | { readonly kind: "row_number" }
  /**
   * Sees `row`, a map of texts, and in records of several rows `rows`. `columns`: those it reads of
   * `row` itself.
   */
  | { readonly kind: "expression"; readonly node: Node; readonly columns: readonly Reference[] };

/** What is done to a text before it takes the type of its field, in this order. */
export interface Steps {
  /** Taken off the end, where it stands there. */
  readonly strip?: string;
  /** Texts that mean that there is no value. */
  readonly absent: readonly string[];
  readonly map?: ReadonlyMap<string, string | null>;
  /** By how a text begins; the longest that fits. */
  readonly prefixes?: ReadonlyMap<string, string | null>;
  /** What takes the place of a text that neither has; without it the text stays. */
  readonly otherwise?: { readonly value: string | null };
  readonly pattern?: TimePattern;
  readonly zone?: string;
  readonly numbers: NumberStyle;
}

/** How numbers are written. */
export interface NumberStyle {
  readonly decimal: "." | ",";
  /** Between groups of three digits. */
  readonly thousands?: string;
}
