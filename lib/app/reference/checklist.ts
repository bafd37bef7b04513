import type { Context } from "../../core/context.ts";
import { prepare } from "../../core/judge/preparation.ts";
import type { Plan } from "../../core/plan.ts";
import type { Rule } from "../../core/rule.ts";
import { rank, type Severity, worst } from "../../core/severity.ts";

/** What is not set up of a gate's rules. */
export interface Checklist {
  /** Rules that cannot judge, or not wholly: the worst first. */
  readonly rules: readonly UnreadyRule[];
  /** What is absent, by what would switch most on: tables and the history. */
  readonly tables: readonly AbsentTable[];
  /** Enabled rules that lack nothing. */
  readonly readyRules: number;
}

export interface UnreadyRule {
  readonly rule: string;
  readonly title: Rule["title"];
  /** What goes wrong for a customer without it. */
  readonly prevents: string;
  /** The worst that it can give. */
  readonly severity: Severity;
  readonly shadow: boolean;
  /** It holds what it applies to, because it is locked or the gate requires what it lacks. */
  readonly holds: boolean;
  readonly why?: "locked" | "required";
  /** The checks that cannot judge, of how many; without names where the rule has one. */
  readonly checks: readonly string[];
  readonly checksOf: number;
  readonly tables: readonly string[];
  readonly fields: readonly string[];
  readonly history: boolean;
}

export interface AbsentTable {
  readonly table: string;
  readonly rules: readonly string[];
  readonly severity: Severity;
  readonly holds: boolean;
}

/**
 * What a gate's rules lack in a context: tables that were never loaded, fields that the input
 * cannot supply, earlier runs that nobody keeps. Rules of other stages are looked at as well.
 */
export function checklistOf(plan: Plan, context: Context): Checklist {
  const prepared = prepare(plan, context).rules.filter(({ rule }) => rule.enabled);
  const rules = prepared
    .flatMap(({ rule, checks }) => {
      const lacking = checks.flatMap(({ check, lacks }) => (lacks ? [{ check, lacks }] : []));
      if (lacking.length === 0) return [];
      const needs = [...new Set(lacking.flatMap(({ lacks }) => lacks.needs))].sort();
      const holds = lacking.some(({ lacks }) => lacks.holds);
      const unready: UnreadyRule = {
        rule: rule.id,
        title: rule.title,
        prevents: rule.prevents,
        severity: worstOf(rule),
        shadow: rule.shadow,
        holds,
        ...(holds && { why: rule.locked ? ("locked" as const) : ("required" as const) }),
        checks: lacking.flatMap(({ check }) => (check.name === "" ? [] : [check.name])),
        checksOf: checks.length,
        tables: needs.filter((need) => Object.hasOwn(plan.subject.tables, need)),
        fields: needs.filter((need) => !isTableOrHistory(plan, need)),
        history: needs.includes(historyNeed),
      };
      return [unready];
    })
    .sort(byHarm);
  return { rules, tables: absentTables(rules), readyRules: prepared.length - rules.length };
}

/** How a rule that reads earlier runs says that there are none. */
const historyNeed = "history";

const isTableOrHistory = ({ subject }: Plan, need: string): boolean =>
  need === historyNeed || Object.hasOwn(subject.tables, need);

function worstOf({ checks, variants }: Rule): Severity {
  const ladders = [...checks.map((check) => check.severity), ...variants.map((v) => v.severity)];
  return ladders
    .flatMap((ladder) => (ladder ? [...ladder.steps.map((s) => s.severity), ladder.otherwise] : []))
    .reduce<Severity>((a, b) => worst(a, b), "warn");
}

/** What holds is felt at once; what would block is worse than what would hold; shadows come last. */
const byHarm = (a: UnreadyRule, b: UnreadyRule): number =>
  Number(b.holds) - Number(a.holds) ||
  Number(a.shadow) - Number(b.shadow) ||
  rank(b.severity) - rank(a.severity) ||
  (a.rule < b.rule ? -1 : 1);

function absentTables(rules: readonly UnreadyRule[]): readonly AbsentTable[] {
  const names = [...new Set(rules.flatMap(({ tables }) => tables))];
  return names
    .map((table) => {
      const wanting = rules.filter(({ tables }) => tables.includes(table));
      return {
        table,
        rules: wanting.map(({ rule }) => rule).sort(),
        severity: wanting.map(({ severity }) => severity).reduce<Severity>(worst, "warn"),
        holds: wanting.some(({ holds }) => holds),
      };
    })
    .sort(
      (a, b) =>
        Number(b.holds) - Number(a.holds) ||
        b.rules.length - a.rules.length ||
        (a.table < b.table ? -1 : 1),
    );
}
