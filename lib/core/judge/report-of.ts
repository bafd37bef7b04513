import type { Context } from "../context.ts";
import type { Findings } from "../findings.ts";
import type { HeldRecords, UnreadableRecords } from "../held.ts";
import type { Plan } from "../plan.ts";
import type { Counts, Report, RuleTally, RuleTexts } from "../report.ts";
import type { Rule } from "../rule.ts";
import { type Verdict, worstVerdict } from "../severity.ts";
import { type Tallies, tallyOf } from "../tally.ts";
import type { Violation } from "../violation.ts";
import { located } from "./located.ts";
import type { PreparedRule } from "./preparation.ts";
import { toldApart } from "./told-apart.ts";
import { byRuleAndRecord } from "./violation-order.ts";

/** All parts of a report. */
export interface Assembly {
  readonly plan: Plan;
  readonly context: Context;
  readonly prepared: readonly PreparedRule[];
  readonly received: number;
  readonly tallies: Tallies;
  readonly findings: Findings;
  readonly held: HeldRecords;
  readonly unreadable: UnreadableRecords;
  readonly aggregates: Report["aggregates"];
}

/** Puts the parts into canonical order: equal parts give equal bytes. */
export function reportOf(assembly: Assembly): Report {
  const { plan, context, findings, held, unreadable } = assembly;
  const counts = countsOf(assembly);
  const violations = toldApart([...findings.violations].sort(byRuleAndRecord)).map((violation) =>
    located(violation, context.locate),
  );
  return {
    schema: "holdpoint/report/1",
    counts,
    verdict: worstVerdict(verdictOfRecords(counts), findings.worst),
    gate: context.gate,
    subject: plan.subject.kind,
    ruleset: { name: plan.name, revision: plan.revision, engine: plan.engine },
    businessAt: context.businessAt,
    ...(context.read && { read: context.read }),
    rules: assembly.prepared.map((prepared) => ruleTally(prepared, assembly.tallies)),
    violations,
    violationsOmitted: findings.omitted,
    ...(Object.keys(findings.omittedBy).length > 0 && { omittedBy: findings.omittedBy }),
    held: held.list,
    heldOmitted: held.held + held.blocked - held.list.length,
    unreadable: unreadable.list,
    unreadableOmitted: unreadable.count - unreadable.list.length,
    aggregates: assembly.aggregates,
    texts: textsOf(plan, violations),
  };
}

function countsOf({ received, held, unreadable }: Assembly): Counts {
  return {
    received,
    passed: received - unreadable.count - held.held - held.blocked,
    held: held.held,
    blocked: held.blocked,
    unreadable: unreadable.count,
  };
}

/** No records is no pass. */
function verdictOfRecords({ received, held, blocked, unreadable }: Counts): Verdict {
  if (blocked > 0) return "block";
  return held + unreadable > 0 || received === 0 ? "hold" : "pass";
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

/** The texts of a rule as a report holds them. */
export function textsIn(rule: Rule): RuleTexts {
  const reasons = rule.checks.flatMap(({ name, reason }) => (reason ? [[name, reason]] : []));
  return {
    title: rule.title,
    message: rule.message,
    ...(rule.fix && { fix: rule.fix }),
    ...(reasons.length > 0 && { reasons: Object.fromEntries(reasons) }),
    source: rule.source,
  };
}
