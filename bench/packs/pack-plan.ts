import { fileURLToPath } from "node:url";
import { isMap, parseDocument, type YAMLMap } from "yaml";
import { readRulesetFiles } from "../../lib/adapters/files/named-folders.ts";
import { compileRuleset, formatProblem, type Plan } from "../../lib/core/index.ts";
import type { RuleFile } from "../../lib/core/ruleset.ts";
import { billingRunSubject } from "../../lib/subjects/billing-run/index.ts";

const repository = fileURLToPath(new URL("../../", import.meta.url));
const folder = fileURLToPath(new URL("../../rulesets/billing-run/", import.meta.url));

/** The rules of the shipped billing pack that judge an invoice by itself, as a plan. */
export function packPlan(): Plan {
  const files = readRulesetFiles(folder, repository, { cases: false });
  const whole = compiled(files);
  const ids = whole.rules
    .filter(({ scope, of, roster }) => scope === "record" && of === "invoice" && !roster)
    .map(({ id }) => id);
  return compiled(files.map((file) => onlyRules(file, new Set(ids))));
}

function compiled(files: readonly RuleFile[]): Plan {
  const result = compileRuleset({ files, subject: billingRunSubject });
  if (!result.ok) throw new Error(result.problems.map(formatProblem).join("\n"));
  return result.plan;
}

function onlyRules(file: RuleFile, ids: ReadonlySet<string>): RuleFile {
  const document = parseDocument(file.text);
  if (isMap(document.contents)) return file;
  const rules = document.contents as unknown as { items: readonly YAMLMap[] };
  Object.assign(rules, { items: rules.items.filter((rule) => ids.has(String(rule.get("id")))) });
  return { path: file.path, text: document.toString({ lineWidth: 0 }) };
}
