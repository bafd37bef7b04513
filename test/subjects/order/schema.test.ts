import { existsSync, readFileSync, writeFileSync } from "node:fs";
import type { JsonObject } from "../../../lib/core/expression/value.ts";
import { schemaProblems } from "../../../lib/core/schema-check.ts";
import { jsonSchemaText } from "../../../lib/subjects/json-schema.ts";
import { orderSubject } from "../../../lib/subjects/order/index.ts";
import { order } from "../../../lib/subjects/order/schema.ts";
import { subjectOf } from "../../../lib/subjects/registry.ts";

const PUBLISHED = new URL("../../../schemas/order.schema.json", import.meta.url);

test("the published JSON Schema is the zod schema's (UPDATE_SCHEMAS=1 writes it anew)", () => {
  const text = jsonSchemaText("order", order);
  if (process.env.UPDATE_SCHEMAS) writeFileSync(PUBLISHED, text);
  expect(existsSync(PUBLISHED) && readFileSync(PUBLISHED, "utf8")).toBe(text);
});

const SMALLEST = {
  order_number: "O-1",
  order_date: "2026-11-21T10:00:00+01:00",
  order_kind: "sale",
  items: [{ sku: "A-1", quantity: "1", unit_price: "9.90" }],
};
const line = (fields: object) => ({ ...SMALLEST, items: [{ ...SMALLEST.items[0], ...fields }] });

// What is sent, and where the schema finds fault with it.
test.each<[what: string, sent: unknown, at: readonly string[]]>([
  ["the smallest order", SMALLEST, []],
  ["a field that nobody knows", { ...SMALLEST, colour: "red" }, []],
  ["null for absence", { ...SMALLEST, customer: null, totals: { vat: null } }, []],
  ["amounts as numbers", line({ quantity: 3, unit_price: 2.55 }), []],
  [
    "a number of 16 digits, which a double does not keep",
    line({ unit_price: 123456789012345.7 }),
    ["items.0.unit_price"],
  ],
  ["seven digits after the point", line({ unit_price: "0.1234567" }), ["items.0.unit_price"]],
  ["a decimal comma", line({ unit_price: "9,90" }), ["items.0.unit_price"]],
  ["an instant without offset", { ...SMALLEST, order_date: "2026-11-21T10:00:00" }, ["order_date"]],
  ["a day that does not exist", line({ promised_to: "2026-02-29" }), ["items.0.promised_to"]],
  ["a kind that nobody knows", { ...SMALLEST, order_kind: "gift" }, ["order_kind"]],
  ["a required leaf of a group that is there", { ...SMALLEST, payment: {} }, ["payment.method"]],
  ["no lines at all", { ...SMALLEST, items: undefined }, ["items"]],
  ["an empty list of lines, which ORD-01 judges", { ...SMALLEST, items: [] }, []],
])("%s", (_, sent, at) => {
  const issues = order.safeParse(sent).error?.issues ?? [];
  expect(issues.map((issue) => issue.path.join("."))).toEqual(at);
  // The engine's own check, on the schema that is derived, says the same.
  const problems = schemaProblems(sent as JsonObject, "Order", orderSubject.schema, 20);
  expect(problems.map(({ pointer }) => pointer.slice(1).replaceAll("/", "."))).toEqual(at);
});

// What the core knows of a field.
test.each([
  ["Order", "order_number", { type: { kind: "string" }, required: true, lengthMax: 64 }],
  ["Order", "order_date", { type: { kind: "instant" }, required: true }],
  ["Order", "order_kind", { values: expect.arrayContaining(["sale", "cancellation"]) }],
  ["Order", "items", { type: { kind: "list", of: { kind: "record", name: "Order.items" } } }],
  ["Order", "totals", { type: { kind: "record", name: "Order.totals" }, required: false }],
  ["Order", "ext", { type: { kind: "any" } }],
  ["Order.items", "unit_price", { type: { kind: "decimal", scale: 6 }, usualScale: 2 }],
  ["Order.items", "line_id", { pattern: "^[A-Za-z0-9._:/-]+$" }],
  ["Order.customer", "email", { personal: true, doc: "E-mail address" }],
  ["Order.customer", "birth_date", { type: { kind: "date" }, personal: true }],
  ["Order.risk", "velocity_24h", { type: { kind: "int" }, required: false }],
  ["Product", "age_limits", { type: { kind: "map", of: { kind: "int" } } }],
])("%s.%s is derived", (shape, field, expected) => {
  expect(orderSubject.schema[shape]?.fields[field]).toMatchObject(expected);
});

test("every field says what it is", () => {
  const silent = Object.entries(orderSubject.schema).flatMap(([shape, { fields }]) =>
    Object.keys(fields)
      .filter((name) => !fields[name]?.doc)
      .map((name) => `${shape}.${name}`),
  );
  expect(silent).toEqual([]);
});

test("every table has its shape, its key and, where it is dated, its dates", () => {
  for (const { shape, key, dated } of Object.values(orderSubject.tables)) {
    const fields = orderSubject.schema[shape]?.fields ?? {};
    for (const field of key) expect(fields[field]?.required).toBe(true);
    expect("valid_from" in fields && "valid_to" in fields).toBe(dated);
  }
});

test("subjects are found by kind, and only their own", () => {
  expect(subjectOf("order")).toBe(orderSubject);
  expect(subjectOf("constructor")).toBeUndefined();
});
