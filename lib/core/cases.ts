import { type CaseSettings, contextOf, readingsOf, usualSettings } from "./cases/case-context.ts";
import { planOfQuestions, planOfRule, withOnly } from "./cases/case-plan.ts";
import { recordsOf } from "./cases/case-records.ts";
import { caseRows, tablesOf } from "./cases/case-rows.ts";
import { questionsAbout } from "./cases/coverage.ts";
import { judgeAll } from "./judge-all.ts";
import { messageOf } from "./message.ts";
import type { Plan } from "./plan.ts";
import type { Report, RuleTally } from "./report.ts";
import type { Rule } from "./rule.ts";
import type { CaseKind, RuleCase, RuleCases } from "./ruleset/case.ts";
import { oneOf } from "./ruleset/fields.ts";
import type { RuleFile } from "./ruleset.ts";
import { worst } from "./severity.ts";
import type { Violation } from "./violation.ts";

export interface CaseResult {
  readonly rule: string;
  readonly case: RuleCase;
  /** What came of it instead; absent when the case holds. */
  readonly problem?: string;
}

/** A part of a rule that no case shows. */
export interface Uncovered {
  readonly rule: string;
  /** `no case violates it`, `'must' of check 'gtin' was never false` … */
  readonly what: string;
}

export interface CaseReport {
  /** In the order of the rules, and of the cases in them. */
  readonly results: readonly CaseResult[];
  readonly uncovered: readonly Uncovered[];
}

/**
 * Judges the cases of rules, each rule alone, and tells what they leave unshown: rules without a
 * passing or a violating case, conditions and severities that were never true or never false.
 * Total and deterministic; a case that cannot be judged is a result with its problem.
 */
export function runCases(
  plan: Plan,
  cases: readonly RuleCases[],
  files: readonly RuleFile[],
  settings: CaseSettings = usualSettings,
): CaseReport {
  const texts = new Map(files.map(({ path, text }) => [path, text]));
  const byRule = new Map(cases.map((one) => [one.rule, one.cases]));
  const reports = plan.rules.map((rule) =>
    runRule({ plan, rule, texts, settings }, byRule.get(rule.id) ?? []),
  );
  return {
    results: reports.flatMap(({ results }) => results),
    uncovered: reports.flatMap(({ uncovered }) => uncovered),
  };
}

interface Ground {
  readonly plan: Plan;
  readonly rule: Rule;
  readonly texts: ReadonlyMap<string, string>;
  readonly settings: CaseSettings;
}

function runRule(ground: Ground, cases: readonly RuleCase[]): CaseReport {
  const { rule } = ground;
  const plan = planOfRule(ground.plan, rule);
  const results = cases.map((one): CaseResult => {
    const problem = problemOf(one, plan, ground);
    return { rule: rule.id, case: one, ...(problem !== undefined && { problem }) };
  });
  const kinds = new Set(cases.map(({ kind }) => kind));
  const whats = [
    ...needed.filter(({ kind }) => !kinds.has(kind)).map(({ what }) => what),
    ...(cases.length > 0 ? unseen(ground, cases) : []),
  ];
  return { results, uncovered: whats.map((what) => ({ rule: rule.id, what })) };
}

const needed: readonly { readonly kind: CaseKind; readonly what: string }[] = [
  { kind: "pass", what: "no case passes it" },
  { kind: "violate", what: "no case violates it" },
];

/** The conditions that were never true, or never false, in any case. */
function unseen(ground: Ground, cases: readonly RuleCase[]): readonly string[] {
  const questions = questionsAbout(ground.rule);
  const plan = planOfQuestions(
    ground.plan,
    ground.rule,
    questions.map(({ probe }) => probe),
  );
  const seen = new Set<string>();
  for (const one of cases) {
    const judged = judgeCase(one, plan, ground);
    for (const { rule } of judged.ok ? judged.report.violations : []) seen.add(rule);
  }
  return questions
    .filter(({ probe }) => !seen.has(probe.id))
    .map((question) => `${question.condition} was never ${question.seen}`);
}

type Judged =
  | { readonly ok: true; readonly report: Report }
  | { readonly ok: false; readonly problem: string };

function judgeCase(one: RuleCase, plan: Plan, { rule, texts, settings }: Ground): Judged {
  const read = recordsOf(one, texts, plan.subject.records);
  if (!read.ok) return read;
  const readings = readingsOf(read.records, one, rule.of);
  const given = tablesOf(one.context.rows ?? {}, texts);
  if (!given.ok) return given;
  const rows = caseRows(given.tables, plan.subject);
  const context = contextOf(one.context, { plan, rule, readings, rows, settings });
  const report = judgeAll(plan, readings, context);
  const [unreadable] = report.unreadable;
  return unreadable ? { ok: false, problem: unreadable.reason } : { ok: true, report };
}

