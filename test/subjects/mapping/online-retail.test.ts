import { createReadStream, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Json, JsonObject } from "../../../lib/core/expression/value.ts";
import type { Reading, ReadRecord } from "../../../lib/core/record.ts";
import { schemaProblems } from "../../../lib/core/schema-check.ts";
import { parseMapping } from "../../../lib/subjects/mapping/parse-mapping.ts";
import { readSubmission } from "../../../lib/subjects/read-submission.ts";
import { subjectOf } from "../../../lib/subjects/registry.ts";
import { repository } from "../../support/house.ts";
import { all, bytesOf } from "../../support/readings.ts";
import { describeOnRealData } from "../../support/real-data.ts";

const path = "mappings/online-retail.yaml";
const parsed = parseMapping(readFileSync(join(repository, path), "utf8"), path, subjectOf);
if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems, undefined, 2));
const { mapping } = parsed;

const HEADER =
  "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n";

// That nothing has an age limit is no row's word: somebody read all descriptions, see the mapping.
test("a cancellation is read as what it is, and nothing is made up", async () => {
  const rows =
    'C536379,D,"Discount, ""big""",-1,2010-07-01 09:41:00,27.5,14527.0,EIRE\n' +
    "536414,22139,,56,2010-12-01 11:52:00,0,,United Kingdom\n";
  const file = { name: "a.csv", open: () => [bytesOf(HEADER + rows)] };
  const found = await all(readSubmission([file], { subject: mapping.subject, mapping }));
  expect(found.map((reading) => reading.kind === "record" && reading.value)).toEqual([
    {
      order_number: "C536379",
      order_date: "2010-07-01T09:41:00+01:00",
      order_kind: "cancellation",
      market: "IE",
      currency: "GBP",
      customer: { customer_id: "14527" },
      items: [
        {
          ...{
            line_id: "1",
            sku: "D",
            name: 'Discount, "big"',
            quantity: "-1",
            unit_price: "27.5",
          },
          age_restricted: false,
        },
      ],
    },
    {
      order_number: "536414",
      order_date: "2010-12-01T11:52:00+00:00",
      order_kind: "sale",
      market: "GB",
      currency: "GBP",
      items: [
        { line_id: "1", sku: "22139", quantity: "56", unit_price: "0", age_restricted: false },
      ],
    },
  ]);
});

test("what the rows do not say is unsupplied", () => {
  expect(mapping.unsupplied).toEqual(
    expect.arrayContaining([
      "totals",
      "channel",
      "delivery_address",
      "customer.email",
      "items.gtin",
      "cancels",
    ]),
  );
  expect(mapping.unsupplied).not.toContain("customer.customer_id");
});

describeOnRealData("the true order lines", "online-retail", (folder) => {
  let readings: readonly Reading[];
  let orders: readonly JsonObject[];
  beforeAll(async () => {
    const names = readdirSync(folder)
      .filter((name) => name.endsWith(".csv"))
      .sort();
    const files = names.map((name) => ({ name, open: () => createReadStream(join(folder, name)) }));
    readings = await all(readSubmission(files, { subject: mapping.subject, mapping }));
    orders = readings.map((reading) => (reading as ReadRecord).value);
  });

  test("all 31,102 lines are read, as 1,458 orders, and none is unreadable", () => {
    expect(readings.filter(({ kind }) => kind === "unreadable")).toEqual([]);
    expect(orders).toHaveLength(1458);
    expect(orders.flatMap((order) => order["items"] as readonly Json[])).toHaveLength(31_102);
    expect(new Set(orders.map((order) => order["order_number"])).size).toBe(1458);
  });

  test("all fit the schema, but for markets that have no code", () => {
    const { of, subject } = mapping;
    const problems = orders.flatMap((order) => schemaProblems(order, of.shape, subject.schema, 10));
    const messages = new Set(problems.map(({ pointer, message }) => `${pointer}: ${message}`));
    expect([...messages]).toEqual([expect.stringContaining('/market: found "Channel Islands"')]);
  });

  test("every cell is where it belongs: the amounts add up to those of the raw cells", () => {
    const cents = (text: unknown) => Math.round(Number(text) * 100);
    const sum = orders
      .flatMap((order) => order["items"] as readonly JsonObject[])
      .reduce((total, item) => total + Number(item["quantity"]) * cents(item["unit_price"]), 0);
    let raw = 0;
    for (const name of readdirSync(folder).filter((file) => file.endsWith(".csv")))
      for (const line of readFileSync(join(folder, name), "utf8").trim().split("\n").slice(1)) {
        const [, quantity, price] = /,(-?\d+),[^,]*,([\d.-]+),[\d.]*,[^,]*$/.exec(line) ?? [];
        raw += Number(quantity) * cents(price);
      }
    expect(sum).toBe(raw);
  });
});
