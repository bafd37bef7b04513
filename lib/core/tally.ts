import type { RuleTally } from "./report.ts";
import { type Severity, severities } from "./severity.ts";
import { type Outcome, outcomes } from "./violation.ts";

/** How often each rule gave each outcome, and violations of each severity; rules by index. */
export interface Tallies {
  readonly outcomes: Float64Array;
  readonly violations: Float64Array;
}

export const noTallies = (rules: number): Tallies => ({
  outcomes: new Float64Array(rules * outcomes.length),
  violations: new Float64Array(rules * severities.length),
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
export const outcomePlace = (rule: number, outcome: Outcome): number =>
  rule * outcomes.length + places[outcome];

export function countOutcome(tallies: Tallies, rule: number, outcome: Outcome, times = 1): void {
  const place = outcomePlace(rule, outcome);
  tallies.outcomes[place] = (tallies.outcomes[place] ?? 0) + times;
}

export function countViolation(tallies: Tallies, rule: number, severity: Severity): void {
  const place = rule * severities.length + severities.indexOf(severity);
  tallies.violations[place] = (tallies.violations[place] ?? 0) + 1;
}

/** The sum of two; neither is changed. */
export function addTallies(a: Tallies, b: Tallies): Tallies {
  return {
    outcomes: a.outcomes.map((n, i) => n + (b.outcomes[i] ?? 0)),
    violations: a.violations.map((n, i) => n + (b.violations[i] ?? 0)),
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
