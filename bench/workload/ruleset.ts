import { readdirSync, readFileSync } from "node:fs";
import { isMap, parseDocument, type YAMLMap } from "yaml";
import { compileRuleset, formatProblem, type Plan } from "../../lib/core/index.ts";
import type { RuleFile } from "../../lib/core/ruleset.ts";
import { invoiceSubject } from "./subject.ts";

const folder = new URL("./ruleset/", import.meta.url);

/** The plan of the workload's rule set, or of those of its rules that are named. */
export function planOf(ids?: readonly string[]): Plan {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith(".yaml"))
    .map((name) => ({ path: name, text: readFileSync(new URL(name, folder), "utf8") }));
  const chosen = ids ? files.map((file) => onlyRules(file, ids)) : files;
  const compiled = compileRuleset({ files: chosen, subject: invoiceSubject });
  if (!compiled.ok) throw new Error(compiled.problems.map(formatProblem).join("\n"));
  return compiled.plan;
}

function onlyRules(file: RuleFile, ids: readonly string[]): RuleFile {
  const document = parseDocument(file.text);
  if (isMap(document.contents)) return file;
  const rules = document.contents as unknown as { items: readonly YAMLMap[] };
  Object.assign(rules, {
    items: rules.items.filter((rule) => ids.includes(String(rule.get("id")))),
  });
  return { path: file.path, text: document.toString({ lineWidth: 0 }) };
}
