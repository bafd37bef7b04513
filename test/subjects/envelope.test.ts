import type { JsonObject } from "../../lib/core/expression/value.ts";
import type { Subject } from "../../lib/core/subject.ts";
import { billingRunSubject } from "../../lib/subjects/billing-run/index.ts";
import { kindMeant } from "../../lib/subjects/envelope.ts";
import { orderSubject } from "../../lib/subjects/order/index.ts";
import { readSubmission } from "../../lib/subjects/read-submission.ts";
import { all, bytesOf } from "../support/readings.ts";

/** The headers of documents, and what stands in them: type and key. */
async function read(texts: readonly string[], subject: Subject = billingRunSubject) {
  const headers: JsonObject[] = [];
  const files = texts.map((text, i) => ({ name: `${i}.json`, open: () => [bytesOf(text)] }));
  const onHeader = (header: JsonObject) => headers.push(header);
  const readings = await all(readSubmission(files, { subject, onHeader }));
  const records = readings.map((one) =>
    one.kind === "record"
      ? `${one.of ?? "default"} ${one.value["invoice_number"] ?? one.value["notice_id"]} ${one.place.pointer ?? ""}`
      : one.code,
  );
  return { headers, records };
}

const INVOICES = '"invoices":[{"invoice_number":"1"},{"invoice_number":"2"}]';

test("an envelope's subject holds the run and its lists, each with its type", async () => {
  const envelope = `{"subject_kind":"billing-run","source_system":"erp","subject":{"run_id":"R-1",
    ${INVOICES},"seller_id":"S1","dunning":[{"notice_id":"N1"}]},"all_or_nothing":true}`;
  expect(await read([envelope])).toEqual({
    headers: [
      {
        subject_kind: "billing-run",
        source_system: "erp",
        all_or_nothing: true,
        run: { run_id: "R-1", seller_id: "S1" },
      },
    ],
    records: [
      "invoice 1 /subject/invoices/0",
      "invoice 2 /subject/invoices/1",
      "notice N1 /subject/dunning/0",
    ],
  });
});

// The ways in which a run may be sent, and its header.
test.each([
  ["beside its lists", `{"run":{"run_id":"R"},${INVOICES}}`, [{ run: { run_id: "R" } }]],
  [
    "without an envelope",
    `{"run_id":"R","ext":{},${INVOICES}}`,
    [{ run: { run_id: "R" }, ext: {} }],
  ],
  ["as invoices alone", `{${INVOICES}}`, [{}]],
  ["as a list", '[{"invoice_number":"1"}]', []],
])("a run is sent %s", async (_, text, headers) => {
  expect((await read([text])).headers).toEqual(headers);
});

test("a header without records counts for the records that come after it", async () => {
  const lines = '{"invoice_number":"1"}\n{"invoice_number":"2"}\n';
  for (const head of [
    '{"source_system":"erp","subject":{"run_id":"R","invoices":[]}}',
    '{"source_system":"erp","subject":{"run_id":"R"}}',
    '{"source_system":"erp","run":{"run_id":"R"}}',
    '{"source_system":"erp","run_id":"R"}',
  ])
    expect(await read([head, lines])).toEqual({
      headers: [{ source_system: "erp", run: { run_id: "R" } }],
      records: ["default 1 ", "default 2 "],
    });
});

// Headers that say something else than what they should: nothing is judged.
test.each([
  ['{"subject_kind":"billing_run","subject":{"invoices":[]}}', 'it is written "billing-run"'],
  ['{"subject_kind":"order","subject":{"invoices":[]}}', 'this gate judges "billing-run"'],
  ['{"subject_kind":7,"subject":{"invoices":[]}}', "subject_kind is 7"],
  ['{"run":{"run_id":"R"},"subject":{"run_id":"R","invoices":[]}}', "described in two places"],
  ['{"run":"R","invoices":[]}', "an object with the run's fields is right"],
  ['{"subject":"R","invoices":[]}', "an object with the run's fields is right"],
])("%s is refused", async (text, message) => {
  await expect(read([text])).rejects.toThrow(message);
});

test("kinds without a run header have records in their subject", async () => {
  const one = '{"subject_kind":"order","subject":{"order_number":"O-1"}}';
  const { headers, records } = await read([one], orderSubject);
  expect(headers).toEqual([{ subject_kind: "order" }]);
  expect(records).toHaveLength(1);
  await expect(read([one.replace("order", "change_request")], orderSubject)).rejects.toThrow(
    'it is written "service-change"',
  );
});

test.each([
  ["billing_run", "billing-run"],
  ["inventory_snapshot", "inventory"],
  ["change_request", "service-change"],
  ["billing-run", undefined],
  ["__proto__", undefined],
])("the kind %s means %s", (name, meant) => {
  expect(kindMeant(name)).toBe(meant);
});
