import type { Node } from "./expression/node.ts";
import type { Type } from "./expression/types.ts";
import type { Severity } from "./severity.ts";

/** Languages a rule set may be written in; `en` is always there. */
export const languages = ["en", "et", "ro", "nb"] as const;
export type Language = (typeof languages)[number];

/** Text by language; for messages an ICU MessageFormat pattern. */
export type Localized = Readonly<Partial<Record<Language, string>>>;

/** What becomes of a rule that could not be judged because something was absent. */
export type MissingSetting = "skip" | Severity;

export type Scope = "record" | "set" | "run";
export const stages = ["intake", "dispatch", "backlog"] as const;
export type Stage = (typeof stages)[number];

/** Ordered tests, worst first; the first that holds gives the severity. */
export interface SeverityLadder {
  readonly steps: readonly { readonly severity: Severity; readonly when: Node }[];
  readonly otherwise: Severity;
}

/** Inclusive days (since 1970-01-01), open where absent. */
export interface Effective {
  readonly from?: number;
  readonly to?: number;
}

/** A rule as it stands in a plan: checked, resolved, plain JSON. */
export interface Rule {
  readonly id: string;
  readonly title: Localized;
  readonly scope: Scope;
  /** The record kind it judges; for run rules the kind whose market it takes. */
  readonly of: string;
  /** Empty: at every stage. */
  readonly stages: readonly Stage[];
  /** Tier 2 starts in shadow: violations are counted, nothing is held. */
  readonly tier: 1 | 2;
  readonly shadow: boolean;
  readonly enabled: boolean;
  readonly locked: boolean;
  readonly waivable: boolean;
  /** Country codes after the sets (EU, EEA) were resolved; absent means everywhere. */
  readonly jurisdictions?: readonly string[];
  readonly effective: Effective;
  readonly variants: readonly Variant[];
  readonly source: string;
  /** What goes wrong for a customer without it (English): shown where it is not configured. */
  readonly prevents: string;
  /** Loops over elements, outermost first; later ones see earlier names. One violation an element. */
  readonly each: readonly { readonly name: string; readonly list: Node }[];
  /** Turns the rule round: judged once per row of a table, to find what is absent. */
  readonly roster?: { readonly table: string; readonly name: string; readonly where?: Node };
  readonly lets: readonly { readonly name: string; readonly node: Node }[];
  readonly params: Readonly<Record<string, Param>>;
  readonly checks: readonly Check[];
  readonly moneyAtRisk?: Node;
  /** ICU patterns. */
  readonly message: Localized;
  /** Placeholders of the message that are no `let` and no parameter. */
  readonly values: Readonly<Record<string, Node>>;
  readonly fix?: Localized;
  /** Only for set rules and rosters: the key that brings records together. */
  readonly by?: Node;
  /** Fields of the record that any part of the rule reads: what a set rule keeps of a record. */
  readonly reads: readonly string[];
  /** Other record kinds that a set rule joins to its own; absent where it joins none. */
  readonly joins?: readonly Join[];
  /** A sample that people must confirm before the submission may pass. */
  readonly sample?: Sample;
  /** Where the rule stands: `rulesets/order/prices.yaml:12`. */
  readonly at: string;
}

/** A record kind that a set rule joins to its own by key. */
export interface Join {
  readonly of: string;
  /** Its key as `by` is the rule's: made of `record`, which is one of this kind. */
  readonly by: Node;
  /** Fields that any part of the rule reads of it. */
  readonly reads: readonly string[];
}

/** Records drawn with the payload digest as seed, so that every replay draws the same. */
export interface Sample {
  /** The most records that are drawn. */
  readonly size: number;
  /** Where given, as many are drawn as the root of all records, but no fewer than this. */
  readonly least?: number;
  /** What kinds a record stands for, a list of keys: one of each kind is drawn first. */
  readonly strata?: Node;
  readonly confirmedBy: string;
  /** Only of run rules: asked for where the rule fails, and then it is what the rule fails for. */
  readonly whenFailed?: true;
}

/** One test of a rule. A rule that names none has one, without a name. */
export interface Check {
  /** Empty for the only check of a rule. */
  readonly name: string;
  readonly when?: Node;
  readonly must: Node;
  /** Expressions of the places where it shows: selections from `record` or an element. */
  readonly show: readonly Node[];
  readonly severity: SeverityLadder;
  readonly missing: MissingSetting;
  /** The `{reason}` of the rule's message. */
  readonly reason?: Localized;
  /**
   * Fields that it reads, by itself or by an aggregate: as paths from the record
   * (`lines.net_amount`), of headers with their name before them (`run.country`).
   */
  readonly reads: readonly string[];
  /** The part of `reads` that `when` alone reads: a record it leaves out needs no more. */
  readonly whenReads: readonly string[];
  /** Reference tables that it reads, and those of the rule's `requires`. */
  readonly tables: readonly string[];
  /** It reads earlier runs. */
  readonly history?: true;
}

export interface Param {
  readonly type: Type;
  /** Text of the value; for money by currency, a map from currency to text. */
  readonly value: string | boolean | Readonly<Record<string, string>>;
  readonly min?: string;
  readonly max?: string;
}

export interface Variant {
  readonly effective: Effective;
  readonly jurisdictions?: readonly string[];
  readonly severity?: SeverityLadder;
  readonly params: Readonly<Record<string, Param>>;
}
