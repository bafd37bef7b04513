import { compileRuleset, formatProblem, type Plan } from "../../lib/core/index.ts";
import type { Rule } from "../../lib/core/rule.ts";
import { bill, compileSmall, type RuleText, ruleText } from "../support/small-engine.ts";

const ruleOf = (rule: RuleText, header: RuleText = {}): Rule =>
  compileSmall({ rules: [{ must: "record.paid", ...rule }], header }).rules[0] as Rule;

const warningsOf = (rule: RuleText): readonly string[] => {
  const files = [
    { path: "ruleset.yaml", text: "name: x\nsubject: bill\n" },
    { path: "rules.yaml", text: JSON.stringify([ruleText(rule)]) },
  ];
  const compiled = compileRuleset({ files, subject: bill });
  if (!compiled.ok) throw new Error(compiled.problems.map(formatProblem).join("\n"));
  return compiled.warnings.map(({ message }) => message);
};

test("what a rule leaves out has a default", () => {
  expect(ruleOf({})).toMatchObject({
    scope: "record",
    of: "bill",
    stages: [],
    tier: 1,
    shadow: false,
    enabled: true,
    locked: false,
    waivable: true,
    effective: {},
    variants: [],
    each: [],
    lets: [],
    params: {},
    checks: [{ name: "", missing: "hold", severity: { steps: [], otherwise: "block" } }],
  });
});

// A setting as it is written, and as it stands in the plan.
test.each([
  [{ tier: "2" }, { tier: 2, shadow: true }], // starts in shadow
  [
    { tier: "2", shadow: "false" },
    { tier: 2, shadow: false },
  ],
  [{ jurisdictions: ["EEA"] }, { jurisdictions: expect.arrayContaining(["EE", "NO", "RO"]) }],
  [{ jurisdictions: ["NO", "EE", "EE"] }, { jurisdictions: ["EE", "NO"] }],
  [{ effective: { from: "2026-01-01" } }, { effective: { from: 20_454 } }],
  [{ stages: ["dispatch"] }, { stages: ["dispatch"] }],
  [{ sample: { size: "5", confirmed_by: "lead" } }, { sample: { size: 5, confirmedBy: "lead" } }],
  [{ title: "T", prevents: undefined }, { prevents: "T" }],
  [{ for: { table: "contracts" }, must: "row.id in records.key(r, r.number)" }, { scope: "set" }],
])("%j gives %j", (written, planned) => {
  expect(ruleOf(written)).toMatchObject(planned);
});

// A parameter as it is written, and its type and value in the plan.
test.each([
  ["0.02", "decimal", "0.02"],
  ["14", "int", "14"],
  ["2026-01-31", "date", "2026-01-31"],
  ["gold", "string", "gold"],
  [{ type: "string", value: "14" }, "string", "14"],
  [{ type: "bool", value: "true" }, "bool", true],
  [{ type: "decimal", value: "5" }, "decimal", "5"], // the long form names the type
  [{ EUR: "20.00", NOK: "230.00" }, "decimal", { EUR: "20.00", NOK: "230.00" }],
])("the parameter %j is a %s", (written, kind, value) => {
  const { params } = ruleOf({ params: { p: written } });
  expect(params["p"]).toMatchObject({ type: { kind }, value });
});

// A condition, and the fields of the record that it reads.
test.each([
  ["record.total == record.stated", ["stated", "total"]],
  ["record.lines.all(l, l.net > 0)", ["lines.net"]],
  ["record.lines.size() > 0", ["lines"]],
  ["record.lines.exists(l, l.parts.exists(p, p.net > 0))", ["lines.parts.net"]],
  ["record.lines.map(l, l.parts).size() > 0", ["lines.parts"]],
  ["record.lines.filter(l, l.count > 1).all(l, l.net > 0)", ["lines.count", "lines.net"]],
  ['record.lines[0].sku == "a"', ["lines.sku"]],
  [
    "(record.paid ? record.lines : record.others).all(l, l.net > 0)",
    ["lines.net", "others.net", "paid"],
  ],
  ['optional(record.note).orElse("") != record.country', ["country"]], // the author stands in for it
  ["has(record.customer.email)", ["customer.email"]],
  ['lookup("products", record.note).status == "on"', ["note"]], // a row is no part of the record
])("%s reads %j", (must, fields) => {
  expect(ruleOf({ must }).checks[0]?.reads).toEqual(fields);
});

