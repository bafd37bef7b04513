import { runCases } from "../../lib/core/cases.ts";
import { compileRuleset, formatProblem } from "../../lib/core/index.ts";
import { bill, type RuleText, ruleText } from "../support/small-engine.ts";

const good = {
  number: "N-1",
  issued: "2026-07-01",
  total: "30.00",
  stated: "30.00",
  currency: "EUR",
};

const files = [
  { path: "ruleset.yaml", text: "name: x\nsubject: bill\n" },
  { path: "cases/good.json", text: JSON.stringify(good) },
  { path: "cases/two.json", text: JSON.stringify([good, { ...good, number: "N-2" }]) },
  { path: "cases/torn.json", text: '{"number": "N-1"' },
  { path: "cases/text.json", text: '"N-1"' },
  { path: "cases/products.json", text: '[{ "sku": "N-1", "status": "on" }]' },
];

/** Runs the cases of rules; what came of them, `undefined` for one that holds, and what is unshown. */
function run(...rules: readonly RuleText[]) {
  const texts = rules.map((rule, index) => ruleText({ id: `TST-0${index + 1}`, ...rule }));
  const all = [...files, { path: "rules.yaml", text: JSON.stringify(texts) }];
  const compiled = compileRuleset({ files: all, subject: bill });
  if (!compiled.ok) throw new Error(compiled.problems.map(formatProblem).join("\n"));
  const { results, uncovered } = runCases(compiled.plan, compiled.cases, all);
  return {
    problems: results.map(({ problem }) => problem),
    uncovered: uncovered.map(({ what }) => what),
  };
}

const sums = {
  must: "record.total == record.stated",
  message: { en: "{total} is not {stated} {currency}" },
  values: { total: "record.total", stated: "record.stated" },
  severity: { block: "record.total > 100", else: "hold" },
};

const from = "cases/good.json";
const wrong = { from, set: { "/total": "30.01" } };

// A case, and why it does not hold.
test.each([
  [{ pass: [from] }, undefined],
  [{ pass: [{ from, set: { "/total": 30 } }] }, undefined], // a number, and equal
  [
    { pass: [wrong] },
    "it did not pass: failed (hold): record.total = 30.01, record.stated = 30.00",
  ],
  [{ violate: [wrong] }, undefined],
  [{ violate: [{ ...wrong, says: "30.01 is not 30.00 EUR" }] }, undefined],
  [{ violate: [{ ...wrong, says: "31" }] }, "it says '30.01 is not 30.00 EUR'"],
  [{ violate: [{ ...wrong, severity: "hold", count: 1 }] }, undefined],
  [{ violate: [{ ...wrong, severity: "block" }] }, "its severity is hold, not block"],
  [{ violate: [{ ...wrong, count: 2 }] }, "it gives 1 violations, not 2"],
  [{ violate: [from] }, "it was not violated: 1 pass"],
  [{ violate: [{ from: "cases/two.json", set: { "/1/total": "1" }, count: 1 }] }, undefined],
  [{ missing: [{ from, remove: ["/total"] }] }, undefined],
  [{ missing: [{ from, remove: ["/total"], severity: "hold" }] }, undefined],
  [{ missing: [from] }, "nothing was missing: 1 pass"],
  [
    { violate: [{ from, remove: ["/total"] }] },
    "it was not violated: missing (hold): record.total is absent",
  ],
  [{ not_applicable: [from] }, "it applied: 1 pass"],
  [{ pass: [{ from, remove: ["/totals"] }] }, "'cases/good.json' has no /totals to remove"],
  [
    { pass: [{ from, set: { "/lines/0/net": "1" } }] },
    "'cases/good.json' has no place for /lines/0/net: set what it lies in first",
  ],
  [{ pass: [{ from, set: { "/lines": [], "/lines/-": { net: "1" } } }] }, undefined],
  [{ pass: [{ from, remove: ["/number"] }] }, "no natural key: number must be there"],
  [{ pass: ["cases/torn.json"] }, "'cases/torn.json' is not readable as JSON"],
  [{ pass: ["cases/text.json"] }, "'cases/text.json' must hold a record or a list of records"],
])("%j: %s", (cases, problem) => {
  expect(run({ ...sums, cases }).problems).toEqual([problem]);
});

