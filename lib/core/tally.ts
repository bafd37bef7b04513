import type { RuleTally } from "./report.ts";
import { type Severity, severities } from "./severity.ts";
import { type Outcome, outcomes } from "./violation.ts";

/** How often each rule gave each outcome, and violations of each severity; rules by index. Plain JSON. */
export interface Tallies {
  readonly outcomes: readonly number[];
  readonly violations: readonly number[];
  /** Records, rows or runs on which a rule gave a violation, however many it gave there. */
  readonly firing: readonly number[];
  /** Records that a set rule has still to judge: chunks add, partitions take away. */
  readonly waiting: readonly number[];
}

/** Tallies that are counted into. */
export type RunningTallies = { readonly [Name in keyof Tallies]: number[] };

export const noTallies = (rules: number): RunningTallies => ({
  outcomes: zeros(rules * outcomes.length),
  violations: zeros(rules * severities.length),
  firing: zeros(rules),
  waiting: zeros(rules),
});

const zeros = (length: number): number[] => Array<number>(length).fill(0);

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
  tallies: RunningTallies,
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
export const countWaiting = (tallies: RunningTallies, rule: number, by: 1 | -1): void =>
  addOne(tallies.waiting, rule, by);

function addOne(counts: number[], place: number, by = 1): void {
  counts[place] = (counts[place] ?? 0) + by;
}

/** Adds to the first, and gives it. */
export function addInto(into: RunningTallies, more: Tallies): RunningTallies {
  addEach(into.outcomes, more.outcomes);
  addEach(into.violations, more.violations);
  addEach(into.firing, more.firing);
  addEach(into.waiting, more.waiting);
  return into;
}

/** The sum of two; neither is changed. */
export const addTallies = (a: Tallies, b: Tallies): Tallies =>
  addInto(addInto(noTallies(a.firing.length), a), b);

function addEach(into: number[], more: readonly number[]): void {
  for (let i = 0; i < into.length; i++) into[i] = (into[i] ?? 0) + (more[i] ?? 0);
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
