import { runCases } from "../../../lib/core/cases.ts";
import { compileRuleset } from "../../../lib/core/compile-ruleset.ts";
import { loadFast, proof } from "../../../lib/core/expression/load.ts";
import type { JsonObject } from "../../../lib/core/expression/value.ts";
import type { Rule, SeverityLadder } from "../../../lib/core/rule.ts";
import { formatProblem } from "../../../lib/core/ruleset/problem.ts";
import { billingRunSubject } from "../../../lib/subjects/billing-run/index.ts";
import { rulesetFiles } from "../order/ruleset-files.ts";

const files = rulesetFiles("billing-run");
const compiled = compileRuleset({ files, subject: billingRunSubject });
const plan = compiled.ok ? compiled.plan : undefined;
const ruleOf = (id: string): Rule => plan?.rules.find((rule) => rule.id === id) as Rule;

test("the billing pack compiles without a mistake or a warning", () => {
  const told = compiled.ok ? compiled.warnings : compiled.problems;
  expect(told.map(formatProblem)).toEqual([]);
});

test("every case holds, and together they show every condition true and false", () => {
  if (!compiled.ok) return expect(compiled.ok).toBe(true);
  const { results, uncovered } = runCases(compiled.plan, compiled.cases, files);
  const wrong = results.filter(({ problem }) => problem !== undefined);
  expect(wrong.map(({ case: { at }, problem }) => `${at}: ${problem}`)).toEqual([]);
  expect(uncovered).toEqual([]);
  expect(results.length).toBeGreaterThan(300);
});

/** The rules about one document. */
const documentRules = (plan?.rules ?? []).filter(({ scope }) => scope === "record");

test("every rule of a document has a passing case, two that violate, one where something is missing", () => {
  const ids = documentRules.map(({ id }) => id);
  const short = (compiled.ok ? compiled.cases : []).flatMap(({ rule, cases }) => {
    const count = (kind: string) => cases.filter((one) => one.kind === kind).length;
    const enough = count("pass") >= 1 && count("violate") >= 2 && count("missing") >= 1;
    return enough || !ids.includes(rule) ? [] : [rule];
  });
  expect(short).toEqual([
    "BIL-01", // what is missing is what it looks for
    "BIL-16", // what is not stated is not malformed: other rules ask for it
    "BIL-17", // an account that is absent is a violation of its own
  ]);
});

// Severity (of the rule, or of its checks from the worst), missing, and what else the domain
// specification and its errata say in the head of a rule.
test.each([
  ["BIL-01", "block", "block", "not waivable"],
  ["BIL-02", "block", "block", ""],
  ["BIL-03", "hold", "hold", ""],
  ["BIL-04", "block", "block", ""],
  ["BIL-05", "block", "block", ""],
  ["BIL-06", "block", "block", "not waivable"],
  ["BIL-07", "block", "block", "not waivable"],
  ["BIL-08", "block", "block", ""],
  ["BIL-09", "block hold", "block", ""],
  ["BIL-10", "block", "block", "not waivable"],
  ["BIL-11", "block", "skip", ""],
  ["BIL-12", "block", "block", "not waivable"],
  ["BIL-13", "block", "hold", ""],
  ["BIL-14", "block", "hold", ""],
  ["BIL-15", "block", "hold", ""],
  ["BIL-16", "hold", "skip", ""],
  ["BIL-17", "block", "block", "not waivable, locked"],
  ["BIL-18", "block", "hold", ""],
  ["BIL-19", "hold", "hold", ""],
  ["BIL-21", "block", "hold", ""],
  ["BIL-22", "hold", "skip", ""],
  ["BIL-23", "hold", "hold", ""],
  ["BIL-24", "block hold", "hold", ""],
  ["BIL-25", "block", "hold", ""],
  ["BIL-26", "hold", "hold", ""],
  ["BIL-27", "hold", "hold", ""],
  ["BIL-28", "block", "skip", "locked"], // waivable, as the errata have it: digits may be chance
  ["BIL-29", "hold", "skip", ""],
  ["BIL-61", "block hold", "hold", ""],
  ["BIL-62", "block", "hold", ""],
  ["BIL-63", "block", "hold", ""],
  ["BIL-66", "block", "hold", ""],
  ["BIL-68", "hold", "hold", ""],
  ["BIL-71", "block", "hold", ""],
  ["BIL-90", "block", "block", "not waivable"], // not locked: without `sellers` it is listed
])("%s is %s, missing: %s; %s", (id, severity, missing, rest) => {
  const rule = ruleOf(id);
  const severities = rule.checks.flatMap(({ severity: ladder }) => wordsOf(ladder));
  expect({
    severity: ["block", "hold", "warn"].filter((word) => severities.includes(word)).join(" "),
    scope: rule.scope,
    tier: rule.tier,
    missing: rule.checks.map((check) => check.missing).includes(missing as never),
    rest: headOf(rule),
  }).toEqual({ severity, scope: "record", tier: 1, missing: true, rest });
});

