import { describe, expect, test } from "@jest/globals";
import { runCases } from "../../lib/core/cases.ts";
import {
  type Context,
  compileRuleset,
  formatProblem,
  type JsonObject,
  judgeAll,
  type ReadRecord,
  type ReferenceKey,
} from "../../lib/core/index.ts";
import { keysOf } from "../../lib/core/keys-of.ts";
import { messageOf } from "../../lib/core/message.ts";
import { traceRule } from "../../lib/core/trace.ts";
import {
  aBill,
  aPayment,
  aReminder,
  joiningRules,
  mixedReadings,
  billsAndPayments as subject,
} from "../support/bills-and-payments.ts";
import { judgeByStubs } from "../support/by-stubs.ts";
import fc, { tries } from "../support/fast-check.ts";
import {
  compileSmall,
  contextOf,
  outcomeIn,
  type RuleText,
  rowsOf,
  ruleText,
  type Tables,
} from "../support/small-engine.ts";

const runs = tries(500);

type Mixed = readonly (readonly [of: string, value: JsonObject])[];

const judgeMixed = (rule: RuleText, records: Mixed, more: Parameters<typeof contextOf>[0] = {}) =>
  judgeAll(
    compileSmall({ rules: [{ scope: "set", ...rule }], subject }),
    mixedReadings(records),
    contextOf(more),
  );

const bill = (number: string, more: JsonObject = {}) => ["bill", { number, ...more }] as const;
const payment = (id: string, more: JsonObject = {}) => ["payment", { id, ...more }] as const;
const paidOn = 'joined("payment", record.number, other.bill)';

