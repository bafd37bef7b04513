import type { Node } from "./expression/node.ts";
import type { Type } from "./expression/types.ts";
import type { Lexicon } from "./lexicon/lexicon.ts";
import type { Language, Rule } from "./rule.ts";
import type { Severity } from "./severity.ts";
import type { Subject } from "./subject.ts";

/**
 * The version of engine and plan format: part of every revision's digest, so that a plan made by
 * another engine is never loaded and a replay knows what judged.
 */
export const engineVersion = "3";

/** A compiled revision: plain JSON, immutable, known by its digest. */
export interface Plan {
  readonly engine: string;
  /** SHA-256, hex, over the rule texts, the subject's schema, the overrides and the engine version. */
  readonly revision: string;
  /** The name of the rule set. */
  readonly name: string;
  readonly languages: readonly Language[];
  readonly subject: Subject;
  /** In canonical order: by id. */
  readonly rules: readonly Rule[];
  /** Checked forms of the subject's own expressions, by record kind. */
  readonly kinds: Readonly<Record<string, KindPlan>>;
  readonly aggregates: readonly Aggregate[];
  /** The words that rules look for in texts, where the rule set has a lexicon. */
  readonly lexicon?: Lexicon;
  /** One rule firing on more than `share` of the records it applied to is one systemic violation. */
  readonly systemic?: Systemic;
  /** Every rule of scope `record` as JavaScript source: see expression/compile.ts. */
  readonly code: string;
}

export interface KindPlan {
  readonly effectiveOn?: Node;
  readonly markets?: Node;
  readonly currency?: Node;
  readonly customer?: Node;
  readonly amount?: Node;
}

export interface Systemic {
  /** Decimal text between 0 and 1. */
  readonly share: string;
  /** Fewer violating records than this are never systemic. */
  readonly min: number;
  readonly severity: Severity;
  /** Rules that do not count. */
  readonly except: readonly string[];
}

/** What a chunk remembers for run rules; merging two is associative and commutative. */
export interface Aggregate {
  readonly id: string;
  /** The name under which reports and history know it, where the rule set gave one. */
  readonly name?: string;
  readonly of: string;
  readonly how: "sum" | "count" | "min" | "max" | "avg" | "sumBy" | "countBy" | "numbers";
  /** The loop variable, `r`. */
  readonly variable: string;
  readonly value?: Node;
  readonly where?: Node;
  readonly key?: Node;
  readonly type: Type;
}
