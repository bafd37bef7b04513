import { parse } from "yaml";
import type { RuleFile } from "../../core/ruleset.ts";

/** A rule as its author wrote it, for showing: whatever is there, as text. */
export type RuleSource = Readonly<Record<string, unknown>>;

/** The rules of some files by id, as they were written. The files must have compiled. */
export function ruleSources(files: readonly RuleFile[]): ReadonlyMap<string, RuleSource> {
  const rules = files
    .filter(({ path }) => /\.ya?ml$/.test(path))
    .flatMap(({ text }) => rulesIn(parse(text)));
  return new Map(rules.map((rule) => [String(rule["id"]), rule]));
}

function rulesIn(document: unknown): readonly RuleSource[] {
  const list = Array.isArray(document) ? document : ((document as RuleSource)?.["rules"] ?? []);
  return (Array.isArray(list) ? list : []).filter(
    (rule): rule is RuleSource => typeof rule === "object" && rule !== null && "id" in rule,
  );
}

/** An expression or another value on one line, as the author wrote it but for its line breaks. */
export function onOneLine(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return (text ?? "").replaceAll(/\s+/g, " ").trim();
}

/** The header's own words, where it has some. */
export function descriptionIn(files: readonly RuleFile[]): readonly string[] {
  const header = files.find(({ path }) => path.endsWith("ruleset.yaml"));
  const { description } = (parse(header?.text ?? "") ?? {}) as RuleSource;
  return typeof description === "string" ? [onOneLine(description)] : [];
}
