import type { Json } from "../expression/value.ts";
import type { Stage } from "../rule.ts";
import type { Severity } from "../severity.ts";

/** What a case of a rule shows. */
export const caseKinds = ["pass", "violate", "missing", "not_applicable"] as const;
export type CaseKind = (typeof caseKinds)[number];

/** One example of a rule: what is judged, and what must come of it. */
export interface RuleCase {
  readonly kind: CaseKind;
  /** The file of the record, or of a list of records, as the rule files are named. */
  readonly from: string;
  /** JSON Pointers and what to put there; applied in order, after `remove`. */
  readonly set: readonly (readonly [pointer: string, value: Json])[];
  readonly remove: readonly string[];
  readonly context: CaseContext;
  /** A part of the English message that must be shown. */
  readonly says?: string;
  /** The named check that must fail. */
  readonly check?: string;
  readonly severity?: Severity;
  /** How many violations the rule must give. */
  readonly count?: number;
  /** Where the case stands: `rulesets/order/prices.yaml:31:7`. */
  readonly at: string;
}

/** What a case says of its surroundings; the rest is usual. */
export interface CaseContext {
  readonly business_at?: string;
  readonly stage?: Stage;
  readonly zone?: string;
  /** Rows by table: a list, or the file that holds one, as the rule files are named. */
  readonly rows?: Readonly<Record<string, readonly Json[] | string>>;
  readonly run?: Json;
  readonly submission?: Json;
  /** Answers of people, by fact, for every record of the case. */
  readonly attested?: Readonly<Record<string, Json>>;
  readonly history?: readonly Json[];
}

/** The cases of one rule, in the order in which they stand. */
export interface RuleCases {
  readonly rule: string;
  readonly cases: readonly RuleCase[];
}
