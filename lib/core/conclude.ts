import { nothing } from "./aggregate.ts";
import { aggregateValue, figuresOf } from "./aggregate-value.ts";
import type { Aggregates } from "./aggregates.ts";
import type { Context } from "./context.ts";
import {
  compare,
  type Decimal,
  decimal,
  format,
  parseDecimal,
  quotient,
} from "./expression/decimal.ts";
import { fault, isUnjudged, type Unjudged } from "./expression/fault.ts";
import type { Node } from "./expression/node.ts";
import type { JsonObject, Value } from "./expression/value.ts";
import type { World } from "./expression/world.ts";
import { type Finding, startFinding } from "./findings.ts";
import type { Bounds, Whole } from "./gather.ts";
import { historyValue, pastRuns } from "./history.ts";
import { builtInViolation } from "./judge/built-in.ts";
import { open } from "./judge/check-outcome.ts";
import { fingerprintOf } from "./judge/fingerprint.ts";
import { headerViolations } from "./judge/headers.ts";
import { canGoThrough } from "./judge/judge-roster.ts";
import { type Ground, judgeRule, type RuleOutcome, unjudgedRule } from "./judge/judge-rule.ts";
import { placesOfRun } from "./judge/places.ts";
import { type Preparation, type PreparedRule, prepare } from "./judge/preparation.ts";
import { reportOf } from "./judge/report-of.ts";
import { drawnOf } from "./judge/sample.ts";
import type { Plan } from "./plan.ts";
import type { Report } from "./report.ts";
import type { Rule } from "./rule.ts";
import {
  addInto,
  countRule,
  noTallies,
  outcomeCount,
  type RunningTallies,
  type Tallies,
  tallyOf,
} from "./tally.ts";
import { builtIn, type Violation } from "./violation.ts";

/**
 * The report of a submission: run rules over the merged aggregates, then the rules that see the
 * violations, then the engine's own. In what order the whole was gathered does not matter.
 */
export function conclude(
  plan: Plan,
  whole: Whole,
  context: Context,
  { violationsMax }: Pick<Bounds, "violationsMax"> = {},
): Report {
  const p = prepare(plan, context);
  const finding = startFinding(violationsMax);
  finding.merge(whole.findings);
  const concluding: Concluding = {
    p,
    merged: whole,
    // Own copies, since run rules are counted into them.
    tallies: addInto(noTallies(plan.rules.length), whole.tallies),
    finding,
  };
  judgeRunRules(concluding);
  judgeAbsentRosters(concluding);
  for (const violation of [
    ...systemic(concluding),
    ...samples(concluding),
    ...engineRules(concluding),
    ...waiting(concluding),
  ])
    finding.add(violation);
  const { received, held, unreadable } = whole;
  return reportOf({
    plan,
    context,
    prepared: p.rules,
    received,
    tallies: concluding.tallies,
    findings: finding.findings(),
    held,
    unreadable,
    aggregates: figuresOf(plan, whole.states),
  });
}

interface Concluding {
  readonly p: Preparation;
  readonly merged: Aggregates;
  readonly tallies: RunningTallies;
  /** Violations of the submission as a whole. */
  readonly finding: Finding;
}

/** Rules that look at violations come last, so that they see those of the other run rules. */
function judgeRunRules(c: Concluding): void {
  const runRules = c.p.rules.filter(({ rule }) => rule.scope === "run" && !rule.roster);
  const [late, early] = [
    runRules.filter(seesViolations),
    runRules.filter((r) => !seesViolations(r)),
  ];
  for (const prepared of [...early, ...late]) {
    c.p.refuel();
    take(c, prepared, runOutcome(c, prepared));
  }
}

const seeing = new WeakMap<Rule, boolean>();

/** Whether a rule looks at violations, told once for each. */
function seesViolations({ rule }: PreparedRule): boolean {
  const told =
    seeing.get(rule) ??
    JSON.stringify([rule.each, rule.lets, rule.checks]).includes('"op":"violations"');
  seeing.set(rule, told);
  return told;
}

function runOutcome(c: Concluding, prepared: PreparedRule): RuleOutcome {
  const places = prepared.active ? placesOfRun(prepared, c.p.context) : [];
  const at = { frame: c.p.frame, place: {} };
  if (isUnjudged(places)) return unjudgedRule(prepared, open(places), at, runGround(c));
  if (places.length === 0) return { outcome: "not_applicable", violations: [] };
  return bySample(c, prepared, judgeRule(prepared, places, runGround(c)));
}

/** What asks for a sample where it fails does so until a person has confirmed it; it names the records. */
function bySample({ p, merged }: Concluding, { rule }: PreparedRule, found: RuleOutcome) {
  if (!rule.sample?.whenFailed || found.outcome !== "failed") return found;
  if (p.context.confirmed?.includes(rule.id)) return { outcome: "pass", violations: [] } as const;
  const others = drawnOf(rule.sample, merged.samples[rule.id], merged.received);
  return { ...found, violations: found.violations.map((one) => ({ ...one, others })) };
}

function runGround(c: Concluding): Ground {
  const world: World = { ...c.p.world, run: (node, group) => runValue(c, node, group) };
  return { frame: c.p.frame, world, currency: () => runCurrency(c.p.context) };
}

/** The currency of a run, by which its money parameters go. */
export const runCurrency = ({ run }: Context): string | undefined =>
  typeof run?.currency === "string" ? run.currency : undefined;

