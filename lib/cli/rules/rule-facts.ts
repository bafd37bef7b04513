import type { Check, Rule } from "../../core/rule.ts";
import { type Severity, severities, worst } from "../../core/severity.ts";
import { onOneLine, type RuleSource } from "./rule-source.ts";

const ladderSeverities = ({ severity }: Pick<Check, "severity">): readonly Severity[] => [
  ...severity.steps.map((step) => step.severity),
  severity.otherwise,
];

/** The worst that a rule can give. */
export const worstOf = ({ checks }: Rule): Severity =>
  checks.flatMap(ladderSeverities).reduce((a, b) => worst(a, b), "warn");

/** `block`, or `block, hold` where it depends. */
export const severityText = ({ checks }: Rule): string => {
  const found = new Set(checks.flatMap(ladderSeverities));
  return severities
    .filter((severity) => found.has(severity))
    .reverse()
    .join(", ");
};

/** What a rule gives when something is missing, check by check. */
export const missingText = ({ checks }: Rule): string =>
  [...new Set(checks.map(({ missing }) => missing))].join(", ");

/** The file of a place. */
export const fileOf = (at: string): string => at.replace(/:[\d:]+$/, "").replace(/^.*\//, "");

/** What the author wrote that decides, in the order in which it is read. */
const deciding = ["for", "each", "params", "let", "when", "must", "checks", "severity", "variants"];

/** The conditions of a rule as YAML, at most one block of lines. */
export function conditionBlocks(source: RuleSource): readonly (readonly string[])[] {
  const lines = deciding.flatMap((key) => conditionLines(key, source[key], ""));
  return lines.length > 0 ? [lines] : [];
}

function conditionLines(key: string, value: unknown, indent: string): readonly string[] {
  if (value === undefined || value === null) return [];
  if (typeof value !== "object" || Array.isArray(value))
    return [`${indent}${key}: ${onOneLine(value)}`];
  const entries = Object.entries(value).filter(([name]) => !notDeciding.has(name));
  return [
    `${indent}${key}:`,
    ...entries.flatMap(([name, inner]) => conditionLines(name, inner, `${indent}  `)),
  ];
}

/** Texts for people, which stand elsewhere. */
const notDeciding: ReadonlySet<string> = new Set(["reason", "at"]);
