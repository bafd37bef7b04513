import { readFileSync } from "node:fs";
import type { JsonObject } from "../../../lib/core/expression/value.ts";
import { compileRuleset, judgeAll } from "../../../lib/core/index.ts";
import { schemaProblems } from "../../../lib/core/schema-check.ts";
import { billingRunSubject as subject } from "../../../lib/subjects/billing-run/index.ts";
import { billingRun } from "../../../lib/subjects/billing-run/run.ts";
import { invoice, notice } from "../../../lib/subjects/billing-run/schema.ts";
import { contextOf, readingsOf } from "../../support/small-engine.ts";

const sampleText = readFileSync(new URL("../samples/billing-run.json", import.meta.url), "utf8");
const { subject: run } = JSON.parse(sampleText) as { subject: { invoices: [JsonObject] } };
const [CONSUMER] = run.invoices;

/** The sample's invoice to a consumer, with some fields of its groups changed. */
const consumer = (fields: object, buyer: object = {}) => ({
  ...CONSUMER,
  ...fields,
  buyer: { ...(CONSUMER["buyer"] as JsonObject), ...buyer },
});

// An invoice, and where the schema finds fault with it. A group that is there needs only the leaves
// that it means nothing without: what an invoice must state depends on what it is, and rules say so.
test.each<[what: string, sent: unknown, at: readonly string[]]>([
  ["a consumer has no VAT number", consumer({}, { vat_id: null, legal_id: null }), []],
  ["a consumer has no region and no e-invoice address", consumer({}, { region: null }), []],
  ["a payment without mandate and card", consumer({ payment: { means_code: "58" } }), []],
  ["no document allowances, prepaid or rounding amounts", consumer({ paid_amount: null }), []],
  ["empty groups", consumer({ payment: {}, seller: {}, preceding_invoice: {} }), []],
  ["groups that are null", consumer({ payment: null, allowances: null, lines: null }), []],
  ["an invoice of which nothing is known but its number", { invoice_number: "1" }, []],
  ["a number with a blank, as other countries have them", { invoice_number: "TOSL 108/A" }, []],
  ["no number", { issue_date: "2026-11-02" }, ["invoice_number"]],
  [
    "an allowance without amount",
    consumer({ allowances: [{ reason: "x" }] }),
    ["allowances.0.amount"],
  ],
  ["a day that does not exist", consumer({ due_date: "2026-02-30" }), ["due_date"]],
  ["a currency in small letters", consumer({ currency: "eur" }), ["currency"]],
  ["an amount of 16 digits as a number", consumer({ total_net: 123456789012345.7 }), ["total_net"]],
  [
    "a kind of charge that nobody knows",
    { invoice_number: "1", lines: [{ charge_kind: "x" }] },
    ["lines.0.charge_kind"],
  ],
  [
    "usage between dates without hours",
    { invoice_number: "1", lines: [{ usage_from: "2026-10-01" }] },
    ["lines.0.usage_from"],
  ],
])("%s", (_, sent, at) => {
  const issues = invoice.safeParse(sent).error?.issues ?? [];
  expect(issues.map((issue) => issue.path.join("."))).toEqual(at);
  const problems = schemaProblems(sent as JsonObject, "Invoice", subject.schema, 20);
  expect(problems.map(({ pointer }) => pointer.slice(1).replaceAll("/", "."))).toEqual(at);
});

test("a run header and a reminder need only their number", () => {
  expect(billingRun.safeParse({ run_id: "R-1" }).success).toBe(true);
  expect(billingRun.safeParse({ seller_id: "S1" }).success).toBe(false);
  expect(billingRun.safeParse({ run_id: "R", control_totals: [{}] }).success).toBe(false);
  expect(notice.safeParse({ notice_id: "N-1" }).success).toBe(true);
});

// What the core knows of a field.
test.each([
  ["Invoice", "lines", { type: { kind: "list", of: { kind: "record", name: "Invoice.lines" } } }],
  ["Invoice", "notes", { personal: true }],
  ["Invoice.lines", "unit_price", { usualScale: 4, doc: expect.stringContaining("BT-146") }],
  ["Invoice.lines", "net_amount", { doc: "BT-131, net amount of the line, no VAT" }],
  ["Invoice.lines", "note", { personal: true }],
  ["Invoice.buyer", "name", { personal: true, doc: "BT-44, name of the buyer" }],
  ["Invoice.seller", "name", { doc: "BT-27, name of the seller" }],
  ["BillingRun.control_totals", "sum_net", { type: { kind: "decimal", scale: 6 } }],
  ["VatRate", "complete", { type: { kind: "bool" }, required: false }],
])("%s.%s is derived", (shape, field, expected) => {
  expect(subject.schema[shape]?.fields[field]).toMatchObject(expected);
});

// The day that dates an invoice: BT-7, else the latest of its lines' (end of period, BT-72, BT-74, BT-2).
const LINES = [{ period_end: "2026-10-31" }, { period_end: "2026-12-31" }, {}];
test.each([
  [{ vat_point_date: "2026-09-01", delivery_date: "2026-11-05", lines: LINES }, "2026-09-01"],
  [{ delivery_date: "2026-11-05", lines: LINES }, "2026-12-31"],
  [{ delivery_date: "2027-01-05", lines: LINES }, "2027-01-05"], // by the line without a period
  [{ lines: [{}], delivery_date: "2026-10-05", period_end: "2026-10-31" }, "2026-10-05"],
  [{ lines: [{}], period_end: "2026-10-31" }, "2026-10-31"],
  [{ lines: [], period_end: "2026-10-31" }, "2026-10-31"],
  [{ lines: [{}] }, "2026-11-02"],
  [{}, "2026-11-02"],
])("the tax point of %j is %s", (fields, day) => {
  const record = { invoice_number: "1", issue_date: "2026-11-02", ...fields };
  expect(datesOf(record)).toEqual([day]);
});

/** The days of one week before and after on which a rule that holds on one day alone applies. */
function datesOf(record: JsonObject): readonly string[] {
  const days = ["2026-09-01", "2026-10-05", "2026-10-31", "2026-11-02", "2026-11-05", "2026-12-31"];
  return [...days, "2027-01-05"].filter((day) => {
    const rule = {
      id: "TST-01",
      title: { en: "t" },
      severity: "block",
      source: "test",
      prevents: "nothing",
      message: { en: "m" },
      must: "record.invoice_number == '0'",
      effective: { from: day, to: day },
    };
    const files = [
      {
        path: "ruleset.yaml",
        text: JSON.stringify({ name: "t", subject: subject.kind, languages: ["en"] }),
      },
      { path: "rules.yaml", text: JSON.stringify([rule]) },
    ];
    const compiled = compileRuleset({ files, subject });
    if (!compiled.ok) throw new Error(compiled.problems.map(({ message }) => message).join("\n"));
    return judgeAll(compiled.plan, readingsOf([record]), contextOf()).verdict === "block";
  });
}
