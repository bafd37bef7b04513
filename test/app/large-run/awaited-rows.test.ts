import { expect, test } from "@jest/globals";
import { fetchedRows } from "../../../lib/app/large-run/awaited-rows.ts";
import type { ReferenceTables } from "../../../lib/app/ports.ts";
import { withRows } from "../../../lib/app/run/rows-read.ts";
import type { Context } from "../../../lib/core/context.ts";
import { rowUnder } from "../../../lib/core/expression/runtime/maps-and-rows.ts";
import { bill, contextOf } from "../../support/small-engine.ts";

const context = contextOf();

/** A store in which the row of each product names the next one; every call is noted. */
function chain() {
  const calls: string[][] = [];
  const references: ReferenceTables = {
    loaded: async () => new Set(["products"]),
    rows: async (keys) => {
      calls.push(keys.map(({ key }) => key));
      return keys
        .filter(({ key }) => key !== "none")
        .map(({ table, key }) => ({ table, key, rows: [{ sku: key, status: `${key}+` }] }));
    },
  };
  return { calls, rows: fetchedRows(references, bill, new Set(["products"])) };
}

/** Follows so many rows from one to the next, as a rule of nested look-ups does. */
const follow =
  (steps: number) =>
  ({ rows }: Context): string => {
    let key = "a";
    for (let step = 0; step < steps; step++)
      key = String(rows.find("products", key, undefined)[0]?.["status"] ?? "none");
    return key;
  };

test("work is done again until every row that it looks for is there, and each is fetched once", async () => {
  const { calls, rows } = chain();
  expect(await withRows({ rows, context }, follow(3))).toBe("a+++");
  expect(await withRows({ rows, context }, follow(2))).toBe("a++");
  // What was looked for with a row missing leads to a key that has none: it is fetched, and not told.
  expect(calls).toEqual([["a", "none"], ["a+"], ["a++"]]);
  expect([...rows.read()].map(({ key, rows: count }) => [key, count])).toEqual([
    ["a", 1],
    ["a+", 1],
    ["a++", 1],
  ]);
});

test("generated code remembers no row as absent that was only not fetched yet", async () => {
  const { rows } = chain();
  const statusOf = (at: Context): unknown => rowUnder(at, "products", "a", undefined);
  for (const _ of [1, 2])
    expect(await withRows({ rows, context }, statusOf)).toEqual({ sku: "a", status: "a+" });
  // It is told as read, though it was remembered the second time.
  expect([...rows.read()].map(({ key }) => key)).toEqual(["a"]);
});

test("rows that lead to further rows without end are not followed for ever", async () => {
  const { rows } = chain();
  await expect(withRows({ rows, context }, follow(30))).rejects.toMatchObject({
    code: "unavailable",
    message: "look-ups lead to further look-ups more than 8 times",
  });
});

test("what was read is told by table, key and rows, in whatever order a store gives them", async () => {
  const digests = [0, 1].map(async (turn) => {
    const two = [
      { number: "1", total: "2" },
      { total: "3", number: "1" },
    ];
    const given = turn === 0 ? two : two.toReversed();
    const references: ReferenceTables = {
      loaded: async () => new Set(["archive"]),
      rows: async () => [{ table: "archive", key: "1", rows: given }],
    };
    const rows = fetchedRows(references, bill, new Set(["archive"]));
    await withRows({ rows, context }, (at) => at.rows.find("archive", "1", undefined).length);
    return [...rows.read()].map(({ digest }) => digest);
  });
  const [one, other] = await Promise.all(digests);
  expect(one).toEqual(other);
  expect(one?.[0]).toMatch(/^[0-9a-f]{64}$/);
});
