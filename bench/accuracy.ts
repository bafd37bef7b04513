// What the shipped rules find in generated submissions: writes docs/ACCURACY.md.
//   npm run bench:accuracy                    generates and judges, writes
//   npm run bench:accuracy -- --kind order    one kind, told and not written
//   npm run bench:accuracy -- --check         tells whether the page is what the results give
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { readRulesetFiles } from "../lib/adapters/files/named-folders.ts";
import { compileRuleset } from "../lib/core/compile-ruleset.ts";
import type { Subject } from "../lib/core/subject.ts";
import { subjectOf } from "../lib/subjects/registry.ts";
import { type AccuracyResult, accuracyText } from "./accuracy/accuracy-text.ts";
import { judgeGenerated } from "./accuracy/judge-generated.ts";
import { machine } from "./machine.ts";

const { values } = parseArgs({
  options: {
    check: { type: "boolean", default: false },
    kind: { type: "string" },
    records: { type: "string" },
  },
});
const results = new URL("./results/accuracy.json", import.meta.url);
const page = new URL("../docs/ACCURACY.md", import.meta.url);

/** Records of a submission by kind: as many as a large sender hands in at once. */
const sizes: Readonly<Record<string, number>> = {
  "billing-run": 10_000,
  campaign: 800,
  inventory: 5_000,
  order: 10_000,
  "service-change": 1_000,
};
const cleanSeeds = [1, 2, 3];

if (values.check) {
  const stored = existsSync(results) ? readFileSync(results, "utf8") : undefined;
  const text = stored && accuracyText(JSON.parse(stored) as AccuracyResult);
  if (text === undefined || !existsSync(page) || readFileSync(page, "utf8") !== text) {
    console.error("docs/ACCURACY.md is stale: write it with `npm run bench:accuracy`");
    process.exitCode = 1;
  }
} else {
  const where = machine();
  const kinds = values.kind === undefined ? Object.keys(sizes) : [values.kind];
  const asked = kinds.map((kind) => ({
    kind,
    records: Number(values.records ?? sizes[kind] ?? 1000),
  }));
  const result: AccuracyResult = {
    machine: where,
    clean: asked.flatMap((one) =>
      cleanSeeds.map((seed) => judgeGenerated({ ...one, defects: "0", seed })),
    ),
    defective: asked.map((one) => judgeGenerated({ ...one, defects: "5%", seed: 42 })),
    rules: Object.fromEntries(kinds.map((kind) => [kind, rulesOf(kind)])),
  };
  if (values.kind === undefined && values.records === undefined) {
    writeFileSync(results, `${JSON.stringify(result, null, 1)}\n`);
    writeFileSync(page, accuracyText(result));
    console.log("docs/ACCURACY.md is written");
  } else console.log(accuracyText(result));
}

/** The rules that ship for a kind. */
function rulesOf(kind: string): readonly string[] {
  const root = fileURLToPath(new URL("..", import.meta.url));
  const files = readRulesetFiles(join(root, "rulesets", kind), root, { cases: false });
  const compiled = compileRuleset({ files, subject: subjectOf(kind) as Subject });
  if (!compiled.ok) throw new Error(`the rule set ${kind} has mistakes: holdpoint rules check`);
  return compiled.plan.rules.map(({ id }) => id);
}
