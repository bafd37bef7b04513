import type { Context } from "../context.ts";
import type { Plan } from "../plan.ts";
import type {
  Counts,
  HeldRecord,
  Report,
  RuleTally,
  RuleTexts,
  UnreadableRecord,
} from "../report.ts";
import type { Rule } from "../rule.ts";
import { rank, type Verdict, verdictOf, worstVerdict } from "../severity.ts";
import { type Tallies, tallyOf } from "../tally.ts";
import type { RecordRef, Violation } from "../violation.ts";
import type { PreparedRule } from "./preparation.ts";

/** All parts of a report, in any order. */
export interface Assembly {
  readonly plan: Plan;
  readonly context: Context;
  readonly prepared: readonly PreparedRule[];
  readonly received: number;
  readonly tallies: Tallies;
  readonly violations: readonly Violation[];
  readonly held: readonly HeldRecord[];
  readonly unreadable: readonly UnreadableRecord[];
  readonly aggregates: Report["aggregates"];
}

/** Puts the parts into canonical order: equal parts give equal bytes. */
export function reportOf(assembly: Assembly, options: { readonly violationsMax?: number }): Report {
  const { plan, context } = assembly;
  const held = mergeHeld(assembly.held);
  const counts = countsOf(assembly, held);
  const all = assembly.violations;
  const violations = listed(all, options.violationsMax).sort(byRuleAndRecord);
  return {
    schema: "holdpoint/report/1",
    counts,
    verdict: verdictOfAll(counts, all),
    gate: context.gate,
    subject: plan.subject.kind,
    ruleset: { name: plan.name, revision: plan.revision, engine: plan.engine },
    businessAt: context.businessAt,
    ...(context.read && { read: context.read }),
    rules: assembly.prepared.map((prepared) => ruleTally(prepared, assembly.tallies)),
    violations,
    violationsOmitted: all.length - violations.length,
    held,
    unreadable: [...assembly.unreadable].sort(byPosition),
    aggregates: assembly.aggregates,
    texts: textsOf(plan, violations),
  };
}

/** A record that several parts hold is held once, by its worst verdict. */
function mergeHeld(held: readonly HeldRecord[]): readonly HeldRecord[] {
  const byPlace = new Map<string, HeldRecord>();
  for (const record of held) {
    const place = `${record.position.file} ${record.position.offset}`;
    const known = byPlace.get(place);
    if (!known || record.verdict === "block") byPlace.set(place, record);
  }
  return [...byPlace.values()].sort(byPosition);
}

function countsOf({ received, unreadable }: Assembly, held: readonly HeldRecord[]): Counts {
  const blocked = held.filter(({ verdict }) => verdict === "block").length;
  const waiting = held.length - blocked;
  return {
    received,
    passed: received - unreadable.length - held.length,
    held: waiting,
    blocked,
    unreadable: unreadable.length,
  };
}

/** The worst of the records' verdicts and of the violations of the submission as a whole. */
function verdictOfAll(counts: Counts, violations: readonly Violation[]): Verdict {
  let verdict: Verdict =
    counts.blocked > 0
      ? "block"
      : counts.held + counts.unreadable > 0 || counts.received === 0
        ? "hold"
        : "pass";
  for (const { severity, shadow, record } of violations)
    if (!shadow && !record) verdict = worstVerdict(verdict, verdictOf(severity));
  return verdict;
}

/** The worst ones, where not all may be listed; shadows last. */
function listed(violations: readonly Violation[], max = Number.POSITIVE_INFINITY): Violation[] {
  if (violations.length <= max) return [...violations];
  const weight = (v: Violation) => (v.shadow ? -1 : rank(v.severity));
  const worstFirst = [...violations].sort((a, b) => weight(b) - weight(a) || byRuleAndRecord(a, b));
  return worstFirst.slice(0, max);
}

/** By rule, record, check, market, element and at last place: no two violations tie. */
function byRuleAndRecord(a: Violation, b: Violation): number {
  return (
    byText(a.rule, b.rule) ||
    byRecord(a.record, b.record) ||
    byText(a.check ?? "", b.check ?? "") ||
    byText(a.market ?? "", b.market ?? "") ||
    byElement(a.element, b.element) ||
    byText(a.at.join(" "), b.at.join(" ")) ||
    byText(a.fingerprint, b.fingerprint) ||
    byText(JSON.stringify(a), JSON.stringify(b))
  );
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function byRecord(a: RecordRef | undefined, b: RecordRef | undefined): number {
  if (a && b) return byPosition(a, b);
  return (a ? 1 : 0) - (b ? 1 : 0);
}

const byPosition = (a: Pick<RecordRef, "position">, b: Pick<RecordRef, "position">): number =>
  a.position.file - b.position.file || a.position.offset - b.position.offset;

function byElement(a: Violation["element"] = {}, b: Violation["element"] = {}): number {
  for (const name of Object.keys(a)) {
    const difference = (a[name] ?? 0) - (b[name] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function ruleTally({ rule, index, checks }: PreparedRule, tallies: Tallies): RuleTally {
  const needs = checks.flatMap(({ lacks }) => (lacks && !lacks.holds ? lacks.needs : []));
  return {
    rule: rule.id,
    ...tallyOf(tallies, index),
    ...(rule.shadow && { shadow: true }),
    ...(needs.length > 0 && {
      notConfigured: { needs: [...new Set(needs)].sort(), prevents: rule.prevents },
    }),
  };
}

function textsOf(plan: Plan, violations: readonly Violation[]): Report["texts"] {
  const ids = new Set(violations.map(({ rule }) => rule));
  const rules = plan.rules.filter(({ id }) => ids.has(id));
  return Object.fromEntries(rules.map((rule) => [rule.id, textsIn(rule)]));
}

function textsIn(rule: Rule): RuleTexts {
  const reasons = rule.checks.flatMap(({ name, reason }) => (reason ? [[name, reason]] : []));
  return {
    title: rule.title,
    message: rule.message,
    ...(rule.fix && { fix: rule.fix }),
    ...(reasons.length > 0 && { reasons: Object.fromEntries(reasons) }),
    source: rule.source,
  };
}
