import { expect, test } from "@jest/globals";
import type { Context, JsonObject } from "../../lib/core/index.ts";
import { judgeSmall, type RuleText } from "../support/small-engine.ts";

const overRun: RuleText = { scope: "run", must: "records.sum(r, r.total) == run.total" };
const overRecords: RuleText = { scope: "run", must: "records.sum(r, r.stated) == 5" };
const bills: readonly JsonObject[] = [{ total: "5.00" }];

// What of the input the reader cannot supply is nobody's fault; what it could and did not is missing.
test.each<[string, RuleText, Partial<Context>, string, string]>([
  ["a header that is there", overRun, { run: { total: "5.00" } }, "pass", "pass"],
  ["a header without the field", overRun, { run: { period: "x" } }, "missing", "hold"],
  ["no header, where there might be one", overRun, {}, "missing", "hold"],
  ["no header can be", overRun, { unsupplied: ["run"] }, "not_configured", "hold"],
  ["no field of it can be", overRun, { unsupplied: ["run.total"] }, "not_configured", "hold"],
  ["another field cannot be", overRun, { unsupplied: ["run.count"] }, "missing", "hold"],
  [
    "a locked rule over it",
    { ...overRun, locked: true },
    { unsupplied: ["run.total"] },
    "missing",
    "hold",
  ],
  [
    "one that skips what is missing",
    { ...overRun, missing: "skip" },
    { unsupplied: [] },
    "missing",
    "pass",
  ],
  [
    "its elements",
    { scope: "run", each: "[run.count]", must: "item == 1" },
    { unsupplied: ["run.count"] },
    "not_configured",
    "hold",
  ],
  [
    "a let over it",
    { scope: "run", let: { sum: "run.total" }, must: "records.sum(r, r.total) == sum" },
    { unsupplied: ["run.total"] },
    "not_configured",
    "hold",
  ],
  [
    "a field that has a stand-in",
    { scope: "run", must: "optional(run.total).orElse(5.00) == records.sum(r, r.total)" },
    { unsupplied: ["run.total"] },
    "pass",
    "pass",
  ],
  [
    "a record rule over it",
    { must: 'run.period == "x"' },
    { unsupplied: ["run"] },
    "not_configured",
    "hold",
  ],
  ["what an aggregate reads", overRecords, { unsupplied: ["stated"] }, "not_configured", "hold"],
  ["what it could have read", overRecords, {}, "missing", "hold"],
])("%s", (_, rule, context, outcome, verdict) => {
  const judged: RuleText = { id: "TST-02", must: "has(record.total)" };
  const report = judgeSmall({ rules: [{ missing: "hold", ...rule }, judged] }, bills, context);
  const tally = report.rules[0];
  expect(tally?.outcomes).toMatchObject({ [outcome]: 1 });
  const isLeftOut = outcome === "not_configured";
  expect(tally?.notConfigured?.needs).toEqual(isLeftOut ? [expect.any(String)] : undefined);
  expect(report.verdict).toBe(isLeftOut ? "pass" : verdict);
});
