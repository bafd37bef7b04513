import type { KeyedRows, ReferenceTables } from "../../lib/app/ports.ts";

/** What every adapter of `ReferenceTables` keeps to; `append` is how rows come to be there. */
export function referenceTablesContract(
  ports: () => {
    readonly references: ReferenceTables;
    readonly append: (rows: KeyedRows) => Promise<void>;
  },
): void {
  const pricesOf = (sku: string) => [
    { sku, price: "1.00", valid_from: "2026-01-01", valid_to: "2026-06-30" },
    { sku, price: "1.10", valid_from: "2026-07-01" },
  ];

  test("a table that was never loaded is not loaded, and has no rows", async () => {
    expect(await ports().references.loaded(["never"])).toEqual(new Set());
    expect(await ports().references.rows([{ table: "never", key: "A" }])).toEqual([]);
  });

  test("rows come back by key, whatever their dates; keys without rows are left out", async () => {
    await ports().append({ table: "prices", key: "A", rows: pricesOf("A") });
    await ports().append({ table: "prices", key: "B", rows: [{ sku: "B", price: "2.00" }] });
    expect(await ports().references.loaded(["never", "prices"])).toEqual(new Set(["prices"]));
    const found = await ports().references.rows(
      ["B", "C", "A"].map((key) => ({ table: "prices", key })),
    );
    expect(found.map(({ key }) => key)).toEqual(["B", "A"]);
    expect(found[0]?.rows).toEqual([{ sku: "B", price: "2.00" }]);
    expect(new Set(found[1]?.rows.map((row) => row["price"]))).toEqual(new Set(["1.00", "1.10"]));
  });

  test("appending the same rows again changes nothing", async () => {
    await ports().append({ table: "prices", key: "D", rows: pricesOf("D") });
    await ports().append({ table: "prices", key: "D", rows: pricesOf("D") });
    const [found] = await ports().references.rows([{ table: "prices", key: "D" }]);
    expect(found?.rows).toHaveLength(2);
  });

  // Keys are data: of any length, alphabet and spelling.
  test.each([
    "k".repeat(5_000),
    "",
    "A#B",
    "õ\u0000\n",
    "__proto__",
    "\u0001",
    "\ud800",
    "\u{1f600}",
  ])("rows are found under the key %j", async (key) => {
    await ports().append({ table: "odd", key, rows: [{ key }] });
    expect(await ports().references.rows([{ table: "odd", key }])).toEqual([
      { table: "odd", key, rows: [{ key }] },
    ]);
  });

  test("many keys at once are all read", async () => {
    const keys = Array.from({ length: 60 }, (_, n) => ({ table: "many", key: `K${n}` }));
    for (const key of keys) await ports().append({ ...key, rows: [{ key: key.key }] });
    expect(await ports().references.rows(keys)).toHaveLength(60);
  });
}
