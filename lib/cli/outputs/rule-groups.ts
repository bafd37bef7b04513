import { builtInTexts } from "../../core/built-in-texts.ts";
import { localizedText } from "../../core/message.ts";
import type { Report, RuleTally, RuleTexts } from "../../core/report.ts";
import type { Language } from "../../core/rule.ts";
import { rank, type Severity, severities, worst } from "../../core/severity.ts";
import type { Violation } from "../../core/violation.ts";

/** The violations of one rule, as people read them. */
export interface RuleGroup {
  readonly rule: string;
  /** The worst among them. */
  readonly severity: Severity;
  readonly shadow: boolean;
  /** All of them, those that the report does not list included. */
  readonly count: number;
  readonly listed: readonly Violation[];
  readonly texts?: RuleTexts;
}

/** The rules with violations: the worst first, then the most frequent; shadows last. */
export function ruleGroups(report: Report): readonly RuleGroup[] {
  const tallies = new Map(report.rules.map((tally) => [tally.rule, tally]));
  const listed = Map.groupBy(report.violations, ({ rule }) => rule);
  const rules = new Set([
    ...listed.keys(),
    ...report.rules.filter((tally) => countIn(tally) > 0).map(({ rule }) => rule),
  ]);
  const groups = [...rules].map((rule) =>
    groupOf(rule, listed.get(rule) ?? [], tallies.get(rule), report.texts[rule]),
  );
  return groups.sort(
    (a, b) =>
      Number(a.shadow) - Number(b.shadow) ||
      rank(b.severity) - rank(a.severity) ||
      b.count - a.count ||
      (a.rule < b.rule ? -1 : 1),
  );
}

function groupOf(
  rule: string,
  listed: readonly Violation[],
  tally: RuleTally | undefined,
  texts: RuleTexts | undefined,
): RuleGroup {
  const counted = severities.filter((severity) => (tally?.violations[severity] ?? 0) > 0);
  const seen = [...counted, ...listed.map(({ severity }) => severity)];
  return {
    rule,
    severity: seen.reduce((a, b) => worst(a, b), "warn"),
    shadow: tally?.shadow === true,
    count: Math.max(tally ? countIn(tally) : 0, listed.length),
    listed: listed.toSorted((a, b) => rank(b.severity) - rank(a.severity)),
    ...(texts && { texts }),
  };
}

const countIn = ({ violations }: RuleTally): number =>
  severities.reduce((sum, severity) => sum + violations[severity], 0);

/** The title of a group's rule, the engine's own included. */
export const titleIn = (
  { rule, texts }: RuleGroup,
  language: Language,
  titleOf: (rule: string) => string,
): string =>
  localizedText(texts?.title ?? builtInTexts[rule]?.title, language) || titleOf(rule) || rule;

/** What to do about it, where the rule says so. */
export const fixIn = ({ rule, texts }: RuleGroup, language: Language): string =>
  localizedText(texts ? texts.fix : builtInTexts[rule]?.fix, language);
