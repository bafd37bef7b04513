import type { Rule } from "../../core/rule.ts";
import type { CompiledRuleset, RuleCases, RuleFile } from "../../core/ruleset.ts";
import { severities } from "../../core/severity.ts";
import { counted } from "../counted.ts";
import { conditionBlocks, fileOf, missingText, severityText, worstOf } from "./rule-facts.ts";
import { descriptionIn, onOneLine, type RuleSource, ruleSources } from "./rule-source.ts";

type Compiled = Extract<CompiledRuleset, { readonly ok: true }>;

/** The page of a rule set, in Markdown: a table to search in, then each rule. */
export function rulesetPage({ plan, cases }: Compiled, files: readonly RuleFile[]): string {
  const sources = ruleSources(files);
  const casesOf = new Map(cases.map((one) => [one.rule, one]));
  const sections = plan.rules.map((rule) =>
    ruleSection(rule, sources.get(rule.id) ?? {}, casesOf.get(rule.id)),
  );
  return [
    `# Rule set ${plan.name}`,
    "Made from the rules by `holdpoint rules doc`; a check fails when it is stale.",
    ...descriptionIn(files),
    `${counted(plan.rules.length, "rule")} for ${plan.subject.kind} ` +
      `(${severityCounts(plan.rules)}), ` +
      `with messages in ${plan.languages.join(", ")}.`,
    ruleTable(plan.rules),
    ...sections,
  ]
    .join("\n\n")
    .concat("\n");
}

function severityCounts(rules: readonly Rule[]): string {
  const counts = severities.map((severity) => {
    const count = rules.filter((rule) => worstOf(rule) === severity).length;
    return count === 0 ? [] : [`${count} ${severity}`];
  });
  return counts.flat().reverse().join(", ");
}

const titleOf = ({ title }: Rule): string => title.en ?? "";

function ruleTable(rules: readonly Rule[]): string {
  const rows = rules.map((rule) =>
    tableRow([
      `[${rule.id}](#${anchorOf(rule)})`,
      titleOf(rule),
      severityText(rule),
      rule.scope,
      missingText(rule),
      rule.source,
      rule.prevents,
    ]),
  );
  const names = ["rule", "title", "severity", "scope", "missing", "source", "prevents"];
  return [tableRow(names), tableRow(names.map(() => "---")), ...rows].join("\n");
}

const tableRow = (cells: readonly string[]): string =>
  `| ${cells.map((cell) => onOneLine(cell).replaceAll("|", "\\|")).join(" | ")} |`;

const headingOf = (rule: Rule): string => `${rule.id}: ${titleOf(rule)}`;

/** As GitHub makes them. */
const anchorOf = (rule: Rule): string =>
  headingOf(rule)
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
    .replaceAll(" ", "-");

function ruleSection(rule: Rule, source: RuleSource, cases: RuleCases | undefined): string {
  return [
    `## ${headingOf(rule)}`,
    ...(rule.prevents ? [`Prevents: ${onOneLine(rule.prevents)}`] : []),
    ...(source["decided"] ? [`Decided: ${onOneLine(source["decided"])}`] : []),
    factLines(rule, source, cases).join("\n"),
    ...conditionBlocks(source).map((lines) => ["```yaml", ...lines, "```"].join("\n")),
    messageLines(rule).join("\n"),
  ].join("\n\n");
}

function factLines(rule: Rule, source: RuleSource, cases: RuleCases | undefined): string[] {
  const flags = [
    rule.locked && "locked",
    !rule.waivable && "not waivable",
    rule.shadow && "in shadow",
    !rule.enabled && "not enabled",
  ].filter((flag) => typeof flag === "string");
  const tables = [...new Set(rule.checks.flatMap((check) => check.tables))];
  return [
    `- severity ${severityText(rule)}; when something is missing: ${missingText(rule)}` +
      (flags.length > 0 ? `; ${flags.join(", ")}` : ""),
    ...(tables.length > 0 ? [`- reads the tables ${tables.join(", ")}`] : []),
    ...(rule.jurisdictions ? [`- applies in ${rule.jurisdictions.join(", ")}`] : []),
    ...(rule.stages.length > 0 ? [`- applies at ${rule.stages.join(", ")}`] : []),
    ...(source["effective"] ? [`- in force ${onOneLine(source["effective"])}`] : []),
    `- source: ${onOneLine(rule.source)}`,
    `- ${counted(cases?.cases.length ?? 0, "case")}, in \`${fileOf(rule.at)}\``,
  ];
}

function messageLines(rule: Rule): readonly string[] {
  const reasons = rule.checks.flatMap(({ name, reason }) =>
    reason?.en ? [`- ${name}: ${onOneLine(reason.en)}`] : [],
  );
  return [
    `> ${onOneLine(rule.message.en ?? "")}`,
    ...(reasons.length > 0 ? ["", ...reasons] : []),
    ...(rule.fix?.en ? ["", `To do: ${onOneLine(rule.fix.en)}`] : []),
  ];
}
