import { billingRunSubject } from "../../lib/subjects/billing-run/index.ts";
import { parseMapping } from "../../lib/subjects/mapping/parse-mapping.ts";
import {
  aBill,
  aPayment,
  aReminder,
  billsAndPayments,
  joiningRules,
} from "./bills-and-payments.ts";
import { ublInvoice } from "./e-invoice.ts";
import fc from "./fast-check.ts";
import { bill, compileSmall } from "./small-engine.ts";
import type { Given } from "./submission-in-parts.ts";

/** A mapping of the columns of the CSV files below. */
export const rowsMapping = `
name: rows
subject: bill
reads: csv
record:
  number: number
  note: note
  total: total
  serial: serial
  currency: currency
  paid: { column: paid, map: { y: true, n: false } }
`;

const mapped = parseMapping(rowsMapping, "rows.yaml", (kind) =>
  kind === "bill" ? bill : undefined,
);
if (!mapped.ok) throw new Error(mapped.problems.map(({ message }) => message).join("\n"));
const { mapping } = mapped;

/** A bill; few values, so that keys meet. */
const billOf = fc.record(
  {
    number: fc.constantFrom("N-1", "N-2", "N-3", "N-4", "N-5", "N-6", "N-7"),
    note: fc.constantFrom(
      "a",
      "b",
      "c",
      "d\ne",
      "a long note\r\nof lines",
      'with "quotes", commas',
    ),
    total: fc.constantFrom("1.00", "2.50", "-3", "x"),
    serial: fc.constantFrom(1, 2, 3, 5, 8, 9),
    currency: fc.constantFrom("EUR", "NOK"),
    paid: fc.boolean(),
  },
  { requiredKeys: [] },
);

/** A piece of NDJSON: mostly a bill, or what is none. */
const lineOf = fc.oneof(
  { weight: 12, arbitrary: billOf.map((one) => JSON.stringify(one)) },
  {
    weight: 1,
    arbitrary: fc.constantFrom("", "  ", "{", "[]", '{"number": "N-1", "number": "N-2"}'),
  },
);

const endOf = fc.constantFrom("\n", "\r\n");

const ndjson = fc
  .tuple(fc.array(lineOf, { maxLength: 60, size: "max" }), endOf, fc.boolean(), fc.boolean())
  .map(([lines, end, isEnded, hasMark]) => {
    const text = lines.join(end) + (isEnded && lines.length > 0 ? end : "");
    return (hasMark ? "\ufeff" : "") + text;
  });

const json = fc
  .array(billOf, { maxLength: 12 })
  .map((records) => JSON.stringify(records, undefined, records.length % 2));

const cellOf = (value: unknown): string => {
  const text = typeof value === "boolean" ? (value ? "y" : "n") : `${value ?? ""}`;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};
const columns = ["number", "note", "total", "serial", "currency", "paid"] as const;
const rowOf = fc.oneof(
  {
    weight: 12,
    arbitrary: billOf.map((one) => columns.map((name) => cellOf(one[name])).join(",")),
  },
  { weight: 1, arbitrary: fc.constantFrom("", "N-1,a", 'N-2,"a"b,1,1,EUR,y', "a,b,c,d,e,f,g,h") },
);
const csv = fc
  .tuple(
    fc.array(rowOf, { maxLength: 60, size: "max" }),
    endOf,
    fc.boolean(),
    fc.boolean(),
    fc.boolean(),
  )
  .map(([rows, end, isEnded, hasMark, isOpen]) => {
    const text = [columns.join(","), ...rows, ...(isOpen ? ['N-9,"never closed,1'] : [])].join(end);
    return (hasMark ? "\ufeff" : "") + text + (isEnded ? end : "");
  });

const invoicePlan = compileSmall({
  subject: billingRunSubject,
  rules: [
    { id: "INV-01", scope: "set", must: "duplicates(key(record.invoice_number)).size() == 0" },
    { id: "INV-02", must: "record.type_code == '380'", missing: "hold" },
    { id: "INV-03", scope: "run", must: "records.count() < 5" },
  ],
});
const invoice = fc.record({
  number: fc.integer({ min: 1, max: 5 }),
  code: fc.integer({ min: 0, max: 9 }),
});
/** A folder of invoices; some are of another type, or no XML. */
const folder = fc.array(invoice, { minLength: 1, maxLength: 9 }).map((invoices) => ({
  plan: invoicePlan,
  files: invoices.map(({ number, code }, i) => {
    const text = ublInvoice({
      "<cbc:ID>A-1<": `<cbc:ID>A-${number}<`,
      ">380<": code === 1 ? ">381<" : ">380<",
    });
    return [`run/${i}.xml`, code === 0 ? text.slice(0, 700) : text] as const;
  }),
}));

const joiningPlan = compileSmall({ rules: joiningRules, subject: billsAndPayments });
/** Documents with records of several kinds; a bill and its payments may stand in different ones. */
const mixedKinds = fc
  .array(
    fc.record({
      bills: fc.array(aBill, { minLength: 1, maxLength: 8, size: "max" }),
      payments: fc.array(aPayment, { maxLength: 8, size: "max" }),
      reminders: fc.array(aReminder, { maxLength: 4 }),
    }),
    { minLength: 1, maxLength: 7, size: "max" },
  )
  .map((documents) => ({
    plan: joiningPlan,
    files: documents.map((lists, i) => [`${i}.json`, JSON.stringify(lists)] as const),
  }));

/** Kinds of submissions whose files are judged whole, each as one. */
export const areDocuments = (kind: string): boolean =>
  kind === "JSON" || kind === "records of several kinds";

/** What a reader can be given, as files of one submission. */
export const submissions: Readonly<
  Record<string, fc.Arbitrary<Pick<Given, "files"> & Partial<Given>>>
> = {
  NDJSON: fc
    .array(ndjson, { minLength: 1, maxLength: 3 })
    .map((texts) => ({ files: texts.map((text, i) => [`${i}.ndjson`, text] as const) })),
  JSON: fc
    .array(json, { minLength: 1, maxLength: 6 })
    .map((texts) => ({ files: texts.map((text, i) => [`${i}.json`, text] as const) })),
  CSV: fc
    .array(csv, { minLength: 1, maxLength: 3 })
    .map((texts) => ({ mapping, files: texts.map((text, i) => [`${i}.csv`, text] as const) })),
  "a folder of XML": folder,
  "records of several kinds": mixedKinds,
  mixed: fc.tuple(ndjson, json, ndjson).map(([a, b, c]) => ({
    files: [["a.ndjson", a] as const, ["b.json", b] as const, ["c.jsonl", c] as const],
  })),
};
