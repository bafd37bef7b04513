import { noTables } from "../../lib/app/loaded-tables.ts";
import { compileRuleset } from "../../lib/core/compile-ruleset.ts";
import type { Context } from "../../lib/core/context.ts";
import type { ReadRecord } from "../../lib/core/record.ts";
import { traceRule } from "../../lib/core/trace.ts";
import { orderSubject } from "../../lib/subjects/order/index.ts";
import { orderLine } from "../support/cli.ts";

const context: Context = {
  gate: "test",
  businessAt: "2026-11-22T10:00:00Z",
  zone: "UTC",
  stage: "intake",
  rows: noTables,
  unsupplied: [],
  requiredTables: [],
};

const record = (offset: number, more: object = {}): ReadRecord => ({
  kind: "record",
  position: { file: 0, offset },
  place: { file: "orders", line: offset + 1 },
  value: JSON.parse(orderLine("A-1", more)),
  digest: "",
});

/** Compiles one rule and traces it on the first of some records. */
function traced(rule: string, ...records: readonly ReadRecord[]): string {
  const files = [
    { path: "ruleset.yaml", text: "name: t\nsubject: order\nlanguages: [en]\n" },
    {
      path: "rules.yaml",
      text: `- id: TST-01\n  title: T\n  severity: hold\n  missing: hold\n  source: test\n  prevents: P\n  message: M\n  ${rule.replaceAll("\n", "\n  ")}\n`,
    },
  ];
  const compiled = compileRuleset({ files, subject: orderSubject });
  if (!compiled.ok) throw new Error(compiled.problems.map(({ message }) => message).join("\n"));
  const all = records.length > 0 ? records : [record(0)];
  const steps = traceRule(compiled.plan, compiled.plan.rules[0]!, all, all[0]!, context);
  return steps
    .map(
      ({ depth, text, value }) =>
        `${"  ".repeat(depth)}${text}${value === undefined ? "" : ` = ${value}`}`,
    )
    .join("\n");
}

// A rule, and lines that its trace must have.
test.each([
  [
    "must: record.totals.gross == 10",
    [
      "the rule = pass",
      "  must record.totals.gross == 10 = true",
      "    record.totals.gross = 10.00",
    ],
  ],
  [
    'when: record.order_kind == "exchange"\nmust: has(record.market)',
    ["the rule = not_applicable", '  when record.order_kind == "exchange" = false'],
  ],
  [
    "let: { n: record.items.size() }\nmust: n > 1",
    ["let n = 1", "the rule = failed, hold", "    n = 1"],
  ],
  [
    'must: record.market == "EE"',
    ["the rule = missing, hold: record.market is absent", "    record.market = absent"],
  ],
  [
    "must: quot(record.totals.gross, 0.0 * record.totals.gross, 2) > 1",
    ["the rule = fault, hold: division_by_zero"],
  ],
  [
    "each: record.items\nmust: item.quantity > 1",
    ["item 0 = {sku: A-1, quantity: 1, unit_price: 10.00}", "  the rule = failed, hold"],
  ],
  [
    "must: record.items.all(i, i.quantity > 1)",
    ["    i is record.items[0]", "      i.quantity > 1 = false"],
  ],
  [
    'params: { most: { type: decimal, value: "5.00" } }\nmust: record.totals.gross <= params.most',
    ["params.most = 5.00"],
  ],
  ["jurisdictions: [NO]\nmust: has(record.market)", ["it cannot be placed: "]],
  [
    "effective: { to: 2020-01-01 }\nmust: has(record.market)",
    ["it does not apply: not in force there and then"],
  ],
  ["stages: [dispatch]\nmust: has(record.market)", ["it is for stage dispatch, this is intake"]],
  ["enabled: false\nmust: has(record.market)", ["it is not enabled"]],
  [
    "scope: run\nmust: records.count(r, true) > 5",
    ["it judges the submission as a whole, not one record"],
  ],
])("%s", (rule, lines) => {
  const trace = traced(rule);
  for (const line of lines) expect(`${trace}\n`).toContain(line);
});

test("a set rule is traced among the records that share its key", () => {
  const rule = "scope: set\nmust: duplicates(key(record.order_number)).size() == 0";
  expect(traced(rule)).toContain("the rule = pass");
  expect(traced(rule, record(0), record(1))).toContain("the rule = failed, hold");
});

test("a trace is bounded, whatever the record", () => {
  const items = Array.from({ length: 5000 }, () => ({
    sku: "A",
    quantity: "1",
    unit_price: "1.00",
  }));
  const rule = "must: record.items.all(i, record.items.exists(j, i.quantity + j.quantity > 3))";
  expect(traced(rule, record(0, { items })).split("\n").length).toBeLessThan(100);
  expect(traced("each: record.items\nmust: item.quantity > 1", record(0, { items }))).toContain(
    "… and 4990 more elements",
  );
});
