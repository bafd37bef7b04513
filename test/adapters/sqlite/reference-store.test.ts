import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { openStore, type ReferenceStore } from "../../../lib/adapters/sqlite/reference-store.ts";
import { loadTables } from "../../../lib/app/loaded-tables.ts";
import { formatDate, parseDate } from "../../../lib/core/expression/time.ts";
import type { JsonObject } from "../../../lib/core/expression/value.ts";
import { folderWith } from "../../support/cli.ts";
import fc, { tries } from "../../support/fast-check.ts";
import { repository } from "../../support/house.ts";
import { loadPrices, type PriceLoad } from "../../support/price-store.ts";
import { priceSubject } from "../../support/price-tables.ts";

const opened: ReferenceStore[] = [];
afterAll(() => {
  for (const store of opened) store.close();
});

function storeAt(path: string, readOnly = false): ReferenceStore {
  const store = openStore(path, "store.sqlite", { readOnly });
  opened.push(store);
  return store;
}

const newPath = () => join(folderWith(), "store.sqlite");
const price = (sku: string, amount: string, from?: string, to?: string): JsonObject => ({
  sku,
  price: amount,
  ...(from && { valid_from: from }),
  ...(to && { valid_to: to }),
});

const latest = (store: ReferenceStore) => store.rows(store.pins("prices"), priceSubject);
const priceOf = (rows: ReturnType<typeof latest>, sku: string, on?: string) =>
  rows.find("prices", sku, on === undefined ? undefined : parseDate(on)).map((row) => row["price"]);

describe("versions", () => {
  test("each stays readable, by its load and by its instant", async () => {
    const store = storeAt(newPath());
    const first = await loadPrices(store, [price("A", "1.00"), price("B", "2.00")], {
      loadedAt: "2026-01-01T00:00:00.000Z",
    });
    const second = await loadPrices(store, [price("A", "1.10"), price("C", "3.00")], {
      loadedAt: "2026-02-01T00:00:00.000Z",
    });
    expect([first.number, second.number, second.added, second.removed]).toEqual([1, 2, 2, 2]);
    const read = (at: Parameters<ReferenceStore["pins"]>[1]) =>
      [...(store.rows(store.pins("prices", at), priceSubject).all("prices") ?? [])].map(
        (row) => `${row["sku"]} ${row["price"]}`,
      );
    expect(read({ load: 1 })).toEqual(["A 1.00", "B 2.00"]);
    expect(read({ instant: "2026-01-31T23:59:59.000Z" })).toEqual(["A 1.00", "B 2.00"]);
    expect(read({ instant: "2026-02-01T00:00:00.000Z" })).toEqual(["A 1.10", "C 3.00"]);
    expect(read(undefined)).toEqual(["A 1.10", "C 3.00"]);
    expect(store.pins("prices", { instant: "2025-12-31T00:00:00.000Z" })).toEqual({});
    expect(store.versions().map(({ number, rows }) => [number, rows])).toEqual([
      [1, 2],
      [2, 2],
    ]);
  });

  test("equal rows make no new version, in whatever order and spelling of numbers", async () => {
    const store = storeAt(newPath());
    const first = await loadPrices(store, [price("A", "1.50"), price("B", "2.00")]);
    const again = await loadPrices(store, [
      { sku: "B", price: "2.00", valid_from: null, colour: "red" },
      { price: 1.5, sku: "A" },
    ]);
    // 1.5 is another decimal than 1.50: it is printed otherwise.
    expect(again.isNew).toBe(true);
    const third = await loadPrices(store, [price("A", "1.5"), price("B", "2.00")]);
    expect(third).toMatchObject({ isNew: false, number: 2, load: again.load });
    expect(first.digest).not.toBe(again.digest);
  });

  test("rows that stay are kept once", async () => {
    const path = newPath();
    const store = storeAt(path);
    const rows = Array.from({ length: 500 }, (_, n) => price(`S${n}`, "1.00"));
    await loadPrices(store, rows);
    const { added, removed } = await loadPrices(store, [...rows.slice(1), price("S0", "9.00")]);
    expect({ added, removed }).toEqual({ added: 1, removed: 1 });
    const db = new DatabaseSync(path, { readOnly: true });
    expect(db.prepare("SELECT count(*) AS n FROM rows").get()).toEqual({ n: 501 });
    db.close();
  });

  test("added rows join those that are there; one takes the place of its key and first day", async () => {
    const store = storeAt(newPath());
    await loadPrices(store, [price("A", "1.00"), price("B", "2.00")]);
    await loadPrices(
      store,
      [price("A", "1.00", undefined, "2026-06-30"), price("A", "1.10", "2026-07-01")],
      { how: "add" },
    );
    const rows = latest(store);
    expect(priceOf(rows, "A", "2026-06-30")).toEqual(["1.00"]);
    expect(priceOf(rows, "A", "2026-07-01")).toEqual(["1.10"]);
    expect(priceOf(rows, "B")).toEqual(["2.00"]);
  });

  test("a row that overlaps one that is there is refused, and nothing changes", async () => {
    const store = storeAt(newPath());
    await loadPrices(store, [price("A", "1.00")]);
    await expect(
      loadPrices(store, [price("C", "5.00"), price("A", "1.10", "2026-07-01")], { how: "add" }),
    ).rejects.toThrow(
      "prices.ndjson:2: prices 'A' stands at the store already, and two rows are in force from " +
        "2026-07-01 on: end one before the other begins",
    );
    expect(store.versions()).toHaveLength(1);
    expect(priceOf(latest(store), "C")).toEqual([]);
  });

  test("a table that was never loaded is not loaded; one without rows is", async () => {
    const store = storeAt(newPath());
    await loadPrices(store, []);
    const rows = latest(store);
    expect([rows.loaded("prices"), rows.loaded("stock")]).toEqual([true, false]);
    expect([...(rows.all("prices") ?? [])]).toEqual([]);
  });

  test("a table serves the kinds that it was loaded for", async () => {
    const store = storeAt(newPath());
    await loadPrices(store, [price("A", "1.00")], { kinds: ["prices", "offers"] });
    expect(Object.keys(store.pins("offers"))).toEqual(["prices"]);
    expect(Object.keys(store.pins("other"))).toEqual([]);
  });
});