test("what a rule reads goes through lets and loops", () => {
  const rule = ruleOf({
    each: { l: "record.lines", p: "l.parts" },
    let: { small: "p.net", unused_here: "l.sku" },
    when: "record.paid",
    must: "small < 1.00",
    values: { sku: "unused_here" },
    message: "{sku}",
  });
  expect(rule.checks[0]).toMatchObject({
    reads: ["lines.parts.net", "paid"],
    whenReads: ["lines.parts", "paid"],
  });
  expect(rule.reads).toContain("lines.sku");
});

test("tables are those that are looked up and those that are required", () => {
  const must = 'lookup("products", record.note).status == "on"';
  const [check] = ruleOf({ must, requires: ["prices"] }).checks;
  expect(check?.tables).toEqual(["prices", "products"]);
});

test("a placeholder that is a let, a parameter or an element is computed", () => {
  const rule = ruleOf({
    each: { tag: "record.tags" },
    let: { diff: "record.total - record.stated" },
    params: { limit: "1.00" },
    must: "diff < params.limit",
    message: "{diff} {limit} {tag} {key} {currency}",
  });
  expect(rule.values).toEqual({
    diff: expect.objectContaining({ op: "name", name: "diff" }),
    limit: expect.objectContaining({ op: "name", name: "params.limit" }),
    tag: expect.objectContaining({ op: "name", name: "tag" }),
    currency: expect.objectContaining({ op: "select", field: "currency" }), // by the kind
  });
});

test("the rule's 'when' holds for every check, beside the check's own", () => {
  const checks = {
    a: { must: "record.paid" },
    b: { when: "record.total > 1", must: "record.paid" },
  };
  const rule = ruleOf({ must: undefined, when: "record.count > 1", checks });
  expect(rule.checks.map(({ when }) => when?.op)).toEqual(["compare", "and"]);
});

test("aggregates that are equal are remembered once, and parameters are part of them", () => {
  const run = (id: string, must: string, params = {}) => ({ id, scope: "run", must, params });
  const plan: Plan = compileSmall({
    rules: [
      run("TST-01", "records.sum(r, r.total) > 0"),
      run("TST-02", "records.sum(r, r.total) > 1 && aggregates.gross > 0"),
      run("TST-03", "records.count(r, r.total > params.limit) == 0", { limit: "5.00" }),
      run("TST-04", "records.count(r, r.total > params.limit) == 0", { limit: "6.00" }),
    ],
    header: { aggregates: { gross: "records.sum(r, r.total)" } },
  });
  expect(plan.aggregates.map(({ id, name }) => [id, name])).toEqual([
    ["gross", "gross"],
    ["count(where r.total > 5.00)", undefined],
    ["count(where r.total > 6.00)", undefined],
  ]);
});

// Usable, but odd.
test.each([
  [{ must: "record.paid", let: { x: "record.total" } }, ["let 'x' is never used"]],
  [{ must: "record.paid", params: { x: "1" } }, ["parameter 'x' is never used"]],
  [{ must: "record.paid", values: { x: "record.total" } }, ["value 'x' is shown by no message"]],
  [{ must: "record.paid", when: "1 < 2" }, ["this always holds: remove 'when'"]],
  [
    { scope: "run", must: "records.count(r, r.total > params.x) == 0", params: { x: "1.00" } },
    [], // read inside an aggregate
  ],
])("%j warns %j", (rule, warnings) => {
  expect(warningsOf(rule)).toEqual(warnings);
});

test("a rule set needs its header, and rules", () => {
  const rules = { path: "a/rules.yaml", text: JSON.stringify([ruleText({ must: "record.paid" })]) };
  const header = { path: "a/ruleset.yaml", text: "name: x\nsubject: bill\n" };
  const problems = (files: readonly { path: string; text: string }[]) => {
    const compiled = compileRuleset({ files, subject: bill });
    return compiled.ok ? [] : compiled.problems.map(formatProblem);
  };
  expect(problems([rules])).toEqual([
    "a/ruleset.yaml:1:1: there is no ruleset.yaml: it names the rule set, its subject and its languages",
  ]);
  expect(problems([header])).toEqual([
    "a/ruleset.yaml:1:1: the rule set has no rules: write them into YAML files beside it",
  ]);
  expect(problems([header, rules, { ...header, path: "a/b/ruleset.yaml" }])).toEqual([
    "a/ruleset.yaml:1:1: a rule set has one ruleset.yaml, and 'a/b/ruleset.yaml' is there already",
  ]);
});
