import { expect, test } from "@jest/globals";
import { compileRules } from "../../lib/core/expression/compile.ts";
import { type JsonObject, judgeAll, type Plan } from "../../lib/core/index.ts";
import fc, { tries } from "../support/fast-check.ts";
import { compileSmall, contextOf, type RuleText, readingsOf } from "../support/small-engine.ts";

const runs = tries(200);

const musts = [
  "record.total < 4",
  'optional(lookup("products", record.note)).hasValue()',
  'lookup("products", record.note).status == "active"',
  'rows("archive", record.note).size() == 0',
  'rows("archive", record.note).all(a, a.total != record.total)',
  "record.customer.id != record.note",
];
const mustsOfLines = [
  'rows("archive", line.sku).size() == 0',
  "line.net > 0",
  'lookup("products", line.sku).price == line.net',
];
const status = 'optional(lookup("products", record.note).status)';
const whens = [
  '(rows("archive", record.note).size() == 0 ? record.total : 3.00) > 2 && record.paid',
  'rows("archive", record.note).filter(a, a.total > 2).size() >= 1 && record.total > 1',
  'rows("archive", record.note).exists(a, a.total == record.total)',
  ...["has(record.note)", "record.paid", "record.total > 2", "record.customer.id == 'C'"],
  `${status}.orElse("gone") == "active" && record.total > 2`,
  `record.paid && ${status}.hasValue() && !has(record.customer)`,
  `${status}.orElse(record.note) == "gone" || has(lookup("products", record.customer.id).price)`,
  'rows("archive", record.customer.id).size() < 2 && record.paid',
  `${status}.hasValue() && lookup("contracts", record.note).status != "x"`,
  'record.note in rows("archive", record.note).map(a, a.number)',
  'lower(lookup("products", upper(record.note)).status) == "active" && record.total > 2',
  ...['record.paid ? has(record.note) : product.status == "active"', "is_dear || record.paid"],
  ...[
    "!(is_dear && record.paid) && least > 2",
    "has(record.note) ? record.total > 1 : least > record.total",
  ],
  'has(record.note) && (record.total > 2 || lookup("contracts", record.note).status == "x")',
  '!(record.paid && product.status == "gone") && record.total > 1',
  'record.lines.exists(l, lookup("products", l.sku).price == l.net) || record.paid',
  'record.lines.all(l, blank(l.sku) || lookup("products", l.sku).status != "x") && record.paid',
  'record.lines.filter(l, lookup("products", l.sku).price > 1).size() > 0 || record.paid',
  `concat(rows("archive", record.note), rows("archive", record.customer.id))
    .exists(a, a.total == record.total) && record.total > 2`,
  `product.price + record.lines.map(l, l.net).sum() > 3 || record.paid`,
  `[product.price, record.total].max() > 3 && record.note in ["A", "B"]`,
  `optional(product.price).orElse(lookup("contracts", record.note).id == "A" ? 2.00 : 6.00) > 3`,
];
const lets = {
  product: 'lookup("products", record.note)',
  is_dear: "has(product.price) && product.price > 1",
  least: "is_dear ? product.price : record.total",
};

const maybe = <T>(items: readonly T[]): fc.Arbitrary<T | undefined> =>
  fc.option(fc.constantFrom(...items), { nil: undefined });
const checkOf = (among: readonly string[]) =>
  fc
    .tuple(fc.constantFrom(...among), maybe(whens))
    .map(([must, when]) => (when === undefined ? { must } : { must, when }));

const rule: fc.Arbitrary<RuleText> = fc
  .tuple(
    fc.boolean(),
    fc.boolean(),
    maybe(whens),
    fc.constantFrom("skip", "hold"),
    fc.subarray(["products", "archive"]),
  )
  .chain(([isEach, locked, when, missing, optional]) =>
    fc
      .array(checkOf(isEach ? [...musts, ...mustsOfLines] : musts), { minLength: 1, maxLength: 3 })
      .map((checks) => ({
        ...(isEach && { each: { line: "record.lines" } }),
        ...{ let: lets, ...(when !== undefined && { when }) },
        ...{ locked, missing },
        ...(optional.length > 0 && { optional_tables: optional }),
        checks: Object.fromEntries(checks.map((check, i) => [`c${i}`, check])),
      })),
  );

