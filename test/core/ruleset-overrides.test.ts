import { compileRuleset, formatProblem } from "../../lib/core/index.ts";
import type { RuleOverride } from "../../lib/core/ruleset/overrides.ts";
import { bill, ruleText } from "../support/small-engine.ts";

const signed = { reason: "season", author: "ann", approver: "bo", review_by: "2026-12-31" };

const rules = [
  ruleText({
    id: "TST-01",
    severity: { block: "record.total > 100", else: "hold" },
    params: {
      limit: { type: "decimal", value: "1.00", min: "0.50", max: "2.00" },
      open: "3",
      word: "gold",
    },
    must: "record.total > params.limit && record.count > params.open && record.note != params.word",
  }),
  ruleText({ id: "TST-02", locked: "true", severity: "hold", must: "record.paid" }),
  ruleText({ id: "TST-03", tier: "2", must: "record.paid" }),
];

function compile(overrides: Readonly<Record<string, Partial<RuleOverride>>>) {
  const files = [
    { path: "ruleset.yaml", text: "name: x\nsubject: bill\n" },
    { path: "rules.yaml", text: JSON.stringify(rules) },
  ];
  const whole = Object.fromEntries(
    Object.entries(overrides).map(([id, one]) => [id, { ...signed, ...one }]),
  );
  return compileRuleset({ files, subject: bill, overrides: whole });
}

// What a tenant may change, and what becomes of the rule.
test.each([
  ["TST-01", { enabled: false }, { enabled: false }],
  ["TST-01", { severity: "warn" }, { checks: [{ severity: { steps: [], otherwise: "warn" } }] }],
  ["TST-01", { params: { limit: "2.00" } }, { params: { limit: { value: "2.00" } } }],
  ["TST-01", { params: { word: "silver" } }, { params: { word: { value: "silver" } } }],
  ["TST-02", { severity: "block" }, { checks: [{ severity: { otherwise: "block" } }] }], // raised
  ["TST-03", { shadow: false }, { tier: 2, shadow: false }], // it has proved itself
] as const)("%s with %j", (id, override, planned) => {
  const compiled = compile({ [id]: override });
  expect(compiled.ok && compiled.plan.rules.find((rule) => rule.id === id)).toMatchObject(planned);
});

// What a tenant may not change.
test.each([
  ["TST-02", { enabled: false }, "a locked rule cannot be disabled"],
  ["TST-02", { shadow: true }, "a locked rule cannot be put into shadow"],
  [
    "TST-02",
    { severity: "warn" },
    "a locked rule cannot be lowered: it gives hold, the override warn",
  ],
  ["TST-01", { params: { limit: "2.01" } }, "parameter 'limit' is 2.01, above its 'max' of 2.00"],
  ["TST-01", { params: { limit: "0.49" } }, "parameter 'limit' is 0.49, below its 'min' of 0.50"],
  [
    "TST-01",
    { params: { limit: "two" } },
    "parameter 'limit' is 'two', but must be a decimal such as 12.50, with at most 6 digits after the point",
  ],
  ["TST-01", { params: { limt: "1" } }, "unknown parameter 'limt', did you mean 'limit'?"],
  [
    "TST-01",
    { params: { open: "4" } },
    "parameter 'open' states no range ('min' and 'max'), so it cannot be changed",
  ],
  ["TST-09", {}, "unknown rule 'TST-09', did you mean 'TST-01'?"],
  ["TST-01", { approver: "ann" }, "author and approver are both 'ann': a second person approves"],
  ["TST-01", { review_by: "soon" }, "'review_by' is 'soon', but must be a day, YYYY-MM-DD"],
  [
    "TST-01",
    { reason: " " },
    "'reason' is missing: an override says why, who wrote it and who approved it",
  ],
] as const)("%s with %j is refused", (id, override, message) => {
  const compiled = compile({ [id]: override as Partial<RuleOverride> });
  expect(compiled.ok ? [] : compiled.problems.map(formatProblem)).toEqual([
    `overrides:1:1: ${message} [${id}]`,
  ]);
});

test("an override is part of the revision", () => {
  const revisions = [compile({}), compile({ "TST-01": { severity: "warn" } })].map(
    (compiled) => compiled.ok && compiled.plan.revision,
  );
  expect(new Set(revisions).size).toBe(2);
});