test("checks that treat what is missing otherwise than their rule", () => {
  const other = documentRules.flatMap(({ id, checks }) => {
    const usual = mostFrequent(checks.map(({ missing }) => missing));
    return checks
      .filter(({ missing }) => missing !== usual)
      .map(({ name, missing }) => `${id}/${name}: ${missing}`);
  });
  expect(other).toEqual([
    "BIL-10/rounding: hold", // of a currency whose coins are not known
    "BIL-14/class: hold", // the class of a known product, against rates that are not all known
    "BIL-19/too_small: skip", // of a currency without a smallest amount
    "BIL-27/postal_code: skip", // of a country whose codes are not known
    "BIL-61/price: hold", // a history is often short, a price is always there
  ]);
});

test("every rule says where it comes from and what it prevents, in words of its own", () => {
  const said = (plan?.rules ?? []).map(({ prevents }) => prevents);
  expect(said.filter((text) => text.length < 30)).toEqual([]);
  expect(new Set(said).size).toBe(said.length);
});

// What looks up a table is left out where the table was never loaded.
test.each(["invoice.json", "business.json", "reverse-charge.json", "credit-note.json"])(
  "%s is proven without the interpreter, but for what looks up tables",
  (name) => {
    const judged = documentRules.flatMap(({ id, of, checks }) =>
      checks.map((check) => ({ id: `${id}/${check.name}`, of, tables: check.tables })),
    );
    const out = new Uint8Array(judged.length);
    const at = { zone: "Europe/Tallinn", stage: "intake", businessAt: "2026-11-02T20:00:00Z" };
    const run = { run_id: "R-1", run_type: "regular", issue_date: "2026-11-02" };
    const submission = { requested_release_at: "2026-11-03T06:00:00Z" };
    const rows = { loaded: () => false, find: () => [], all: () => [] };
    const lacks = Uint8Array.from(judged.map(({ tables }) => Math.min(tables.length, 1)));
    const context = { ...at, kind: "invoice", run, submission, rows, lacks } as const;
    loadFast(plan ?? { code: "" }).judge(document(name), context as never, out);
    const open = judged.filter(
      ({ of, tables }, i) => of === "invoice" && tables.length === 0 && out[i] === proof.unproven,
    );
    expect(open.map(({ id }) => id)).toEqual([]);
  },
);

function document(name: string): JsonObject {
  const found = files.find(({ path }) => path === `rulesets/billing-run/cases/${name}`);
  return JSON.parse(found?.text ?? "null");
}

function mostFrequent(words: readonly string[]): string {
  const counts = Object.entries(Object.groupBy(words, (word) => word));
  return counts.toSorted(([, a], [, b]) => (b?.length ?? 0) - (a?.length ?? 0))[0]?.[0] ?? "";
}

function wordsOf({ steps, otherwise }: SeverityLadder): readonly string[] {
  return [...steps.map(({ severity }) => severity), otherwise];
}

const headOf = (rule: Rule): string =>
  [rule.waivable ? "" : "not waivable", rule.locked ? "locked" : ""].filter(Boolean).join(", ");
