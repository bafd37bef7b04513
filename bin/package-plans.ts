import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readRulesetFiles } from "../lib/adapters/files/named-folders.ts";
import { readTableFiles } from "../lib/adapters/files/reference-folder.ts";
import { shippedFolder } from "../lib/adapters/files/shipped.ts";
import { tableFilesIn } from "../lib/adapters/files/table-files.ts";
import { packPlan } from "../lib/adapters/packaged/plans.ts";
import { packTables } from "../lib/adapters/packaged/tables.ts";
import { parseGate } from "../lib/app/gate.ts";
import { compileRuleset, formatProblem } from "../lib/core/index.ts";
import { subjectOf, subjects } from "../lib/subjects/registry.ts";

// Compiles the rule set of each gate and puts gate and plan beside a function's code, with the
// reference tables that ship.
// node bin/package-plans.ts GATES RULESETS INTO

const [gates, rulesets, into] = process.argv.slice(2);
if (gates === undefined || rulesets === undefined || into === undefined)
  fail("usage: node bin/package-plans.ts GATES RULESETS INTO");

for (const file of readdirSync(gates).filter((name) => name.endsWith(".yaml"))) {
  const gate = parseGate(readFileSync(join(gates, file), "utf8"), join(gates, file));
  const subject = subjectOf(gate.subject) ?? fail(`${file}: there is no kind ${gate.subject}`);
  const files = readRulesetFiles(join(rulesets, gate.ruleset), process.cwd(), { cases: false });
  const compiled = compileRuleset({ files, subject });
  if (!compiled.ok) fail(compiled.problems.map(formatProblem).join("\n"));
  const { revision } = compiled.plan;
  if (gate.revision !== "as-of" && gate.revision !== revision)
    fail(
      `${file}: the gate wants revision ${gate.revision}, and ${gate.ruleset} is at ${revision}: ` +
        "package the rule set at that revision, or have the gate take what is in force (as-of)",
    );
  packPlan(into, { gate, plan: compiled.plan });
}

packTables(into, await shippedTables());

async function shippedTables() {
  const files = tableFilesIn("reference", shippedFolder("."));
  const tables = files.map(async (file) => {
    // Public tables are described alike by every kind that has them.
    const subject = Object.values(subjects).find(({ tables }) => file.table in tables);
    const loaded = subject && (await readTableFiles([file], subject));
    return loaded ? [[file.table, loaded.byKey(file.table)] as const] : [];
  });
  return Object.fromEntries((await Promise.all(tables)).flat());
}

function fail(message: string): never {
  console.error(message);
  process.exit(3);
}
