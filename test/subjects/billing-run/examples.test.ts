import { readFileSync } from "node:fs";
import { join } from "node:path";
import { findReferences } from "../../../lib/adapters/references/find.ts";
import { compileRuleset } from "../../../lib/core/compile-ruleset.ts";
import type { JsonObject } from "../../../lib/core/expression/value.ts";
import { judgeAll } from "../../../lib/core/judge-all.ts";
import { billingRunSubject } from "../../../lib/subjects/billing-run/index.ts";
import { repository } from "../../support/house.ts";
import { rulesetFiles } from "../order/ruleset-files.ts";

const compiled = compileRuleset({ files: rulesetFiles("billing-run"), subject: billingRunSubject });
const folder = join(repository, "examples", "billing-run");

async function judged(name: string) {
  if (!compiled.ok) throw new Error("the billing pack does not compile");
  const envelope = JSON.parse(readFileSync(join(folder, name), "utf8"));
  const { subject, ...submission } = envelope;
  const { invoices, ...run } = subject;
  const readings = invoices.map((value: JsonObject, index: number) => ({
    kind: "record",
    position: { file: 0, offset: index },
    place: { file: name, line: index + 1 },
    value,
    digest: String(index),
  }));
  const named = { reference: "reference", cwd: folder, zone: "Europe/Tallinn" };
  const references = await findReferences(named, compiled.plan);
  const report = judgeAll(compiled.plan, readings, {
    gate: "billing-run",
    businessAt: "2026-11-02T20:00:00+02:00",
    zone: "Europe/Tallinn",
    stage: "intake",
    run,
    submission,
    rows: references.rows,
    unsupplied: [],
    requiredTables: [],
  });
  references.close();
  const told = report.violations.map(
    ({ rule, check, record }) => `${record?.key} ${rule}${check ? `/${check}` : ""}`,
  );
  return { verdict: report.verdict, told: [...new Set(told)].sort() };
}

// A run, its verdict, and what is told of its invoices.
test.each<[string, string, readonly string[]]>([
  ["pass.json", "pass", []], // four invoices and a credit note, one with reverse charge
  ["hold.json", "hold", ["NK-319 BIL-09/amount", "NK-320 BIL-03/short_term"]],
  [
    "block.json",
    "block",
    [
      "26-100061 BIL-14/rate", // the rate of before 2025-07-01
      "26-100062 BIL-90/account", // a good IBAN, and not the seller's
      "26-100063 BIL-10/due", // cents sent as whole units
    ],
  ],
])("%s gives a %s", async (name, verdict, told) => {
  expect(await judged(name)).toEqual({ verdict, told });
});