// Rows that are refused, and what is said; each row stands on its line.
const refused: readonly [string, JsonObject[], PriceLoad, ...string[]][] = [
  ["a field is absent", [{ sku: "A" }], {}, "prices.ndjson:1: price: found nothing, a decimal"],
  [
    "a field is no decimal",
    [price("A", "1.00"), { sku: "B", price: "much" }],
    {},
    'prices.ndjson:2: price: found "much"',
  ],
  [
    "a misspelt field",
    [{ sku: "A", prise: "1.00" }],
    {},
    "prices.ndjson:1: there is no field 'prise', did you mean 'price'?",
  ],
  [
    "an end before its beginning",
    [price("A", "1.00", "2026-02-01", "2026-01-01")],
    {},
    "prices.ndjson:1: valid_to is before valid_from",
  ],
  [
    "two rows in force on one day",
    [
      price("A", "1.00", "2026-01-01", "2026-06-30"),
      price("B", "1.00"),
      price("A", "2.00", "2026-06-30"),
    ],
    {},
    "prices.ndjson:3: prices 'A' stands at prices.ndjson:1 already, and two rows are in force from 2026-06-30 on",
  ],
  // One long row that holds two short ones: both are told.
  [
    "a long row over two short ones",
    [
      price("A", "1", "2026-01-01", "2026-12-31"),
      price("A", "2", "2026-02-01", "2026-02-10"),
      price("A", "3", "2026-05-01", "2026-05-10"),
    ],
    {},
    "prices.ndjson:2: prices 'A' stands at prices.ndjson:1",
    "prices.ndjson:3: prices 'A' stands at prices.ndjson:1",
  ],
  [
    "a row twice",
    [{ key: "x" }, { key: "x" }],
    { table: "odd" },
    "prices.ndjson:2: odd 'x' stands at prices.ndjson:1 already, and a key has one row",
  ],
  [
    "a key of too many rows",
    Array.from({ length: 10_001 }, (_, n) => ({ sku: "A", site: `S${n}` })),
    { table: "stock" },
    "stock 'A' has more than 10000 rows",
  ],
];

test.each(refused)("refused: %s", async (_, rows, load, ...messages) => {
  const store = storeAt(newPath());
  const error: Error = await loadPrices(store, rows, load).then(
    () => new Error("it was loaded"),
    (refusal) => refusal,
  );
  for (const message of messages) expect(error.message).toContain(message);
  expect(store.versions()).toEqual([]);
});

test("a hundred mistakes are told, and how many more there are", async () => {
  const store = storeAt(newPath());
  const rows = Array.from({ length: 250 }, () => ({ sku: "A" }));
  const error: Error = await loadPrices(store, rows).then(
    () => new Error("it was loaded"),
    (refusal) => refusal,
  );
  expect(error.message.split("\n")).toHaveLength(102);
  expect(error.message).toContain("prices.ndjson:100: ");
  expect(error.message).toContain("and 150 more");
});