const text = fc.constantFrom("A", "B", "C", null);
const amount = fc.constantFrom("1.00", "5.00", null, "x");
const line = fc.record({ sku: text, net: amount });
const record = fc.record(
  {
    note: text,
    total: amount,
    paid: fc.constantFrom(true, false, null),
    customer: fc.oneof(fc.record({ id: text }), fc.constant(null)),
    lines: fc.oneof(fc.array(line, { maxLength: 3 }), fc.constant(null)),
  },
  { requiredKeys: [] },
);
const tables = {
  products: [{ sku: "A", status: "active", price: "5.00" }],
  archive: [{ number: "B", total: "5.00" }],
  contracts: [{ id: "A", status: "x" }],
};
const given = fc.record({
  loaded: fc.subarray(["products", "archive", "contracts"] as const),
  unsupplied: fc.subarray(["customer.id", "paid", "lines.sku", "lines"]),
  required: fc.subarray(["products"]),
  fuel: fc.constantFrom(undefined, undefined, 5, 12, 20, 40),
});

/** The same plan without generated code: the interpreter judges everything. */
const closely = (plan: Plan): Plan => ({ ...plan, code: compileRules([], plan.subject) });

test("what a rule lacks gives by proof what the interpreter gives", () => {
  const rules = fc.array(rule, { minLength: 1, maxLength: 3 });
  const records = fc.array(record as fc.Arbitrary<JsonObject>, { minLength: 1, maxLength: 4 });
  const property = fc.property(rules, records, given, (drafts, values, { loaded, ...rest }) => {
    const plan = compileSmall({ rules: drafts.map((one, i) => ({ id: `TST-0${i}`, ...one })) });
    const given = contextOf({
      tables: Object.fromEntries(loaded.map((name) => [name, tables[name]])),
      unsupplied: rest.unsupplied,
      requiredTables: rest.required,
    });
    const context = { ...given, ...(rest.fuel !== undefined && { fuel: rest.fuel }) };
    const readings = readingsOf(values);
    const report = judgeAll(plan, readings, context);
    expect(report).toEqual(judgeAll(closely(plan), readings, context));
    for (const { outcomes } of report.rules) lacking += outcomes.not_configured;
  });
  let lacking = 0;
  fc.assert(property, { numRuns: runs });
  expect(lacking).toBeGreaterThan(runs / 4);
});

test.each([
  ["X", { not_applicable: 1 }], // its contract says so, whatever the products say
  ["A", { not_configured: 1 }],
  [null, { not_applicable: 1 }], // without a key nothing is looked up, and optional stands in
])("a record %s where one of two tables of a 'when' was never loaded: %j", (note, outcomes) => {
  const when =
    'optional(lookup("products", record.note).status).orElse("gone") == "active" ' +
    '&& lookup("contracts", record.note).status != "x"';
  const plan = compileSmall({ rules: [{ when, must: "record.total < 4" }] });
  const contracts = [
    { id: "A", status: "a" },
    { id: "X", status: "x" },
  ];
  const context = contextOf({ tables: { contracts } });
  const readings = readingsOf([{ note, total: "1.00" }]);
  const report = judgeAll(plan, readings, context);
  expect(report.rules[0]?.outcomes).toMatchObject(outcomes);
  expect(report).toEqual(judgeAll(closely(plan), readings, context));
});

// A table that the rule can do without: never loaded, without the row, with it.
test.each([
  ['rows("archive", record.note).size() == 0', undefined, "pass"],
  ['rows("archive", record.note).size() == 0', [], "pass"],
  ['rows("archive", record.note).size() == 0', [{ number: "A", total: "5.00" }], "failed"],
  ['lookup("products", record.note).price == 5', undefined, "missing"],
  ['lookup("products", record.note).price == 5', [{ sku: "A", price: "5.00" }], "pass"],
])("%s with an optional table of %j: %s", (must, rows, outcome) => {
  const table = must.includes("archive") ? "archive" : "products";
  const plan = compileSmall({ rules: [{ must, optional_tables: [table] }] });
  const context = contextOf({ tables: rows ? { [table]: rows } : {} });
  const readings = readingsOf([{ note: "A" }]);
  const report = judgeAll(plan, readings, context);
  expect(report.rules[0]?.outcomes).toMatchObject({ [outcome]: 1 });
  expect(report).toEqual(judgeAll(closely(plan), readings, context));
});
