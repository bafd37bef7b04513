import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { jurisdictions } from "../../lib/core/expression/functions/countries.ts";
import type { Rule } from "../../lib/core/rule.ts";
import { type Severity, severities, worst } from "../../lib/core/severity.ts";
import { repository } from "../support/house.ts";

/** A rule as the domain specification lists it. */
export interface Listed {
  readonly id: string;
  readonly severity: Severity;
  readonly escalates_to: Severity | null;
  readonly scope: string;
  readonly tier: "T1" | "T2";
  readonly missing: string;
  readonly waivable: boolean;
  readonly locked: boolean;
  readonly jurisdiction: string;
  readonly effective_from: string | null;
  readonly source_codes: readonly string[];
}

export type Aspect =
  | "severity"
  | "scope"
  | "tier"
  | "missing"
  | "waivable"
  | "locked"
  | "jurisdiction"
  | "effective"
  | "source";

const path = join(repository, "../shared/domain/rules.json");

/** The specification's list; undefined on a machine that does not have it. */
export function specification(): readonly Listed[] | undefined {
  if (!existsSync(path)) return undefined;
  return (JSON.parse(readFileSync(path, "utf8")) as { rules: readonly Listed[] }).rules;
}

/** What a built rule has otherwise than the list, aspect by aspect: `what it has, not what is listed`. */
export function differences(rule: Rule, listed: Listed): ReadonlyMap<Aspect, string> {
  const found = new Map<Aspect, string>();
  const tell = (aspect: Aspect, has: unknown, wanted: unknown): void => {
    if (String(has) !== String(wanted)) found.set(aspect, `${has}, not ${wanted}`);
  };
  const given = severitiesOf(rule);
  const wanted = [listed.severity, ...(listed.escalates_to ? [listed.escalates_to] : [])];
  const lacking = wanted.filter((severity) => !given.includes(severity));
  const highest = given.reduce((a, b) => worst(a, b), "warn");
  if (lacking.length > 0 || highest !== wanted.reduce((a, b) => worst(a, b)))
    found.set("severity", `${given.join(", ")}, not ${wanted.join(", ")}`);
  tell("scope", rule.scope, listed.scope);
  tell("tier", `T${rule.tier}`, listed.tier);
  const missing = [...new Set(rule.checks.map((check) => check.missing))];
  if (!missing.some((one) => one === listed.missing)) tell("missing", missing, listed.missing);
  tell("waivable", rule.waivable, listed.waivable);
  tell("locked", rule.locked, listed.locked);
  tell("jurisdiction", jurisdictionsOf(rule), countriesOf(listed.jurisdiction));
  const begins = [rule.effective, ...rule.variants.map(({ effective }) => effective)];
  if (!begins.some(({ from }) => dayText(from) === listed.effective_from))
    tell("effective", begins.map(({ from }) => dayText(from)).join(" or "), listed.effective_from);
  const unnamed = listed.source_codes.filter((code) => !rule.source.includes(code));
  if (unnamed.length > 0) found.set("source", `without ${unnamed.join(", ")}`);
  return found;
}

function severitiesOf(rule: Rule): readonly Severity[] {
  const ladders = [
    ...rule.checks.map(({ severity }) => severity),
    ...rule.variants.flatMap(({ severity }) => (severity ? [severity] : [])),
  ];
  const all = new Set(
    ladders.flatMap(({ steps, otherwise }) => [
      ...steps.map(({ severity }) => severity),
      otherwise,
    ]),
  );
  return severities.filter((severity) => all.has(severity));
}

const jurisdictionsOf = ({ jurisdictions: own }: Rule): string => own?.join(" ") ?? "everywhere";

const countriesOf = (area: string): string =>
  area === "ALL" ? "everywhere" : [...(jurisdictions.get(area) ?? [area])].sort().join(" ");

const dayText = (day: number | undefined): string | null =>
  day === undefined ? null : new Date(day * 86_400_000).toISOString().slice(0, 10);
