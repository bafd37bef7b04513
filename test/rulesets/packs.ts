import { readRulesetFiles } from "../../lib/adapters/files/named-folders.ts";
import { compileRuleset } from "../../lib/core/compile-ruleset.ts";
import type { Plan } from "../../lib/core/plan.ts";
import type { RuleCases, RuleFile } from "../../lib/core/ruleset.ts";
import { subjectOf } from "../../lib/subjects/registry.ts";
import { repository } from "../support/house.ts";

/** A shipped rule set, compiled. */
export interface Pack {
  readonly name: string;
  readonly plan: Plan;
  readonly cases: readonly RuleCases[];
  readonly files: readonly RuleFile[];
}

export const packNames = [
  "billing-run",
  "campaign",
  "inventory",
  "order",
  "service-change",
] as const;

const compiledPacks = new Map<string, Pack>();

/** @throws when the rule set has a mistake. */
export function packNamed(name: (typeof packNames)[number]): Pack {
  const known = compiledPacks.get(name);
  if (known !== undefined) return known;
  const files = readRulesetFiles(`${repository}/rulesets/${name}`, repository, { cases: true });
  const subject = subjectOf(name);
  if (subject === undefined) throw new Error(`${name} is no kind`);
  const compiled = compileRuleset({ files, subject });
  if (!compiled.ok) throw new Error(compiled.problems.map(({ message }) => message).join("\n"));
  const pack = { name, plan: compiled.plan, cases: compiled.cases, files };
  compiledPacks.set(name, pack);
  return pack;
}