/** What is wrong with a case; undefined when it holds. */
function problemOf(one: RuleCase, plan: Plan, ground: Ground): string | undefined {
  const judged = judgeCase(one, plan, ground);
  if (!judged.ok) return judged.problem;
  const { report } = judged;
  const tally = report.rules.find(({ rule }) => rule === ground.rule.id);
  const violations = report.violations.filter(({ rule }) => rule === ground.rule.id);
  if (tally === undefined) return "the rule was not judged";
  switch (one.kind) {
    case "pass":
      return notPassed(tally, violations);
    case "not_applicable":
      return isAll(tally, "not_applicable") ? undefined : `it applied: ${outcomesOf(tally)}`;
    case "missing":
      return notMissing(one, tally, violations, ground);
    case "violate":
      return notViolated(one, tally, violations, report);
  }
}

function notPassed({ outcomes, ...tally }: RuleTally, violations: readonly Violation[]) {
  const [first] = violations;
  if (first) return `it did not pass: ${described(first)}`;
  // A check whose input is absent and may be (`missing: skip`) outranks those that passed.
  return outcomes.pass + outcomes.missing > 0
    ? undefined
    : `it was not judged: ${outcomesOf({ ...tally, outcomes })}`;
}

function notMissing(
  one: RuleCase,
  tally: RuleTally,
  violations: readonly Violation[],
  ground: Ground,
): string | undefined {
  const check = ground.rule.checks.find(({ name }) => name === one.check);
  const found = check ? tallyOfCheck(one, check, ground) : tally;
  if ((found?.outcomes.missing ?? 0) === 0)
    return `nothing was missing: ${outcomesOf(found ?? tally)}`;
  return unlike(
    one,
    violations.filter(({ outcome }) => outcome === "missing"),
  );
}

/** What one check gave alone: beside others, the worst of all stands in the tally. */
function tallyOfCheck(one: RuleCase, check: Rule["checks"][number], ground: Ground) {
  const plan = planOfRule(ground.plan, withOnly(ground.rule, check));
  const judged = judgeCase(one, plan, ground);
  return judged.ok ? judged.report.rules.find(({ rule }) => rule === ground.rule.id) : undefined;
}

function notViolated(
  one: RuleCase,
  tally: RuleTally,
  violations: readonly Violation[],
  report: Report,
): string | undefined {
  const failed = violations.filter(({ outcome }) => outcome === "failed");
  if (failed.length === 0 && one.count !== 0) {
    const [other] = violations;
    return `it was not violated: ${other ? described(other) : outcomesOf(tally)}`;
  }
  const mistake = unlike(one, failed);
  if (mistake !== undefined || one.says === undefined) return mistake;
  const messages = failed
    .filter(({ check }) => one.check === undefined || check === one.check)
    .map((violation) => messageOf(violation, report.texts[violation.rule], "en"));
  if (messages.some((message) => message.includes(one.says ?? ""))) return undefined;
  return `it says ${oneOf([...new Set(messages)])}`;
}

/** How violations differ from what a case expects of check, count and severity. */
function unlike(one: RuleCase, violations: readonly Violation[]): string | undefined {
  const found = violations.filter(({ check }) => one.check === undefined || check === one.check);
  if (one.kind === "violate" && found.length === 0 && one.count !== 0)
    return `check '${one.check}' was not violated, but ${checksOf(violations)}`;
  if (one.count !== undefined && found.length !== one.count)
    return `it gives ${found.length} violations, not ${one.count}`;
  const severity = found.map((violation) => violation.severity).reduce(worst, "warn");
  if (one.severity !== undefined && found.length > 0 && severity !== one.severity)
    return `its severity is ${severity}, not ${one.severity}`;
  return undefined;
}

const checksOf = (violations: readonly Violation[]): string =>
  oneOf([...new Set(violations.map(({ check }) => check ?? "the rule"))]);

function described({ check, outcome, why, severity, evidence }: Violation): string {
  const values = evidence.map(({ expression, value }) => `${expression} = ${value}`).join(", ");
  const of = check === undefined ? "" : `check '${check}' `;
  return `${of}${outcome} (${severity})${why ? `: ${why}` : values && `: ${values}`}`;
}

const isAll = ({ outcomes }: RuleTally, wanted: keyof RuleTally["outcomes"]): boolean =>
  outcomes[wanted] > 0 &&
  Object.entries(outcomes).every(([outcome, count]) => outcome === wanted || count === 0);

function outcomesOf({ outcomes, notConfigured }: RuleTally): string {
  const found = Object.entries(outcomes).filter(([, count]) => count > 0);
  const text = found.map(([outcome, count]) => `${count} ${outcome}`).join(", ");
  return notConfigured ? `${text} (not loaded: ${notConfigured.needs.join(", ")})` : text;
}
