import type { OmittedBy } from "./findings.ts";
import type { Language, Localized } from "./rule.ts";
import type { Severity, Verdict } from "./severity.ts";
import type { Outcome, RecordRef, Violation } from "./violation.ts";

/** Four disjoint buckets: received = passed + held + blocked + unreadable, always. */
export interface Counts {
  readonly received: number;
  readonly passed: number;
  readonly held: number;
  readonly blocked: number;
  readonly unreadable: number;
}

/**
 * All that judging a submission gave. Canonically ordered; holds no clock, id or chunk number, so
 * that equal inputs give equal bytes whatever way they were cut.
 */
export interface Report {
  readonly schema: "holdpoint/report/1";
  readonly counts: Counts;
  readonly verdict: Verdict;
  readonly gate: string;
  readonly subject: string;
  readonly ruleset: { readonly name: string; readonly revision: string; readonly engine: string };
  /** RFC 3339. */
  readonly businessAt: string;
  /** Digests of what was read beside the records; absent where nothing was. */
  readonly read?: ReadDigests;
  /** A line a rule, by id: how often it gave each outcome, and why it did not judge. */
  readonly rules: readonly RuleTally[];
  /** By rule, then by position of the record, check, market and element. */
  readonly violations: readonly Violation[];
  /** Violations beyond `violationsMax` that are counted above but not listed. */
  readonly violationsOmitted: number;
  /** Those of them that hold or block, by rule; absent where there are none. */
  readonly omittedBy?: OmittedBy;
  /** Records that are not passed, by position: their verdict. */
  readonly held: readonly HeldRecord[];
  /** Held and blocked records beyond `heldMax`, which are counted above but not listed. */
  readonly heldOmitted: number;
  /** By position. */
  readonly unreadable: readonly UnreadableRecord[];
  /** Unreadable pieces beyond `unreadableMax`, which are counted above but not listed. */
  readonly unreadableOmitted: number;
  /** Named aggregates as text, for `history`. */
  readonly aggregates: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  /** Texts of the rules that have violations, so that a report can be read alone. */
  readonly texts: Readonly<Record<string, RuleTexts>>;
}

/** What was read beside the records, by digests that no adapter and no clock goes into. */
export interface ReadDigests {
  /** Of each loaded reference table that the rules read, by name: over its rows. */
  readonly tables?: Readonly<Record<string, string>>;
  /** Of the figures of earlier runs. */
  readonly history?: string;
}

export interface RuleTally {
  readonly rule: string;
  readonly outcomes: Readonly<Record<Outcome, number>>;
  /** Violations by severity; a rule may give several on one record. */
  readonly violations: Readonly<Record<Severity, number>>;
  readonly shadow?: true;
  /** Why it did not judge (`not_configured`): tables never loaded, fields the reader cannot supply. */
  readonly notConfigured?: { readonly needs: readonly string[]; readonly prevents: string };
}

export interface HeldRecord extends RecordRef {
  readonly verdict: Exclude<Verdict, "pass">;
  readonly digest: string;
}

export interface UnreadableRecord {
  readonly place: import("./record.ts").Place;
  readonly position: import("./record.ts").Position;
  readonly code: string;
  readonly reason: string;
}

export interface RuleTexts {
  readonly title: Localized;
  readonly message: Localized;
  readonly fix?: Localized;
  readonly reasons?: Readonly<Record<string, Localized>>;
  readonly source: string;
}

export type { Language };