test("the rows of a table may stand in a file of their own", () => {
  const fileOf = (file: string) => ({ from, context: { rows: { products: `cases/${file}` } } });
  const must = 'lookup("products", record.number).status == "on"';
  expect(
    run({ must, cases: { pass: [fileOf("products.json"), fileOf("torn.json")] } }).problems,
  ).toEqual([undefined, "'cases/torn.json' must hold a list of rows"]);
  const context = { rows: { products: "cases/prodcuts.json" } };
  expect(() => run({ must, cases: { pass: [{ from, context }] } })).toThrow(
    "there is no case file 'cases/prodcuts.json', did you mean 'cases/products.json'?",
  );
});

test("a case says in what surroundings it is judged", () => {
  const rows = { products: [{ sku: "N-1", status: "on" }] };
  const rules: readonly RuleText[] = [
    {
      must: 'lookup("products", record.number).status == "on"',
      cases: {
        pass: [{ from, context: { rows } }],
        missing: [{ from, context: { rows: { products: [] } } }],
      },
    },
    {
      stages: ["dispatch"],
      must: "business_at > record.sent",
      cases: {
        not_applicable: [from],
        violate: [
          {
            from,
            set: { "/sent": "2026-07-01T10:00:00Z" },
            context: { stage: "dispatch", business_at: "2026-07-01T12:00:00+03:00" },
          },
        ],
      },
    },
    {
      must: 'attested("same_need")',
      cases: { missing: [from], pass: [{ from, context: { attested: { same_need: true } } }] },
    },
    {
      must: 'run.period == "2026-07"',
      cases: { pass: [{ from, context: { run: { period: "2026-07" } } }] },
    },
  ];
  expect(run(...rules).problems.filter((problem) => problem !== undefined)).toEqual([]);
});

test("cases of set and run rules judge several records", () => {
  const two = "cases/two.json";
  const rules: readonly RuleText[] = [
    {
      scope: "set",
      must: "duplicates(record.number).size() == 0",
      cases: { pass: [two], violate: [{ from: two, set: { "/1/number": "N-1" }, count: 2 }] },
    },
    {
      scope: "run",
      must: "records.sum(r, r.total) == run.total",
      cases: {
        pass: [{ from: two, context: { run: { total: "60.00" } } }],
        violate: [{ from: two, context: { run: { total: "60.01" } } }],
      },
    },
    {
      scope: "run",
      must: 'violations.count("TST-01") == 0',
      cases: { pass: [two], violate: [{ from: two, set: { "/1/number": "N-1" } }] },
    },
  ];
  expect(run(...rules)).toEqual({ problems: Array(6).fill(undefined), uncovered: [] });
});

test("a disabled rule and one in shadow are tried out all the same", () => {
  const cases = { pass: [from], violate: [wrong] };
  const rules = [
    { ...sums, severity: "hold", enabled: "false", cases },
    { ...sums, severity: "hold", tier: "2", cases },
  ];
  expect(run(...rules)).toEqual({ problems: Array(4).fill(undefined), uncovered: [] });
});

test("what no case shows is told: passing, violating, and each condition either way", () => {
  const { uncovered } = run({ ...sums, when: "record.count > 1", cases: { pass: [] } });
  expect(uncovered).toEqual(["no case passes it", "no case violates it"]);

  const counted = { from, set: { "/count": 2 } };
  expect(run({ ...sums, when: "record.count > 1", cases: { pass: [counted] } }).uncovered).toEqual([
    "no case violates it",
    "'when' was never false",
    "'must' was never false",
    "severity 'block' was never true",
    "severity 'block' was never false",
  ]);
});

test("elements of one record may show a condition both ways", () => {
  const lines = [{ net: "1.00" }, { net: "-1.00" }];
  const checks = {
    net: { when: "has(item.net)", must: "item.net > 0", severity: "hold" },
    sku: { must: "has(item.sku)" },
  };
  const violate = [{ from, set: { "/lines": lines }, check: "net", count: 1 }];
  const rule = { each: "record.lines", checks, cases: { pass: [from], violate } };
  expect(run(rule)).toEqual({
    problems: ["it did not pass: check 'net' missing (hold): record.lines is absent", undefined],
    uncovered: ["'when' of check 'net' was never false", "'must' of check 'sku' was never true"],
  });
});
