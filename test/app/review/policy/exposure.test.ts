import {
  addExposure,
  exposureOf,
  placeOf,
  type Stakes,
  stakesOf,
  sumOf,
  worthOfRecords,
} from "../../../../lib/app/review/policy/exposure.ts";
import { reviewable } from "../../../../lib/app/review/policy/reviewable.ts";
import type { Exposure } from "../../../../lib/app/review/submission.ts";
import { judgeAll } from "../../../../lib/core/judge-all.ts";
import { billingRunSubject } from "../../../../lib/subjects/billing-run/index.ts";
import { orderSubject } from "../../../../lib/subjects/order/index.ts";
import fc, { tries } from "../../../support/fast-check.ts";
import {
  bill,
  compileSmall,
  contextOf,
  type RuleText,
  readingsOf,
} from "../../../support/small-engine.ts";

const params = { numRuns: tries(200) };
const [kind] = bill.records;
const subject = { ...bill, records: [{ ...kind, amount: "record.total" } as typeof kind & object] };

type Bill = Parameters<typeof readingsOf>[0][number];
const context = contextOf();

function judged(rules: readonly RuleText[], records: readonly Bill[], on = subject) {
  const plan = compileSmall({ rules, subject: on });
  const readings = readingsOf(records);
  const report = judgeAll(plan, readings, context);
  return { lists: reviewable(report), stakes: stakesOf(plan, readings, context) };
}

function exposed(rule: RuleText, records: readonly Bill[], on = subject): Exposure {
  const { lists, stakes } = judged([rule], records, on);
  return exposureOf(lists.get("TST-01") ?? [], stakes);
}

const eur = (amount: string, customers: number): Exposure => ({
  money: { amounts: { EUR: amount } },
  customers,
});
const of = (customer: string | undefined, total: string, more: Bill = {}): Bill => ({
  currency: "EUR",
  total,
  ...(customer !== undefined && { customer: { id: customer } }),
  ...more,
});

const always: RuleText = { must: "has(record.paid)" };
const stating: RuleText = { must: "has(record.paid)", money_at_risk: "record.stated" };

test.each<[string, RuleText, readonly Bill[], Exposure]>([
  [
    "a record whose rule states no money is worth what it is",
    always,
    [of("A", "19.90")],
    eur("19.9", 1),
  ],
  ["two of one customer", always, [of("A", "1.10"), of("A", "2.20")], eur("3.3", 1)],
  ["two of two", always, [of("A", "1.10"), of("B", "2.20")], eur("3.3", 2)],
  [
    "records whose customer nobody knows are one each",
    always,
    [of(undefined, "1"), of(undefined, "1"), of("A", "1")],
    eur("3", 3),
  ],
  ["an empty number is no customer", always, [of("", "1"), of("", "1")], eur("2", 2)],
  ["tenths add up exactly", always, [of("A", "0.1"), of("A", "0.2")], eur("0.3", 1)],
  ["a credit takes nothing off", always, [of("A", "100"), of("B", "-100")], eur("200", 2)],
  [
    "currencies are never added",
    always,
    [of("A", "1"), of("A", "1", { currency: "NOK" })],
    { money: { amounts: { EUR: "1", NOK: "1" } }, customers: 1 },
  ],
  [
    "what is not there is unknown",
    always,
    [of("A", "1"), { currency: "EUR", customer: { id: "A" } }],
    { money: { amounts: { EUR: "1" }, unknown: true }, customers: 1 },
  ],
  [
    "so is money without a currency",
    always,
    [{ total: "5" }],
    { money: { amounts: {}, unknown: true }, customers: 1 },
  ],
  [
    "what a rule states counts, not what the record is worth",
    stating,
    [of("A", "500", { stated: "-2.50" })],
    eur("2.5", 1),
  ],
  [
    "what it cannot state is unknown",
    stating,
    [of("A", "500")],
    { money: { amounts: {}, unknown: true }, customers: 1 },
  ],
  [
    "several violations of a record count its worth once",
    { each: "record.lines", must: "has(record.paid)" },
    [of("A", "30", { lines: [{ net: "10" }, { net: "20" }] })],
    eur("30", 1),
  ],
  [
    "several that state money count each",
    { each: "record.lines", must: "has(record.paid)", money_at_risk: "item.net" },
    [of("A", "30", { lines: [{ net: "10" }, { net: "20" }] })],
    eur("30", 1),
  ],
  [
    "the submission as a whole puts all of it at risk",
    { scope: "run", must: "records.count() == 0" },
    [of("A", "1"), of("B", "2"), of("B", "3")],
    eur("6", 2),
  ],
])("%s", (_, rule, records, expected) => {
  expect(exposed(rule, records)).toEqual(expected);
});

test("a set rule's violation concerns each record that it names", () => {
  const repeated: RuleText = { scope: "set", must: "duplicates(record.note).size() == 0" };
  const bills = [
    of("A", "1", { note: "x" }),
    of("B", "2", { note: "x" }),
    of("C", "4", { note: "y" }),
  ];
  expect(exposed(repeated, bills)).toEqual(eur("3", 2));
});

test("a kind that says neither customer nor amount: each record is one, money is unknown", () => {
  const { customer: _, ...bare } = kind as NonNullable<typeof kind>;
  expect(exposed(always, [of("A", "1"), of("A", "1")], { ...bill, records: [bare] })).toEqual({
    money: { amounts: {}, unknown: true },
    customers: 2,
  });
});

