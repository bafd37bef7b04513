import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { packPlan } from "../lib/adapters/packaged/plans.ts";
import { parseGate } from "../lib/app/gate.ts";
import { compileRuleset, formatProblem, type RuleFile } from "../lib/core/index.ts";
import { subjectOf } from "../lib/subjects/registry.ts";

// Compiles the rule set of each gate and puts gate and plan beside a function's code.
// node bin/package-plans.ts GATES RULESETS INTO

const [gates, rulesets, into] = process.argv.slice(2);
if (gates === undefined || rulesets === undefined || into === undefined) {
  console.error("usage: node bin/package-plans.ts GATES RULESETS INTO");
  process.exit(3);
}

for (const file of readdirSync(gates).filter((name) => name.endsWith(".yaml"))) {
  const gate = parseGate(readFileSync(join(gates, file), "utf8"), join(gates, file));
  const subject = subjectOf(gate.subject);
  if (subject === undefined) throw new Error(`${file}: there is no subject kind ${gate.subject}`);
  const compiled = compileRuleset({ files: filesUnder(join(rulesets, gate.ruleset)), subject });
  if (!compiled.ok) {
    console.error(compiled.problems.map(formatProblem).join("\n"));
    process.exit(3);
  }
  packPlan(into, { gate, plan: compiled.plan });
}

function filesUnder(folder: string): readonly RuleFile[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(yaml|json)$/.test(name))
    .sort()
    .map((name) => ({
      path: join(folder, name),
      text: readFileSync(join(folder, name), "utf8"),
    }));
}