describe("records of another kind under the key", () => {
  // A condition about bills, the records, and what the rule gives.
  test.each<[must: string, records: Mixed, outcome: string]>([
    [
      `${paidOn}.size() == 2`,
      [bill("A"), payment("1", { bill: "A" }), payment("2", { bill: "A" })],
      "pass",
    ],
    [
      `${paidOn}.size() == 1`,
      [payment("1", { bill: "A" }), bill("A"), payment("2", { bill: "B" })],
      "pass",
    ],
    [`${paidOn}.size() == 0`, [bill("A"), payment("1", { bill: "B" })], "pass"],
    [`${paidOn}.size() == 0`, [bill("A"), payment("1")], "pass"], // without a key: joined with nothing
    [`${paidOn}.size() == 0`, [bill("A"), payment("1", { bill: "" })], "pass"],
    [`${paidOn}[0].paid == 1`, [bill("A")], "missing"],
    [`optional(${paidOn}[0].paid).orElse(0.00) == 0`, [bill("A")], "pass"],
    [`${paidOn}[0].paid == 1`, [bill("A"), payment("1", { bill: "A" })], "missing"],
    [`${paidOn}[0].paid == 1`, [bill("A"), payment("1", { bill: "A", paid: "x" })], "fault"],
    [
      'joined("payment", record.note, other.bill).size() == 0',
      [bill("A"), payment("1", { bill: "A" })],
      "missing",
    ],
    [
      'joined("payment", record.number, other.bill, 1).size() == 1',
      [bill("A"), payment("1", { bill: "A" })],
      "pass",
    ],
    [
      'joined("payment", record.number, other.bill, 1).size() > 0',
      [bill("A"), payment("1", { bill: "A" }), payment("2", { bill: "A" })],
      "fault",
    ],
    [
      'joined("payment", key(record.number, record.note), key(other.bill, other.note)).size() == 1',
      [
        bill("A", { note: "n" }),
        payment("1", { bill: "A", note: "n" }),
        payment("2", { bill: "A", note: "m" }),
      ],
      "pass",
    ],
    [
      'joined("payment", record.number, other.bill).map(p, p.id) == ["2", "1"]',
      [payment("2", { bill: "A" }), bill("A"), payment("1", { bill: "A" })],
      "pass",
    ], // as they came
    [
      'joined("payment", record.number, lower(other.bill)).size() == 1',
      [bill("a"), payment("1", { bill: "A" })],
      "pass",
    ],
    [
      'joined("payment", record.number, other.bill).size() == joined("reminder", record.number, other.bill).size()',
      [bill("A"), payment("1", { bill: "A" }), ["reminder", { id: "1", bill: "A" }]],
      "pass",
    ],
    [
      `duplicates(record.number).size() == 0 && ${paidOn}.size() == 1`,
      [bill("A"), payment("1", { bill: "A" })],
      "pass",
    ],
    [
      `others(record.number, other.total > ${paidOn}.size()).size() == 1`,
      [bill("A", { total: "0" }), bill("A", { total: "2" }), payment("1", { bill: "A" })],
      "pass,failed",
    ],
  ])("%s of %j: %s", (must, records, outcome) => {
    const given = outcomeIn(judgeMixed({ must, missing: "hold" }, records));
    expect(given).toBe(outcome);
  });

  test("a violation names them, shows what was read of them, and holds its own record alone", () => {
    const rule = {
      must: `${paidOn}.map(p, p.paid).sum() == record.total`,
      message: { en: "{paid} of {total} is paid." },
      values: { paid: `${paidOn}.map(p, p.paid).sum()`, total: "record.total" },
    };
    const report = judgeMixed({ ...rule, missing: "hold" }, [
      payment("1", { bill: "A", paid: "1.00" }),
      bill("A", { total: "3.00" }),
      payment("2", { bill: "A", paid: "1.50" }),
      bill("B", { total: "0" }),
    ]);
    const [violation, ...more] = report.violations.filter(({ rule }) => rule === "TST-01");
    expect(more).toEqual([]);
    expect(violation?.record?.key).toBe("A");
    expect(violation?.others?.map(({ key, place }) => [key, place.line])).toEqual([
      ["1", 1],
      ["2", 3],
    ]);
    expect(violation?.evidence).toContainEqual({
      expression: "sum(payment[record.number].paid)",
      value: "2.50",
    });
    expect(messageOf(violation as never, report.texts["TST-01"], "en")).toBe(
      "2.50 of 3.00 is paid.",
    );
    // Payments are judged by no rule, which holds them; that they are joined does not judge them.
    expect(report.counts).toMatchObject({ received: 4, passed: 1, blocked: 1, held: 2 });
  });

  test("a rule in force in one country joins the records of another kind from wherever they are", () => {
    const rule = { jurisdictions: ["NO"], must: `${paidOn}.size() == 1` };
    const records = [bill("A", { markets: ["NO"] }), bill("B", { markets: ["EE"] })];
    const paid = ["A", "B"].map((number) => payment(number, { bill: number }));
    expect(outcomeIn(judgeMixed(rule, [...records, ...paid]))).toBe("not_applicable,pass");
  });

  test("more records under a key than a rule compares are a fault, whatever their kinds", () => {
    const many = Array.from({ length: 10_000 }, (_, i) => payment(`${i}`, { bill: "A" }));
    const rule = { must: 'joined("payment", record.number, other.bill, 10000).size() > 0' };
    expect(outcomeIn(judgeMixed(rule, [bill("A"), ...many.slice(1)]))).toBe("pass");
    const [violation] = judgeMixed(rule, [bill("A"), ...many]).violations;
    expect(violation).toMatchObject({ outcome: "fault", record: { key: "A" } });
  });
});

