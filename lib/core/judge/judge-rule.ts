import { isUnjudged } from "../expression/fault.ts";
import type { Frame } from "../expression/frame.ts";
import type { World } from "../expression/world.ts";
import { type Outcome, outcomes, type RecordRef, type Violation } from "../violation.ts";
import { type CheckOutcome, open, outcomeOf, severityOf } from "./check-outcome.ts";
import { type Element, elementsOf, withParams } from "./elements.ts";
import type { Place } from "./places.ts";
import type { PreparedCheck, PreparedRule } from "./preparation.ts";
import type { SubjectRecord } from "./subject-record.ts";
import { violationOf } from "./violation-of.ts";

/** What a rule is judged on: a record, a row of a roster, or a submission as a whole. */
export interface Ground {
  readonly frame: Frame | undefined;
  readonly world: World;
  readonly record?: RecordRef;
  /** The record's digest: looked at only for a violation, since making it takes time. */
  readonly digest?: () => string;
  /** A roster: what names the row among the others of its table. */
  readonly row?: string;
  readonly currency: () => string | undefined;
  /** Set rules: the records that the forms of the last evaluation named. */
  readonly takeOthers?: () => readonly RecordRef[];
}

export const groundOf = (record: SubjectRecord): Ground => ({
  frame: record.frame,
  world: record.world,
  record: record.ref,
  digest: () => record.digest,
  currency: record.currency,
});

export interface RuleOutcome {
  readonly outcome: Outcome;
  readonly violations: readonly Violation[];
}

/** Whether an outcome says something of what the rule is about. */
export const isJudged = (outcome: Outcome): boolean =>
  outcome !== "not_applicable" && outcome !== "not_configured";

const notApplicable: RuleOutcome = { outcome: "not_applicable", violations: [] };

/** Judges a rule by the interpreter at every place, on every element, by every check. */
export function judgeRule(
  prepared: PreparedRule,
  places: readonly Place[],
  ground: Ground,
): RuleOutcome {
  const results = places.map((place) => judgeAt(prepared, place, ground));
  return results.length === 1 ? (results[0] as RuleOutcome) : merged(results);
}

function judgeAt(prepared: PreparedRule, place: Place, ground: Ground): RuleOutcome {
  const { rule } = prepared;
  const frame = withParams(rule, place, ground.frame, ground.currency);
  const elements = elementsOf(rule, frame, ground.world);
  if (isUnjudged(elements)) return unjudgedRule(prepared, open(elements), { frame, place }, ground);
  if (elements.length === 0) return notApplicable;
  const results = elements.flatMap((element) =>
    prepared.checks.map((check) => {
      const found = outcomeOf(check, element.frame, ground.world);
      return outcomeWith(prepared, check, found, element, place, ground);
    }),
  );
  return results.length === 1 ? (results[0] as RuleOutcome) : merged(results);
}

/** A rule that could not even be brought to its elements: each check is unjudged. */
export function unjudgedRule(
  prepared: PreparedRule,
  found: CheckOutcome,
  at: { readonly frame: Frame | undefined; readonly place: Place },
  ground: Ground,
): RuleOutcome {
  const element: Element = { frame: at.frame, indexes: {}, lists: {} };
  return merged(
    prepared.checks.map((check) => {
      const lack = check.lacks;
      const outcome: CheckOutcome = lack
        ? { outcome: lack.holds ? "missing" : "not_configured", lack }
        : found;
      return outcomeWith(prepared, check, outcome, element, at.place, ground);
    }),
  );
}

function outcomeWith(
  prepared: PreparedRule,
  check: PreparedCheck,
  found: CheckOutcome,
  element: Element,
  place: Place,
  ground: Ground,
): RuleOutcome {
  const others = ground.takeOthers?.();
  const ladder = place.variant?.severity ?? check.check.severity;
  const severity = severityOf(found, check.check.missing, ladder, element.frame, ground.world);
  if (severity === undefined) return { outcome: found.outcome, violations: [] };
  const currency = ground.currency();
  const violation = violationOf({
    prepared,
    check,
    found,
    severity,
    element,
    place,
    world: ground.world,
    ...(ground.record && { record: ground.record }),
    ...(ground.digest && { digest: ground.digest() }),
    ...(ground.row !== undefined && { row: ground.row }),
    ...(others && { others }),
    ...(currency !== undefined && { currency }),
  });
  return { outcome: found.outcome, violations: [violation] };
}

/** The worst outcome, and all violations. */
function merged(results: readonly RuleOutcome[]): RuleOutcome {
  let worst = 0;
  for (const { outcome } of results) worst = Math.max(worst, outcomes.indexOf(outcome));
  return {
    outcome: outcomes[worst] as Outcome,
    violations: results.flatMap(({ violations }) => violations),
  };
}
