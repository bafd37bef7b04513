import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { Report } from "../../../lib/core/index.ts";
import { billingRunSubject } from "../../../lib/subjects/billing-run/index.ts";
import { parseMapping } from "../../../lib/subjects/mapping/parse-mapping.ts";
import { billPlan, billTables } from "../../support/bill-rules.ts";
import { ublInvoice } from "../../support/e-invoice.ts";
import { bill, compileSmall, contextOf } from "../../support/small-engine.ts";
import { type Given, inDisorder, inOnePiece, inParts } from "../../support/submission-in-parts.ts";

/** Each judges a submission twice or thrice, whole and in parts. */
const runs = Math.ceil(Number(process.env["HOLDPOINT_PROPERTY_RUNS"] ?? 500) / 10);
const plan = billPlan();
const context = contextOf({
  tables: billTables,
  run: { total: "100", count: 20 },
  seed: "5eed",
});

const mapped = parseMapping(
  `
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
`,
  "rows.yaml",
  (kind) => (kind === "bill" ? bill : undefined),
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

const cut = fc.record({
  partBytes: fc.integer({ min: 1, max: 1500 }),
  partitions: fc.constantFrom(1, 2, 4, 16),
  merging: fc.record({
    partsMax: fc.integer({ min: 1, max: 5 }),
    groupsMax: fc.integer({ min: 2, max: 4 }),
  }),
  seed: fc.integer(),
  size: fc.integer({ min: 1, max: 4 }),
});
const boundsOf = fc.constantFrom(
  {},
  { violationsMax: 7, heldMax: 3, unreadableMax: 1 },
  { violationsMax: 0, heldMax: 0, unreadableMax: 0 },
);

async function differs(given: Given, how: typeof cut extends fc.Arbitrary<infer T> ? T : never) {
  const { report, notPassed, parts } = await inParts(given, {
    ...how,
    crewFor: (workshop) => inDisorder(workshop, how.seed, how.size),
  });
  const whole = await inOnePiece(given);
  expect(report).toEqual(whole);
  expect(JSON.stringify(report)).toBe(JSON.stringify(whole));
  const unbounded = await inOnePiece({ ...given, bounds: {} });
  expect(keysOf(notPassed())).toEqual(keysOf(inOrder(unbounded)));
  return parts.length;
}

const inOrder = ({ held, unreadable }: Report) =>
  [...held, ...unreadable].sort(
    (a, b) => a.position.file - b.position.file || a.position.offset - b.position.offset,
  );

const keysOf = (records: Iterable<object>): readonly string[] =>
  [...records].map((record) => JSON.stringify(record));

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

/** What a reader can be given, as files of one submission. */
const given: Readonly<Record<string, fc.Arbitrary<Pick<Given, "files"> & Partial<Given>>>> = {
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
  mixed: fc.tuple(ndjson, json, ndjson).map(([a, b, c]) => ({
    files: [["a.ndjson", a] as const, ["b.json", b] as const, ["c.jsonl", c] as const],
  })),
};

describe("a report does not depend on cuts, order or who does the work", () => {
  test.each(Object.entries(given))(
    "%s",
    async (_, files) => {
      let cuts = 0;
      await fc.assert(
        fc.asyncProperty(files, cut, boundsOf, async (what, how, bounds) => {
          cuts += (await differs({ plan, context, bounds, ...what }, how)) > 1 ? 1 : 0;
        }),
        { numRuns: runs },
      );
      // A property of submissions that are never cut would say nothing.
      expect(cuts).toBeGreaterThan(runs / 3);
    },
    120_000,
  );
});

test("records that are shown one by one are where they stand in their files, however these were cut", async () => {
  const text = Array.from({ length: 6 }, (_, i) => `{"number":"N-${i + 1}"}\n\n`).join("");
  const files = ["a.ndjson", "b.ndjson"].map((name) => [name, text] as const);
  const { records, parts } = await inParts(
    { plan, context, files },
    { partBytes: 20, partitions: 1 },
  );
  expect(parts.length).toBeGreaterThan(6);
  expect(records?.map(({ key, place }) => `${key} ${place.file}:${place.line}`)).toEqual(
    files.flatMap(([name]) => [1, 2, 3, 4, 5, 6].map((n) => `N-${n} ${name}:${2 * n - 1}`)),
  );
});