// A part of a rule, and what is told of it.
test.each<[rule: RuleText, told: string]>([
  [
    { must: 'joined("paiment", record.number, other.bill).size() == 0' },
    "unknown other kind 'paiment', did you mean 'payment'?",
  ],
  [
    { must: 'joined("bill", record.number, other.number).size() == 0' },
    "unknown other kind 'bill'; there are payment, reminder beside the rule's own",
  ],
  [
    { must: 'joined("payment", record.number, other.number).size() == 0' },
    "unknown field 'number' on Payment",
  ],
  [
    { must: 'joined("payment", record.number, record.number).size() == 0' },
    "unknown name 'record'",
  ],
  [
    { must: 'joined("payment", key(record.number, record.note), other.bill).size() == 0' },
    "the record's key has 2 parts, this one has 1",
  ],
  [
    { must: 'joined("payment", record.number).size() == 0' },
    'write joined("kind", key of record, key of other [, max])',
  ],
  [
    { must: 'joined("payment", record.number, other.bill, 20000).size() == 0' },
    "joined gives 1 to 10000 records",
  ],
  [
    { must: 'joined("payment", record.number, other.bill, record.count).size() == 0' },
    "the number is written out",
  ],
  [
    { must: "joined(record.note, record.number, other.bill).size() == 0" },
    "the kind is a text: one of payment, reminder",
  ],
  [{ scope: "record", must: `${paidOn}.size() == 0` }, "it stands only in rules of scope set"],
  [
    { must: `${paidOn}.size() == 0 && duplicates(record.note).size() == 0` },
    "one rule has one key, make two rules",
  ],
  [
    { must: `${paidOn}.size() == joined("payment", record.number, other.note).size()` },
    "one rule has one key, make two rules",
  ],
  [
    { let: { own: "record.note" }, must: 'joined("payment", record.number, own).size() == 0' },
    "does not see 'record'",
  ],
  [
    { each: "record.lines", must: 'joined("payment", record.number, item.sku).size() == 0' },
    "does not see 'item'",
  ],
  [{ params: { by: "A" }, must: 'joined("payment", params.by, other.bill).size() == 0' }, ""],
])("%j: %s", (rule, told) => {
  const compiled = compileRuleset({
    files: [
      { path: "ruleset.yaml", text: "name: x\nsubject: bill\n" },
      { path: "rules.yaml", text: JSON.stringify([ruleText({ scope: "set", ...rule })]) },
    ],
    subject,
  });
  const problems = compiled.ok ? [] : compiled.problems.map(formatProblem);
  if (told === "") expect(problems).toEqual([]);
  else expect(problems.join("\n")).toContain(told);
});

const oneOfThem = fc.oneof(
  aBill.map((value) => ["bill", value as JsonObject] as const),
  aPayment.map((value) => ["payment", value as JsonObject] as const),
  aReminder.map((value) => ["reminder", value as JsonObject] as const),
);
const records = fc.array(oneOfThem, { maxLength: 14, size: "max" });

/** So many that some share a key as a rule. */
const crowds = fc.array(oneOfThem, { minLength: 12, maxLength: 14, size: "max" });

describe("whatever the records", () => {
  test("a rule gives on each what a walk over all records gives", () => {
    const plan = compileSmall({
      subject,
      rules: [{ scope: "set", missing: "hold", must: `${paidOn}.size() < 2` }],
    });
    let failed = 0;
    fc.assert(
      fc.property(fc.oneof(records, { weight: 3, arbitrary: crowds }), (given) => {
        const readings = mixedReadings(given) as readonly ReadRecord[];
        const of = (kind: string) => readings.filter((one) => one.of === kind);
        const naive = of("bill").filter(
          ({ value }) =>
            value["number"] !== "" &&
            of("payment").filter((other) => other.value["bill"] === value["number"]).length >= 2,
        );
        const report = judgeAll(plan, readings, contextOf());
        const found = report.violations.filter(
          ({ outcome, rule }) => outcome === "failed" && rule === "TST-01",
        );
        expect(found.map(({ record }) => record?.position.offset).sort()).toEqual(
          naive.map(({ position }) => position.offset).sort(),
        );
        failed += naive.length;
      }),
      { numRuns: runs },
    );
    expect(failed).toBeGreaterThan(runs / 20);
  });

  test("judging by stubs gives the report of judging in one piece", () => {
    const plan = compileSmall({ rules: joiningRules, subject });
    let [wanted, all, violations] = [0, 0, 0];
    fc.assert(
      fc.property(
        records,
        fc.array(fc.nat({ max: 14 }), { maxLength: 3 }),
        fc.integer({ min: 1, max: 3 }),
        fc.option(fc.nat({ max: 60 }), { freq: 4, nil: undefined }),
        (given, at, partitions, fuel) => {
          const readings = mixedReadings(given);
          const places = [0, ...at.toSorted((a, b) => a - b), readings.length];
          const parts = places.slice(1).map((end, i) => readings.slice(places[i], end));
          const context = contextOf(fuel === undefined ? {} : { fuel });
          const { report, wanted: again } = judgeByStubs(plan, parts, context, partitions);
          const whole = judgeAll(plan, readings, context);
          expect(JSON.stringify(report)).toBe(JSON.stringify(whole));
          wanted += again;
          all += readings.length * 2;
          violations += whole.violations.length;
        },
      ),
      { numRuns: runs },
    );
    expect(violations).toBeGreaterThan(runs);
    expect(wanted).toBeLessThan(all);
  });
});

