import { loadTables } from "../../../lib/app/loaded-tables.ts";
import { layeredRows } from "../../../lib/app/reference/layered-rows.ts";
import { rowsAsTables, tablesOver } from "../../../lib/app/reference/tables-port.ts";
import type { JsonObject } from "../../../lib/core/expression/value.ts";
import { priceSubject } from "../../support/price-tables.ts";

const loaded = (tables: Readonly<Record<string, readonly JsonObject[]>>) =>
  loadTables(
    priceSubject,
    Object.entries(tables).map(([table, rows]) => ({
      table,
      rows: rows.map((value, i) => ({ place: { file: table, line: i + 1 }, value })),
    })),
  );

const shipped = loaded({
  prices: [
    { sku: "A", price: "1" },
    { sku: "B", price: "1" },
  ],
  odd: [{ key: "x" }],
});
const own = loaded({ prices: [{ sku: "A", price: "2" }], many: [] });

test("a table that is given takes the place of the shipped one, whole", async () => {
  const tables = tablesOver(rowsAsTables(shipped), rowsAsTables(own));
  expect(await tables.loaded(["prices", "odd", "many", "stock"])).toEqual(
    new Set(["prices", "odd", "many"]),
  );
  const keys = [
    { table: "prices", key: "A" },
    // The shipped table has it, the given one has not: then there is none.
    { table: "prices", key: "B" },
    { table: "odd", key: "x" },
  ];
  const found = await tables.rows(keys);
  expect(found.map(({ table, rows }) => [table, rows])).toEqual(
    expect.arrayContaining([
      ["prices", [{ sku: "A", price: "2" }]],
      ["odd", [{ key: "x" }]],
    ]),
  );
  expect(found).toHaveLength(2);
});

test("rows in layers say the same at once", () => {
  const rows = layeredRows([shipped, own]);
  expect(["prices", "odd", "many", "stock"].map((name) => rows.loaded(name))).toEqual([
    true,
    true,
    true,
    false,
  ]);
  expect(rows.find("prices", "A", undefined)).toEqual([{ sku: "A", price: "2" }]);
  expect(rows.find("prices", "B", undefined)).toEqual([]);
  expect([...(rows.all("prices") ?? [])]).toHaveLength(1);
  expect(rows.find("odd", "x", undefined)).toEqual([{ key: "x" }]);
});