describe("what goes wrong", () => {
  test("a source that breaks off leaves the version before", async () => {
    const store = storeAt(newPath());
    await loadPrices(store, [price("A", "1.00")]);
    const breaking = store.load({
      table: "prices",
      subject: priceSubject,
      kinds: ["prices"],
      how: "replace",
      rows: (async function* () {
        yield [{ place: { file: "x", line: 1 }, value: price("B", "1.00") }];
        throw new Error("the cable was pulled");
      })(),
      sources: ["x"],
      loadedAt: "2026-11-22T00:00:00.000Z",
    });
    await expect(breaking).rejects.toThrow("the cable was pulled");
    expect(priceOf(latest(store), "A")).toEqual(["1.00"]);
    expect(await loadPrices(store, [price("B", "1.00")])).toMatchObject({ number: 2 });
  });

  test("a load that is killed leaves the version before, and the next one succeeds", async () => {
    const path = newPath();
    const store = storeAt(path);
    await loadPrices(store, [price("A", "1.00")]);
    store.close();
    const child = spawn(process.execPath, ["--input-type=module", "-e", endlessLoad(path)], {
      cwd: repository,
      stdio: ["ignore", "pipe", "inherit"],
    });
    await once(child.stdout, "data");
    child.kill("SIGKILL");
    await once(child, "close");
    const after = storeAt(path);
    expect(after.versions()).toHaveLength(1);
    expect(priceOf(latest(after), "A")).toEqual(["1.00"]);
    expect(await loadPrices(after, [price("B", "1.00")])).toMatchObject({ number: 2 });
  });

  test("a load for which there is no room leaves the version before", async () => {
    const path = newPath();
    const store = storeAt(path);
    await loadPrices(store, [price("A", "1.00")]);
    store.close();
    const { status, stderr } = spawnSync(
      "bash",
      // Files may grow to 256 kB: what a full disk is to a load of megabytes.
      [
        "-c",
        `ulimit -f 256; exec "$0" --input-type=module -e "$1"`,
        process.execPath,
        largeLoad(path),
      ],
      { cwd: repository, encoding: "utf8" },
    );
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: expect.stringMatching(/store\.sqlite cannot be used: .*room/),
    });
    const after = storeAt(path);
    expect(after.versions()).toHaveLength(1);
    expect(priceOf(latest(after), "A")).toEqual(["1.00"]);
  });

  test("rows and loads cannot be taken out or changed, by whatever program", async () => {
    const path = newPath();
    await loadPrices(storeAt(path), [price("A", "1.00")]);
    const db = new DatabaseSync(path);
    for (const statement of [
      "DELETE FROM rows",
      "UPDATE rows SET row = '{}'",
      "UPDATE rows SET added = 9, removed = 10",
      "DELETE FROM loads",
      "UPDATE loads SET digest = ''",
    ])
      expect(() => db.exec(statement)).toThrow(/only ever added|changes once/);
    db.close();
  });

  test("who reads a version goes on reading it while others are loaded", async () => {
    const path = newPath();
    const writer = storeAt(path);
    await loadPrices(writer, [price("A", "1.00"), price("B", "1.00")]);
    const reader = latest(storeAt(path, true));
    expect(priceOf(reader, "A")).toEqual(["1.00"]);
    const going = reader.all("prices")?.[Symbol.iterator]();
    going?.next();
    await loadPrices(writer, [price("A", "2.00"), price("B", "2.00")]);
    expect(priceOf(reader, "B")).toEqual(["1.00"]);
    expect(going?.next().value).toMatchObject({ sku: "B", price: "1.00" });
    expect([...(reader.all("prices") ?? [])].map((row) => row["price"])).toEqual(["1.00", "1.00"]);
    reader.settle();
  });

  test("a store that is cut off while it is read is told, and told again when it is settled", async () => {
    const path = newPath();
    const writer = storeAt(path);
    await loadPrices(
      writer,
      Array.from({ length: 20_000 }, (_, n) => price(`S${n}`, "1.00")),
    );
    writer.close();
    const reader = latest(storeAt(path, true));
    expect(priceOf(reader, "S1")).toEqual(["1.00"]);
    truncateSync(path, 8192);
    expect(() => {
      for (let n = 0; n < 20_000; n += 7) reader.find("prices", `S${n}`, undefined);
    }).toThrow(/store.sqlite cannot be used: /);
    expect(() => reader.settle()).toThrow(expect.objectContaining({ code: "unavailable" }));
  });

  test("a store in the place of another one is refused", async () => {
    const [path, other] = [newPath(), newPath()];
    const store = storeAt(path);
    await loadPrices(store, [price("A", "1.00")]);
    const pins = store.pins("prices");
    store.close();
    const changed = storeAt(other);
    await loadPrices(changed, [price("A", "7.00")]);
    changed.close();
    copyFileSync(other, path);
    expect(() => storeAt(path, true).rows(pins, priceSubject)).toThrow(
      "store.sqlite no longer has the version of prices that this run began with: begin it again",
    );
  });

  test("what is no store of ours is refused", () => {
    const path = newPath();
    writeFileSync(path, "sku,price\nA,1.00\n".repeat(100));
    expect(() => storeAt(path, true)).toThrow("store.sqlite cannot be used: it is no database");
    const foreign = newPath();
    const db = new DatabaseSync(foreign);
    db.exec("CREATE TABLE customers (id)");
    db.close();
    for (const readOnly of [true, false])
      expect(() => storeAt(foreign, readOnly)).toThrow(
        "is a database, but no store of reference tables",
      );
    expect(() => storeAt(join(folderWith(), "none.sqlite"), true)).toThrow("cannot be opened");
  });
});