test("a piece that nobody can read is somebody's, and worth nobody knows what", () => {
  const plan = compileSmall({ rules: [always], subject });
  const position = { file: 0, offset: 7 };
  const piece = {
    kind: "unreadable",
    position,
    place: { file: "f" },
    code: "not_json",
    reason: "r",
    digest: "0",
  } as const;
  const stakes = stakesOf(plan, [piece, ...readingsOf([of("A", "1")])], context);
  expect(exposureOf([{ kind: "unreadable", piece }], stakes)).toEqual({
    money: { amounts: {}, unknown: true },
    customers: 1,
  });
  expect(worthOfRecords(stakes)).toEqual({ amounts: { EUR: "1" }, unknown: true });
});

describe("what records are worth", () => {
  const { stakes } = judged([always], [of("A", "1"), of("A", "2.5"), of("B", "-4")]);

  test("all of them, and those at some places", () => {
    expect(worthOfRecords(stakes)).toEqual({ amounts: { EUR: "7.5" } });
    const places = new Set([placeOf({ file: 0, offset: 2 }), placeOf({ file: 0, offset: 0 })]);
    expect(worthOfRecords(stakes, places)).toEqual({ amounts: { EUR: "5" } });
    expect(worthOfRecords(stakes, new Set())).toEqual({ amounts: {} });
  });

  test("nothing is known of a place where nothing is", () => {
    expect(stakes.at({ file: 9, offset: 9 })).toEqual({});
  });
});

test("the shipped kinds say what a record is worth", () => {
  const worth = (on: typeof orderSubject, value: Bill, as?: string): unknown => {
    const plan = compileSmall({ rules: [{ must: "has(record.currency)" }], subject: on });
    const [reading] = readingsOf([value]);
    const readings = [{ ...reading, ...(as && { of: as }) }] as ReturnType<typeof readingsOf>;
    return stakesOf(plan, readings, context).at({ file: 0, offset: 0 });
  };
  const customer = { customer_id: "C-1" };
  expect(
    worth(orderSubject, {
      order_number: "1",
      currency: "EUR",
      customer,
      totals: { gross: "49.90" },
    }),
  ).toEqual({ customer: "C-1", currency: "EUR", amount: "49.9" });
  expect(worth(orderSubject, { order_number: "1", currency: "EUR", customer: {} })).toEqual({
    currency: "EUR",
  });
  const invoice = { invoice_number: "1", currency: "EUR", buyer: customer };
  expect(worth(billingRunSubject, { ...invoice, total_gross: "12.40", amount_due: "0" })).toEqual({
    customer: "C-1",
    currency: "EUR",
    amount: "12.4",
  });
  expect(worth(billingRunSubject, { ...invoice, amount_due: "7" })).toMatchObject({ amount: "7" });
  const notice = { notice_id: "1", customer_id: "C-2", currency: "NOK", claimed_amount: "100" };
  expect(worth(billingRunSubject, notice, "notice")).toEqual({
    customer: "C-2",
    currency: "NOK",
    amount: "100",
  });
});

describe("laws", () => {
  const records = fc.array(
    fc.record({
      customer: fc.constantFrom("A", "B", "C", undefined),
      total: fc.integer({ min: -5_000, max: 5_000 }).map((cents) => (cents / 100).toFixed(2)),
      note: fc.constantFrom("x", "y"),
    }),
    { minLength: 2, maxLength: 12 },
  );

  test("parts of a list together never put less at risk than the whole, however it is cut", () => {
    fc.assert(
      fc.property(
        records,
        fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }),
        (list, cut) => {
          const { lists, stakes } = judged(
            [always],
            list.map(({ customer, total, note }) => of(customer, total, { note })),
          );
          const all = lists.get("TST-01") ?? [];
          const parts = [true, false].map((side) => all.filter((_, index) => cut[index] === side));
          const [a, b] = parts.map((part) => exposureOf(part, stakes)) as [Exposure, Exposure];
          const whole = exposureOf(all, stakes);
          const sum = addExposure(a, b);
          expect(sum.customers).toBeGreaterThanOrEqual(whole.customers);
          expect(sum.money).toEqual(whole.money);
        },
      ),
      params,
    );
  });

  test("sums do not depend on the order", () => {
    const money = fc.dictionary(
      fc.constantFrom("EUR", "NOK", "RON"),
      fc.integer({ min: 0, max: 99_999 }).map((cents) => (cents / 100).toFixed(2)),
    );
    fc.assert(
      fc.property(fc.array(money, { maxLength: 6 }), (list) => {
        const sums = list.map((amounts) => ({ amounts }));
        expect(JSON.stringify(sumOf(sums))).toBe(JSON.stringify(sumOf(sums.toReversed())));
      }),
      params,
    );
  });
});

test("what nobody asks for is not worked out", () => {
  const plan = compileSmall({ rules: [always], subject });
  const reading = {
    ...readingsOf([of("A", "1")])[0],
    get value(): never {
      throw new Error("looked at");
    },
  };
  const stakes: Stakes = stakesOf(plan, [reading as never], context);
  expect(() => stakes.at({ file: 0, offset: 0 })).toThrow("looked at");
});
