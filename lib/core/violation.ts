import type { Place, Position } from "./record.ts";
import type { Severity } from "./severity.ts";

/** What one rule gave on one record: exactly one of these. */
export type Outcome = "not_applicable" | "not_configured" | "failed" | "pass" | "missing" | "fault";

/** From the best to the worst: the outcome of a rule is the worst of its checks and elements. */
export const outcomes: readonly Outcome[] = [
  "not_applicable",
  "not_configured",
  "pass",
  "missing",
  "failed",
  "fault",
];

/** An outcome that a person may have to look at. Plain JSON without clock, id or chunk number. */
export interface Violation {
  readonly rule: string;
  /** The named check, where the rule has several. */
  readonly check?: string;
  readonly outcome: "failed" | "missing" | "fault";
  readonly severity: Severity;
  /** A tier 2 or shadowed rule: counted, shown, but nothing is held. */
  readonly shadow?: true;
  /** The record; absent for a violation of the submission as a whole. */
  readonly record?: RecordRef;
  /** Further records that a set rule names. */
  readonly others?: readonly RecordRef[];
  /** The element of `each`, by loop name: index from 0. */
  readonly element?: Readonly<Record<string, number>>;
  /** The country it was judged for, where variants or jurisdictions made a difference. */
  readonly market?: string;
  /** JSON Pointers into the record where it shows. */
  readonly at: readonly string[];
  /** The XPaths of `at`, one each in its order, where the record was read from XML. */
  readonly xpath?: readonly string[];
  /** Placeholders of the message, formatted as data (decimals with their digits). */
  readonly values: Readonly<Record<string, MessageValue>>;
  /** The values that decided it, as the rule wrote them. */
  readonly evidence: readonly Evidence[];
  /** Why it could not be judged, for `missing` and `fault`. */
  readonly why?: string;
  /** Decimal text; "unknown" when it could not be computed (counts as over every approval tier). */
  readonly moneyAtRisk?: string;
  readonly currency?: string;
  /** Built-in rules carry their reason here, in English. */
  readonly note?: string;
  /**
   * SHA-256, hex, over rule, check, natural key and element by natural key: links resubmissions. In
   * a report also over the record, where several share a natural key.
   */
  readonly fingerprint: string;
  /** The record's digest, by which these are told apart; a report does not repeat it. */
  readonly digest?: string;
}

export interface RecordRef {
  readonly key: string;
  readonly position: Position;
  readonly place: Place;
}

export interface Evidence {
  readonly expression: string;
  readonly value: string;
}

export interface MessageValue {
  readonly type: "decimal" | "int" | "real" | "date" | "instant" | "string" | "bool" | "unknown";
  readonly value: string;
}

/** Rules of the engine itself: they need no rule set and cannot be switched off. */
export const builtIn = {
  /** A record that parses but does not fit its schema. */
  schema: "schema",
  /** A piece of input that is no record. */
  unreadable: "unreadable",
  /** A record on which no rule gave pass, failed, missing or fault. */
  unjudged: "unjudged",
  /** A submission without records. */
  empty: "empty",
  /** A required reference table was never loaded. */
  tables: "tables",
  /** One rule fires on a large share of the records. */
  systemic: "systemic",
} as const;
