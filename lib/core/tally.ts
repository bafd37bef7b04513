import type { RuleTally } from "./report.ts";
import { type Severity, severities } from "./severity.ts";
import { type Outcome, outcomes } from "./violation.ts";

/** How often each rule gave each outcome, and violations of each severity; rules by index. */
export interface Tallies {
  readonly outcomes: Float64Array;
  readonly violations: Float64Array;
  /** Records, rows or runs on which a rule gave a violation, however many it gave there. */
  readonly firing: Float64Array;
  /** Records that a set rule has still to judge: chunks add, partitions take away. */
  readonly waiting: Float64Array;
}

export const noTallies = (rules: number): Tallies => ({
  outcomes: new Float64Array(rules * outcomes.length),
  violations: new Float64Array(rules * severities.length),
  firing: new Float64Array(rules),
  waiting: new Float64Array(rules),
});

const places: Readonly<Record<Outcome, number>> = {
  not_applicable: 0,
  not_configured: 1,
  pass: 2,
  missing: 3,
  failed: 4,
  fault: 5,
};

/** The place of an outcome of a rule among `outcomes`. */
const outcomePlace = (rule: number, outcome: Outcome): number =>
  rule * outcomes.length + places[outcome];

/** Counts what a rule gave on one record, row or run. */
export function countRule(
  tallies: Tallies,
  rule: number,
  outcome: Outcome,
  violations: readonly { readonly severity: Severity }[],
): void {
  addOne(tallies.outcomes, outcomePlace(rule, outcome));
  if (violations.length > 0) addOne(tallies.firing, rule);
  for (const { severity } of violations)
    addOne(tallies.violations, rule * severities.length + severities.indexOf(severity));
}

/** Counts a record that a set rule has still to judge, or by -1 one that it has judged. */
export const countWaiting = (tallies: Tallies, rule: number, by: 1 | -1): void =>
  addOne(tallies.waiting, rule, by);

function addOne(counts: Float64Array, place: number, by = 1): void {
  counts[place] = (counts[place] ?? 0) + by;
}

/** The sum of two; neither is changed. */
export function addTallies(a: Tallies, b: Tallies): Tallies {
  return {
    outcomes: a.outcomes.map((n, i) => n + (b.outcomes[i] ?? 0)),
    violations: a.violations.map((n, i) => n + (b.violations[i] ?? 0)),
    firing: a.firing.map((n, i) => n + (b.firing[i] ?? 0)),
    waiting: a.waiting.map((n, i) => n + (b.waiting[i] ?? 0)),
  };
}

export const outcomeCount = (tallies: Tallies, rule: number, outcome: Outcome): number =>
  tallies.outcomes[outcomePlace(rule, outcome)] ?? 0;

/** The tallies of one rule by name. */
export function tallyOf(
  tallies: Tallies,
  rule: number,
): Pick<RuleTally, "outcomes" | "violations"> {
  const violationsAt = rule * severities.length;
  return {
    outcomes: Object.fromEntries(
      outcomes.map((outcome) => [outcome, outcomeCount(tallies, rule, outcome)]),
    ) as Record<Outcome, number>,
    violations: Object.fromEntries(
      severities.map((severity, i) => [severity, tallies.violations[violationsAt + i] ?? 0]),
    ) as Record<Severity, number>,
  };
}
