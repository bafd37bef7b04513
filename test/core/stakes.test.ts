import type { JsonObject } from "../../lib/core/expression/value.ts";
import type { ReadRecord } from "../../lib/core/record.ts";
import { type Stake, stakesIn } from "../../lib/core/stakes.ts";
import fc, { tries } from "../support/fast-check.ts";
import { bill, compileSmall, contextOf, readingsOf, rowsOf } from "../support/small-engine.ts";

const params = { numRuns: tries(500) };
const [kind] = bill.records as readonly [(typeof bill.records)[number]];

function stakeOf(value: JsonObject, expressions: object = {}): Stake {
  const subject = { ...bill, records: [{ ...kind, amount: "record.total", ...expressions }] };
  const plan = compileSmall({ rules: [{ must: "has(record.paid)" }], subject });
  const rows = rowsOf({ products: [{ sku: "N-1", price: "7.00" }] }, subject);
  return stakesIn(
    plan,
    contextOf({ rows, run: { currency: "RON" } }),
  )(readingsOf([value])[0] as ReadRecord);
}

test.each<[string, JsonObject, object, Stake]>([
  [
    "all that is there",
    { currency: "EUR", total: "19.90", customer: { id: "C-1" } },
    {},
    { customer: "C-1", amount: "19.9", currency: "EUR" },
  ],
  ["nothing", {}, {}, {}],
  ["an amount that is none", { total: "much" }, {}, {}],
  ["an amount with more digits than a field may have", { total: "1.1234567" }, {}, {}],
  ["a customer that is no text", { customer: { id: { id: "C-1" } } }, {}, {}],
  ["a record without its key", { number: " ", total: "1" }, {}, {}],
  [
    "an expression over the header",
    { total: "1" },
    { currency: "run.currency" },
    { amount: "1", currency: "RON" },
  ],
  ["one over a table", {}, { amount: 'lookup("products", record.number).price' }, { amount: "7" }],
  [
    "one over a row that is not there",
    { number: "X" },
    { amount: 'lookup("products", record.number).price' },
    {},
  ],
])("%s", (_, value, expressions, expected) => {
  expect(stakeOf(value, expressions)).toEqual(expected);
});

test("no record makes it throw, and an amount is always exact text", () => {
  const plan = compileSmall({
    rules: [{ must: "has(record.paid)" }],
    subject: { ...bill, records: [{ ...kind, amount: "record.total" }] },
  });
  const stakeIn = stakesIn(plan, contextOf());
  fc.assert(
    fc.property(
      fc.dictionary(fc.constantFrom("total", "currency", "customer", "number"), fc.jsonValue()),
      (value) => {
        const stake = stakeIn(readingsOf([value as JsonObject])[0] as ReadRecord);
        for (const text of Object.values(stake)) expect(typeof text).toBe("string");
        if (stake.amount !== undefined) expect(stake.amount).toMatch(/^-?\d+(\.\d*[1-9])?$/);
      },
    ),
    params,
  );
});