/** A process that loads more rows than 256 kB hold. */
const largeLoad = (path: string): string => `
import { openStore } from "./lib/adapters/sqlite/reference-store.ts";
import { loadPrices } from "./test/support/price-store.ts";
const store = openStore(${JSON.stringify(path)}, "store.sqlite", { readOnly: false });
const rows = Array.from({ length: 10000 }, (_, n) => ({ sku: "K" + n, price: "1.00" }));
await loadPrices(store, rows).catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
`;

/** A process that loads rows until it is killed; it tells when it has begun. */
const endlessLoad = (path: string): string => `
import { openStore } from "./lib/adapters/sqlite/reference-store.ts";
import { priceSubject } from "./test/support/price-tables.ts";
const store = openStore(${JSON.stringify(path)}, "store.sqlite", { readOnly: false });
async function* rows() {
  for (let n = 0; ; n++) {
    yield [{ place: { file: "x", line: n }, value: { sku: "K" + n, price: "1.00" } }];
    if (n === 2000) console.log("begun");
    if (n % 1000 === 0) await new Promise((go) => setTimeout(go, 1));
  }
}
await store.load({ table: "prices", subject: priceSubject, kinds: ["prices"], how: "replace",
  rows: rows(), sources: ["x"], loadedAt: "2026-11-22T00:00:00.000Z" });
`;

describe("a store and files in memory", () => {
  const day = fc.option(fc.integer({ min: 20_000, max: 20_040 }), { nil: undefined });
  const row = fc.record({
    sku: fc.constantFrom("A", "B", "Ä", "\u{1f600}", "\uffee", "a|b"),
    price: fc.constantFrom("1.00", "2.5", "3"),
    from: day,
    to: day,
  });
  const dayText = (at: number | undefined) => (at === undefined ? undefined : formatDate(at));
  const rowOf = (drawn: {
    readonly sku: string;
    readonly price: string;
    readonly from: number | undefined;
    readonly to: number | undefined;
  }) => price(drawn.sku, drawn.price, dayText(drawn.from), dayText(drawn.to));

  test("refuse the same rows, and otherwise answer alike and have one digest", async () => {
    const outcomes = { refused: 0, loaded: 0 };
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 8 }), async (drawn) => {
        const rows = drawn.map(rowOf);
        const placed = rows.map((value, i) => ({
          place: { file: "prices.ndjson", line: i + 1 },
          value,
        }));
        const store = openStore(":memory:", "store.sqlite", { readOnly: false });
        const stored = await loadPrices(store, rows).catch((error: Error) => error);
        const load = () => loadTables(priceSubject, [{ table: "prices", rows: placed }]);
        if (stored instanceof Error) {
          outcomes.refused++;
          expect(load).toThrow(stored.message);
        } else {
          outcomes.loaded++;
          const [memory, kept] = [load(), latest(store)];
          expect(memory.digest("prices")).toBe(stored.digest);
          expect([...(kept.all("prices") ?? [])]).toEqual([...(memory.all("prices") ?? [])]);
          for (const key of ["A", "B", "Ä", "\u{1f600}", "\uffee", "a\\|b", "none"])
            for (const on of [undefined, 19_999, 20_000, 20_020, 20_040, 20_041])
              expect(kept.find("prices", key, on)).toEqual(memory.find("prices", key, on));
        }
        store.close();
      }),
      { numRuns: Math.min(300, tries(300)) },
    );
    expect(outcomes.refused).toBeGreaterThan(0);
    expect(outcomes.loaded).toBeGreaterThan(0);
  });
});
