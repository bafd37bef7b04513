import { runCases } from "../../../lib/core/cases.ts";
import { compileRuleset } from "../../../lib/core/compile-ruleset.ts";
import type { Rule, SeverityLadder } from "../../../lib/core/rule.ts";
import { formatProblem } from "../../../lib/core/ruleset/problem.ts";
import { orderSubject } from "../../../lib/subjects/order/index.ts";
import { rulesetFiles } from "./ruleset-files.ts";

const compiled = compileRuleset({ files: rulesetFiles("order"), subject: orderSubject });
const plan = compiled.ok ? compiled.plan : undefined;
const ruleOf = (id: string): Rule => plan?.rules.find((rule) => rule.id === id) as Rule;

test("the order pack compiles without a mistake or a warning", () => {
  const told = compiled.ok ? compiled.warnings : compiled.problems;
  expect(told.map(formatProblem)).toEqual([]);
});

test("every case holds, and together they show every condition true and false", () => {
  if (!compiled.ok) return expect(compiled.ok).toBe(true);
  const { results, uncovered } = runCases(compiled.plan, compiled.cases, rulesetFiles("order"));
  const wrong = results.filter(({ problem }) => problem !== undefined);
  expect(wrong.map(({ case: { at }, problem }) => `${at}: ${problem}`)).toEqual([]);
  expect(uncovered).toEqual([]);
  expect(results.length).toBeGreaterThan(500);
});

test("every rule has a passing case, two that violate, and one where something is missing", () => {
  const short = (compiled.ok ? compiled.cases : []).flatMap(({ rule, cases }) => {
    const count = (kind: string) => cases.filter((one) => one.kind === kind).length;
    const enough = count("pass") >= 1 && count("violate") >= 2 && count("missing") >= 1;
    return enough ? [] : [rule];
  });
  expect(short).toEqual(["ORD-63"]); // a name that is absent is what it looks for
});

// Severity (of the rule, or of its checks from the worst), scope, missing, and what else the domain
// specification and its errata say in the head of a rule.
test.each([
  ["ORD-01", "block", "record", "block", "not waivable"],
  ["ORD-02", "hold", "record", "hold", ""],
  ["ORD-03", "block hold warn", "record", "block", ""], // errata: a street without number holds
  ["ORD-04", "hold warn", "record", "skip", ""], // errata: another name of the place warns
  ["ORD-05", "block", "record", "hold", ""],
  ["ORD-06", "block", "record", "block", "not waivable"],
  ["ORD-07", "block hold", "record", "hold", ""],
  ["ORD-08", "hold", "record", "skip", ""],
  ["ORD-09", "hold", "record", "hold", ""],
  ["ORD-10", "block", "record", "block", "not waivable"],
  ["ORD-11", "block hold", "record", "hold", ""], // a category that only a person can explain holds
  ["ORD-12", "block", "record", "block", "not waivable"],
  ["ORD-13", "block hold", "record", "hold", ""], // too little holds, too much blocks
  ["ORD-14", "block", "record", "hold", "not waivable, EEA, from 2014-06-13, locked"],
  ["ORD-15", "block", "record", "skip", "not waivable, EEA"],
  ["ORD-16", "block", "set", "hold", ""],
  ["ORD-17", "hold", "record", "hold", ""],
  ["ORD-18", "block", "record", "block", "EEA"],
  ["ORD-19", "hold", "record", "skip", ""],
  ["ORD-20", "hold", "set", "skip", ""],
  ["ORD-21", "hold", "record", "hold", ""],
  ["ORD-22", "block warn", "record", "hold", ""], // errata: a pre-order is authorised again
  ["ORD-23", "hold", "record", "skip", "tier 2"],
  ["ORD-24", "block", "record", "block", "not waivable, locked"],
  ["ORD-25", "block", "record", "hold", "not waivable"],
  ["ORD-26", "block", "record", "block", "EEA, from 2014-06-13, locked"],
  ["ORD-27", "hold", "record", "hold", "EU, from 2026-06-19"],
  ["ORD-28", "block", "record", "hold", "not waivable, EEA, from 2014-06-13"],
  ["ORD-29", "block", "record", "block", "not waivable, EEA, from 2014-06-13"],
  ["ORD-30", "block", "record", "block", "EEA, from 2014-06-13, locked"],
  ["ORD-31", "hold", "record", "hold", "EU, from 2026-09-27, tier 2"],
  ["ORD-32", "hold", "record", "hold", "EEA, from 2014-06-13"],
  ["ORD-33", "hold warn", "record", "skip", "tier 2"],
  ["ORD-34", "block", "record", "block", "EEA, from 2014-06-13"],
  ["ORD-35", "hold", "record", "warn", ""],
  ["ORD-36", "hold warn", "record", "skip", "tier 2"], // errata: a companion is a suggestion
  ["ORD-37", "hold", "record", "hold", ""],
  ["ORD-38", "block", "record", "hold", "EEA"],
  ["ORD-39", "hold", "record", "hold", "tier 2"],
  ["ORD-40", "block", "record", "block", "not waivable, EEA"],
  ["ORD-41", "block", "record", "hold", ""],
  ["ORD-42", "hold", "record", "skip", ""], // of one order: nothing is compared
  ["ORD-43", "hold", "record", "skip", ""],
  ["ORD-44", "hold", "run", "skip", "tier 2"],
  ["ORD-47", "hold", "set", "hold", ""],
  ["ORD-48", "hold", "record", "skip", ""],
  ["ORD-66", "hold", "set", "hold", ""],
])("%s is %s, %s, missing: %s; %s", (id, severity, scope, missing, rest) => {
  const rule = ruleOf(id);
  const severities = rule.checks.flatMap(({ severity: ladder }) => wordsOf(ladder));
  expect({
    severity: ["block", "hold", "warn"].filter((word) => severities.includes(word)).join(" "),
    scope: rule.scope,
    missing: rule.checks.map((check) => check.missing).includes(missing as never),
    rest: headOf(rule),
  }).toEqual({ severity, scope, missing: true, rest });
});

