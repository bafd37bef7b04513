import { type Language, languages, type Rule } from "../../core/rule.ts";
import type { CompiledRuleset, RuleFile } from "../../core/ruleset.ts";
import { counted } from "../counted.ts";
import { conditionBlocks, fileOf, missingText, severityText } from "./rule-facts.ts";
import { descriptionIn, onOneLine, type RuleSource, ruleSources } from "./rule-source.ts";
import { languageNames, rulesScript, rulesStyle } from "./rules-html-assets.ts";

type Compiled = Extract<CompiledRuleset, { readonly ok: true }>;

/**
 * The rules of a set as one HTML page that needs nothing else: a table to search and filter, each rule
 * with its details, in the languages of the set. Without scripts everything is there, unfiltered.
 */
export function rulesHtml({ plan, cases }: Compiled, files: readonly RuleFile[]): string {
  const sources = ruleSources(files);
  const caseCounts = new Map(cases.map((one) => [one.rule, one.cases.length]));
  const rows = plan.rules.map((rule) =>
    ruleRow(rule, sources.get(rule.id) ?? {}, caseCounts.get(rule.id) ?? 0, plan.languages),
  );
  const title = `Rule set ${plan.name}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="holdpoint rules doc">
<title>${escaped(title)}</title>
<style>${rulesStyle}</style>
</head>
<body>
<header>
<h1>${escaped(title)}</h1>
${descriptionIn(files)
  .map((text) => `<p>${escaped(text)}</p>`)
  .join("\n")}
<p>${escaped(counted(plan.rules.length, "rule"))} for ${escaped(plan.subject.kind)}. Decision support, not legal advice: the code of each source says how far it was confirmed.</p>
</header>
<form role="search" aria-label="Rules">
<label class="wide">Search <input type="search" name="q" placeholder="id, title, source, words of a message…" autocomplete="off"></label>
${select("severity", "Severity", ["block", "hold", "warn"])}
${select("scope", "Scope", ["record", "set", "run"])}
${select("tier", "Tier", ["1", "2"])}
${languageSelect(plan.languages)}
<output aria-live="polite"></output>
</form>
<table>
<thead><tr>${["Rule", "Title", "Severity", "Source", "What it prevents"].map((name) => `<th scope="col">${name}</th>`).join("")}</tr></thead>
${rows.join("\n")}
</table>
<p class="none" hidden>No rule has all of that.</p>
<script>${rulesScript}</script>
</body>
</html>
`;
}

function select(name: string, label: string, values: readonly string[]): string {
  const options = ["", ...values].map(
    (value) => `<option value="${value}">${value === "" ? "any" : value}</option>`,
  );
  return `<label>${label} <select name="${name}">${options.join("")}</select></label>`;
}

function languageSelect(known: readonly Language[]): string {
  if (known.length < 2) return "";
  const options = languages
    .filter((language) => known.includes(language))
    .map((language) => `<option value="${language}">${languageNames[language]}</option>`);
  return `<label>Language <select name="lang">${options.join("")}</select></label>`;
}

/** A body of its own: the row, and the details below it. */
function ruleRow(
  rule: Rule,
  source: RuleSource,
  caseCount: number,
  known: readonly Language[],
): string {
  const severity = severityText(rule);
  const [worst = ""] = severity.split(", ");
  const all = { severity: severity.replaceAll(",", ""), scope: rule.scope, tier: `${rule.tier}` };
  const data = Object.entries(all).map(([name, value]) => `data-${name}="${escaped(value)}"`);
  return `<tbody id="${rule.id}" ${data.join(" ")}>
<tr><th scope="row"><a href="#${rule.id}">${rule.id}</a></th><td>${localized(rule.title, known)}</td><td><span class="severity ${worst}">${escaped(severity)}</span></td><td>${escaped(onOneLine(rule.source))}</td><td>${escaped(onOneLine(rule.prevents))}</td></tr>
<tr class="more"><td colspan="5"><details><summary>How it decides</summary>
${details(rule, source, caseCount, known)}
</details></td></tr>
</tbody>`;
}

function details(
  rule: Rule,
  source: RuleSource,
  caseCount: number,
  known: readonly Language[],
): string {
  const tables = [...new Set(rule.checks.flatMap((check) => check.tables))];
  const facts: readonly (readonly [string, string])[] = [
    ["Scope", rule.scope],
    ["Tier", rule.tier === 2 ? "2, begins in shadow: counted, nothing is held" : "1"],
    ["When something is missing", missingText(rule)],
    ["Let through by a waiver", rule.waivable ? "yes" : "no"],
    ...(rule.locked ? ([["Locked", "may be raised, not lowered or switched off"]] as const) : []),
    ...(rule.jurisdictions ? ([["Applies in", rule.jurisdictions.join(", ")]] as const) : []),
    ...(source["effective"] ? ([["In force", onOneLine(source["effective"])]] as const) : []),
    ...(rule.stages.length > 0 ? ([["At", rule.stages.join(", ")]] as const) : []),
    ...(tables.length > 0 ? ([["Reads the tables", tables.join(", ")]] as const) : []),
    ...(source["decided"] ? ([["Decided", onOneLine(source["decided"])]] as const) : []),
    ["Shown by", `${counted(caseCount, "case")} in ${fileOf(rule.at)}`],
  ];
  const reasons = rule.checks.flatMap(({ name, reason }) =>
    reason ? [`<li><code>${escaped(name)}</code> ${localized(reason, known)}</li>`] : [],
  );
  return [
    `<blockquote>${localized(rule.message, known)}</blockquote>`,
    ...(reasons.length > 0 ? [`<ul>${reasons.join("")}</ul>`] : []),
    ...(rule.fix ? [`<p><b>To do:</b> ${localized(rule.fix, known)}</p>`] : []),
    `<dl>${facts.map(([name, text]) => `<dt>${name}</dt><dd>${escaped(text)}</dd>`).join("")}</dl>`,
    ...conditionBlocks(source).map((lines) => `<pre>${escaped(lines.join("\n"))}</pre>`),
  ].join("\n");
}

function localized(texts: Rule["title"], known: readonly Language[]): string {
  return known
    .flatMap((language) => {
      const text = texts[language];
      const hidden = language === "en" ? "" : " hidden";
      return text === undefined
        ? []
        : [`<span lang="${language}"${hidden}>${escaped(onOneLine(text))}</span>`];
    })
    .join("");
}

const escapes: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (one) => escapes[one] ?? one);
