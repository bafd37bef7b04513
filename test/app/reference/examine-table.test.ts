import { examineTable } from "../../../lib/app/reference/examine-table.ts";
import { parseDate } from "../../../lib/core/expression/time.ts";
import type { JsonObject } from "../../../lib/core/expression/value.ts";
import { priceSubject } from "../../support/price-tables.ts";

const today = parseDate("2026-11-22") as number;
const row = (sku: string, from?: string, to?: string): JsonObject => ({
  sku,
  price: "1",
  ...(from && { valid_from: from }),
  ...(to && { valid_to: to }),
});
const { prices, stock } = priceSubject.tables;
const examine = (rows: readonly JsonObject[], table = prices) =>
  examineTable(table as NonNullable<typeof table>, rows, today, 30);

// Rows of a key, and what is found of them: gaps, ends within thirty days, ends in the past.
const found: readonly [string, JsonObject[], gaps: number, soon: number, ended: number][] = [
  ["open at both ends", [row("A")], 0, 0, 0],
  [
    "one begins on the day after the other ends",
    [row("A", "", "2026-06-30"), row("A", "2026-07-01")],
    0,
    0,
    0,
  ],
  ["a day between them", [row("A", "", "2026-06-30"), row("A", "2026-07-02")], 1, 0, 0],
  ["ends today", [row("A", "", "2026-11-22")], 0, 1, 0],
  ["ended yesterday", [row("A", "", "2026-11-21")], 0, 0, 1],
  ["ends on the thirtieth day", [row("A", "", "2026-12-22")], 0, 1, 0],
  ["ends on the day after", [row("A", "", "2026-12-23")], 0, 0, 0],
  ["ends soon, and another follows", [row("A", "", "2026-11-30"), row("A", "2026-12-01")], 0, 0, 0],
  [
    "ends soon, and another follows late",
    [row("A", "", "2026-11-30"), row("A", "2026-12-10")],
    1,
    0,
    0,
  ],
  ["keys are looked at each alone", [row("A", "", "2026-11-30"), row("B", "2026-12-10")], 0, 1, 0],
  ["no rows", [], 0, 0, 0],
];

test.each(found)("%s", (_, rows, gaps, soon, ended) => {
  const { gaps: between, endSoon, ended: past } = examine(rows);
  expect([between.count, endSoon.count, past.count]).toEqual([gaps, soon, ended]);
});

test("a gap is told by its days, and ten of many", () => {
  const keys = Array.from({ length: 25 }, (_, n) => `S${n + 10}`);
  const { gaps } = examine(
    keys.flatMap((sku) => [row(sku, "", "2026-06-30"), row(sku, "2026-07-15")]),
  );
  expect(gaps.count).toBe(25);
  expect(gaps.examples).toHaveLength(10);
  expect(gaps.examples[0]).toBe("S10 has no row from 2026-07-01 to 2026-07-14");
});

test("rows in force today are counted; those of a table without dates always are", () => {
  expect(examine([row("A", "2026-11-23"), row("B", "2026-11-22"), row("C")])).toMatchObject({
    rows: 3,
    inForce: 2,
  });
  expect(examine([row("A", "2026-11-23")], stock)).toMatchObject({
    rows: 1,
    inForce: 1,
    ended: { count: 0 },
  });
});