test.each([
  ["ORD-16", ["intake"]], // at dispatch the goods are allocated already
  ["ORD-17", ["intake"]],
  ["ORD-29", ["dispatch"]],
  ["ORD-32", ["dispatch"]],
  ["ORD-42", ["backlog"]],
])("%s is judged at %j alone", (id, stages) => {
  expect(ruleOf(id).stages).toEqual(stages);
});

test("no check treats what is missing more mildly than its rule, but where another one tells it", () => {
  const mild = (plan?.rules ?? []).flatMap(({ id, checks }) =>
    checks
      .filter(({ missing }) => missing !== checks[0]?.missing)
      .map(({ name, missing }) => `${id}/${name}: ${missing}`),
  );
  expect(mild).toEqual([
    "ORD-06/status: skip", // `known` tells that the catalogue lacks the article
    "ORD-06/discontinued: skip",
    "ORD-18/within_30_days: skip", // `stated` tells that nothing was promised
    "ORD-21/status: skip", // `credit` holds who pays by invoice; who pays now and is unknown is new
    "ORD-38/longer: skip", // the market has no period beyond the two years
    "ORD-48/point_method: hold", // nobody knows a pick-up point that the table lacks
  ]);
});

test("every rule says where it comes from and what it prevents, in words of its own", () => {
  const said = (plan?.rules ?? []).map(({ prevents }) => prevents);
  expect(said.filter((text) => text.length < 30)).toEqual([]);
  expect(new Set(said).size).toBe(said.length);
  expect(said.length).toBeGreaterThanOrEqual(55);
});

function wordsOf({ steps, otherwise }: SeverityLadder): readonly string[] {
  return [...steps.map(({ severity }) => severity), otherwise];
}

function headOf(rule: Rule): string {
  const countries = rule.jurisdictions?.length;
  return [
    rule.waivable ? "" : "not waivable",
    countries === 30 ? "EEA" : countries === 27 ? "EU" : "",
    rule.effective.from === undefined ? "" : `from ${dayText(rule.effective.from)}`,
    rule.tier === 2 ? "tier 2" : "",
    rule.locked ? "locked" : "",
  ]
    .filter(Boolean)
    .join(", ");
}

const dayText = (day: number): string => new Date(day * 86_400_000).toISOString().slice(0, 10);
