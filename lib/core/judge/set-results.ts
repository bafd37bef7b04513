import type { KeyEntry, LeftRecord, SetResult } from "../judge-keys.ts";
import type { HeldRecord } from "../report.ts";
import type { Severity } from "../severity.ts";
import { countRule, countWaiting, noTallies, type RunningTallies } from "../tally.ts";
import type { Violation } from "../violation.ts";
import { isJudged, type RuleOutcome } from "./judge-rule.ts";
import type { PreparedRule } from "./preparation.ts";

/** What set rules and rosters have given since it was last taken away. */
export interface SetResults {
  /** An outcome on a record, or on a row of a roster, which has no entry. */
  readonly add: (prepared: PreparedRule, outcome: RuleOutcome, entry?: KeyEntry) => void;
  /** What has gathered, where that is much; undefined otherwise. */
  readonly much: () => SetResult | undefined;
  /** All that has gathered. */
  readonly rest: () => SetResult;
}

/** Violations, held and left records that a result has at most, and those of one more record. */
const resultMax = 10_000;

export function setResults(rules: number): SetResults {
  let into = nothingYet(rules);
  const rest = (): SetResult => {
    const result = into;
    into = nothingYet(rules);
    return result;
  };
  return {
    add: (prepared, outcome, entry) => add(into, prepared, outcome, entry),
    much: () =>
      into.violations.length + into.held.length + into.left.length > resultMax ? rest() : undefined,
    rest,
  };
}

interface Into {
  readonly tallies: RunningTallies;
  readonly violations: Violation[];
  readonly held: HeldRecord[];
  readonly left: LeftRecord[];
}

const nothingYet = (rules: number): Into => ({
  tallies: noTallies(rules),
  violations: [],
  held: [],
  left: [],
});

function add(
  into: Into,
  { rule, index }: PreparedRule,
  { outcome, violations }: RuleOutcome,
  entry: KeyEntry | undefined,
): void {
  countRule(into.tallies, index, outcome, violations);
  if (entry) countWaiting(into.tallies, index, -1);
  if (entry?.alone !== undefined && !isJudged(outcome))
    into.left.push({ record: entry.record, digest: entry.digest, of: entry.alone });
  let verdict: Severity | undefined;
  for (const violation of violations) {
    into.violations.push(violation);
    if (rule.shadow || violation.severity === "warn") continue;
    verdict = verdict === "block" ? verdict : violation.severity;
  }
  if (entry && (verdict === "hold" || verdict === "block"))
    into.held.push({ ...entry.record, verdict, digest: entry.digest });
}