test("records that are only joined are not read again for one another's sake", () => {
  const plan = compileSmall({ rules: [{ scope: "set", must: `${paidOn}.size() == 0` }], subject });
  const paid = ["A", "A", "A", "B"].map((of, i) => payment(`${i}`, { bill: of }));
  const readings = mixedReadings([...paid, bill("B"), bill("C")]);
  const { report, wanted } = judgeByStubs(plan, [readings], contextOf());
  expect(wanted).toBe(2); // bill B and its payment
  expect(outcomeIn(report)).toBe("pass,failed");
});

/** Judges with nothing but the rows that were asked for, as an adapter fetches them. */
function judgeFetched(rule: RuleText, given: Mixed, tables: Tables) {
  const plan = compileSmall({ rules: [{ scope: "set", ...rule }], subject });
  const readings = mixedReadings(given) as readonly ReadRecord[];
  const all = rowsOf(tables, subject);
  const asked = new Map<string, ReferenceKey>();
  const rows: Context["rows"] = {
    loaded: all.loaded,
    asked: (table, key) => asked.has(`${table} ${key}`),
    find: (table, key, on) => (asked.has(`${table} ${key}`) ? all.find(table, key, on) : []),
    all: all.all,
  };
  for (let round = 0; round < 3; round++)
    for (const one of keysOf(plan, readings, contextOf({ rows })))
      asked.set(`${one.table} ${one.key}`, one);
  return judgeAll(plan, readings, contextOf({ rows }));
}

// Look-ups by what stands in a record of the other kind.
test.each([
  `${paidOn}.all(p, lookup("products", p.note).status == "on")`,
  'joined("payment", record.number, lookup("products", other.note).status).size() == 1',
  `${paidOn}.all(p, rows("archive", p.note).size() == 0)`,
])("rows are fetched for %s", (must) => {
  const tables = { products: [{ sku: "n", status: "on" }], archive: [] };
  const given = [bill("on"), payment("1", { bill: "on", note: "n" })];
  expect(outcomeIn(judgeFetched({ must, missing: "hold" }, given, tables))).toBe("pass");
});

test("a trace shows them", () => {
  const plan = compileSmall({ rules: [{ scope: "set", must: `${paidOn}.size() == 2` }], subject });
  const readings = mixedReadings([bill("A"), payment("1", { bill: "A" })]);
  const rule = plan.rules[0] as (typeof plan.rules)[number];
  const steps = traceRule(plan, rule, readings, readings[0] as ReadRecord, contextOf());
  expect(steps.map(({ text, value }) => `${text} = ${value}`)).toEqual(
    expect.arrayContaining(["the rule = failed, block", "size(payment[record.number]) = 1"]),
  );
});

test("a case has records of several kinds, each in its list", () => {
  const files = [
    { path: "ruleset.yaml", text: "name: x\nsubject: bill\n" },
    {
      path: "both.json",
      text: JSON.stringify({
        bills: [{ number: "A", total: "1.00" }],
        paid: [{ id: "1", bill: "A", paid: "1.00" }],
      }),
    },
    { path: "wrong.json", text: JSON.stringify({ bills: [{ number: "A" }, "B"] }) },
  ];
  const rule = {
    scope: "set",
    missing: "hold",
    must: `${paidOn}[0].paid == record.total`,
    cases: {
      pass: ["both.json"],
      violate: [
        { from: "both.json", set: { "/paid/0/paid": "2.00" }, count: 1 },
        { from: "both.json", set: { "/bills/-": { number: "A", total: "3.00" } } },
        "wrong.json",
      ],
      missing: [{ from: "both.json", remove: ["/paid/0"] }],
    },
  };
  const all = [...files, { path: "rules.yaml", text: JSON.stringify([ruleText(rule)]) }];
  const compiled = compileRuleset({ files: all, subject });
  if (!compiled.ok) throw new Error(compiled.problems.map(formatProblem).join("\n"));
  const { results, uncovered } = runCases(compiled.plan, compiled.cases, all);
  expect(results.map(({ problem }) => problem)).toEqual([
    undefined,
    undefined,
    undefined,
    "'wrong.json' must hold a record or a list of records",
    undefined,
  ]);
  expect(uncovered).toEqual([]);
});