function runValue(c: Concluding, node: Node, group: string | undefined): Value | Unjudged {
  const { plan, context } = c.p;
  if (node.op === "aggregate") {
    const aggregate = plan.aggregates.find(({ id, name }) => id === node.id || name === node.id);
    if (!aggregate) return fault("internal", `no aggregate ${node.id}`);
    return aggregateValue(aggregate, c.merged.states[aggregate.id] ?? nothing);
  }
  if (node.op === "history")
    return historyValue(node, group, pastRuns(context.history, context.run, plan.subject));
  if (node.op !== "violations") return fault("internal", "no run value");
  if (node.what === "rules") return firings(c);
  const index = plan.rules.findIndex(({ id }) => id === node.rule);
  const { violating, applicable } = firing(c.tallies, index);
  if (node.what === "count") return BigInt(violating);
  return node.what === "applicable" ? BigInt(applicable) : shareOf(violating, applicable);
}

/** On how many records a rule applied, and on how many of these it gave a violation. */
function firing(tallies: Tallies, rule: number): { violating: number; applicable: number } {
  const judged = (["pass", "failed", "missing", "fault"] as const).map((outcome) =>
    outcomeCount(tallies, rule, outcome),
  );
  return {
    violating: tallies.firing[rule] ?? 0,
    applicable: judged.reduce((sum, times) => sum + times, 0),
  };
}

/**
 * What `violations.rules()` gives: each rule over records that holds or blocks something, with its
 * worst severity, and the records of which it holds as many at most.
 */
const firings = ({ p, tallies }: Concluding): readonly JsonObject[] =>
  p.rules.flatMap(({ rule: { id, scope, shadow }, index }) => {
    if (scope === "run" || shadow) return [];
    const { hold, block } = tallyOf(tallies, index).violations;
    const { violating, applicable } = firing(tallies, index);
    const count = Math.min(violating, hold + block);
    const share = format(shareOf(count, applicable));
    const severity = block > 0 ? "block" : "hold";
    return count > 0 ? [{ rule: id, severity, count, applicable, share }] : [];
  });

const shareOf = (part: number, whole: number): Decimal =>
  quotient(decimal(BigInt(part), 0), decimal(BigInt(whole || 1), 0), 6) as Decimal;

function take(c: Concluding, prepared: PreparedRule, { outcome, violations }: RuleOutcome): void {
  countRule(c.tallies, prepared.index, outcome, violations);
  for (const violation of violations) c.finding.add(violation);
}

/** A roster that cannot go through its table finds nothing: where it may not be left out, it holds. */
function judgeAbsentRosters(c: Concluding): void {
  for (const prepared of c.p.rules) {
    const roster = prepared.rule.roster;
    if (!roster || !prepared.active || canGoThrough(c.p.context, roster.table)) continue;
    const unjudged = open(fault("internal", `nobody can go through the table ${roster.table}`));
    take(
      c,
      prepared,
      unjudgedRule(prepared, unjudged, { frame: c.p.frame, place: {} }, runGround(c)),
    );
  }
}

/** One rule that fires on a large share of the records has one cause, which a person looks for. */
function systemic({ p, tallies }: Concluding): readonly Violation[] {
  const settings = p.plan.systemic;
  const limit = settings && parseDecimal(settings.share);
  if (!settings || !limit) return [];
  return p.rules.flatMap(({ rule, index }) => {
    if (rule.scope === "run" || rule.shadow || settings.except.includes(rule.id)) return [];
    const { violating, applicable } = firing(tallies, index);
    const share = shareOf(violating, applicable);
    if (violating < settings.min || compare(share, limit) <= 0) return [];
    const note = `${rule.id} fires on ${violating} of the ${applicable} records that it applies to`;
    return [
      {
        ...builtInViolation(builtIn.systemic, note),
        severity: settings.severity,
        evidence: [
          { expression: `violations.share("${rule.id}")`, value: format(share) },
          { expression: "limit", value: settings.share },
        ],
        fingerprint: fingerprintOf([builtIn.systemic, rule.id]),
      },
    ];
  });
}

/** A sample that nobody has confirmed yet holds the submission, and names its records. */
function samples({ p, merged }: Concluding): readonly Violation[] {
  return p.rules.flatMap(({ rule, active }) => {
    const drawn = merged.samples[rule.id];
    if (!rule.sample || !active || !drawn || p.context.confirmed?.includes(rule.id)) return [];
    // It says itself whether its sample is wanted: see `bySample`.
    if (rule.sample.whenFailed) return [];
    const others = drawnOf(rule.sample, drawn, merged.received);
    const why = `${others.length} drawn records wait to be confirmed by ${rule.sample.confirmedBy}`;
    return [
      {
        rule: rule.id,
        check: "sample",
        outcome: "missing" as const,
        severity: "hold" as const,
        ...(rule.shadow && { shadow: true as const }),
        others,
        at: [],
        values: {},
        evidence: [],
        why,
        fingerprint: fingerprintOf([rule.id, "sample"]),
      },
    ];
  });
}

/** No records, headers of another shape, and required tables that nobody loaded: never a pass. */
function engineRules({ p, merged }: Concluding): readonly Violation[] {
  const empty =
    merged.received === 0 ? [builtInViolation(builtIn.empty, "the submission has no records")] : [];
  const absent = p.context.requiredTables.filter((table) => !p.context.rows.loaded(table));
  return [
    ...empty,
    ...headerViolations(p.plan, p.context),
    ...absent.map((table) =>
      builtInViolation(
        builtIn.tables,
        `the table ${table}, which the gate requires, is not loaded`,
      ),
    ),
  ];
}

/** Partitions of a set rule that never came, or came twice: nobody knows what they would say. */
function waiting({ p, tallies }: Concluding): readonly Violation[] {
  return p.rules.flatMap(({ rule, index }) => {
    const records = tallies.waiting[index] ?? 0;
    if (records === 0) return [];
    const note =
      records > 0
        ? `${rule.id} has not compared ${records} of its records`
        : `${rule.id} has compared ${-records} records more than there are`;
    return [builtInViolation(builtIn.unjudged, note)];
  });
}
