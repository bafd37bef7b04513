import { expect, test } from "@jest/globals";
import { GateError } from "../../lib/app/errors.ts";
import { type History, historyOf, historySizeMax, parseHistory } from "../../lib/app/history.ts";
import type { JsonObject } from "../../lib/core/index.ts";
import { bill, compileSmall } from "../support/small-engine.ts";

const plan = compileSmall({
  rules: [{ scope: "run", must: "aggregates.gross > 0.00" }],
  header: {
    aggregates: {
      gross: "records.sum(r, r.total)",
      by_currency: "records.sumBy(r, r.currency, r.total)",
      last_day: "records.max(r, r.issued)",
    },
  },
  subject: { ...bill, history: ["period"] },
});

const run = (more: JsonObject = {}): JsonObject => ({
  run: { period: "monthly", total: "12.00" },
  released_on: "2026-10-02",
  aggregates: { gross: "12.00", by_currency: { EUR: "12.00" }, last_day: "2026-09-30" },
  ...more,
});

const fileOf = (...runs: readonly JsonObject[]): JsonObject => ({
  schema: "holdpoint/history/1",
  subject: "bill",
  runs,
});

const read = (file: unknown): History =>
  parseHistory(Buffer.from(typeof file === "string" ? file : JSON.stringify(file)), "h.json", plan);

function refusal(file: unknown): string {
  try {
    read(file);
  } catch (error) {
    if (error instanceof GateError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return "read";
}

test("runs are read oldest first, and those that were not released do not count", () => {
  const held = run({ released_on: null });
  const { runs } = read(
    fileOf(run(), held, run({ released_on: "2026-11-02", content_hash: "a1" })),
  );
  expect(runs.map(({ released_on }) => released_on)).toEqual(["2026-10-02", "2026-11-02"]);
  expect(runs[1]?.content_hash).toBe("a1");
  expect(runs[0]?.aggregates).toEqual(run()["aggregates"]);
});

test("figures that nobody could count, and those of other rule sets, are left out", () => {
  const aggregates = { gross: "unknown", clicks_total: "9", by_currency: { EUR: "1.00" } };
  expect(read(fileOf(run({ aggregates }))).runs[0]?.aggregates).toEqual({
    by_currency: { EUR: "1.00" },
  });
});

test("the digest tells other figures apart, not other ways to write them", () => {
  const file = fileOf(run());
  const turned = JSON.stringify({ ...file, subject: null }, null, 2);
  expect(read(turned).digest).toBe(read(file).digest);
  expect(read(fileOf(run(), run({ released_on: null }))).digest).toBe(read(file).digest);
  const other = run({ aggregates: { gross: "12.01" } });
  expect(read(fileOf(other)).digest).not.toBe(read(file).digest);
  expect(historyOf(read(file).runs).digest).toBe(read(file).digest);
});

// What is wrong with a file, and what is said of it.
test.each<[unknown, string]>([
  ["", "line 1, column 1: found the end"],
  ["[]", "is no history of runs"],
  ['{"schema": }', "line 1, column 12"],
  ['{"schema":\n "holdpoint/history/1",\n "runs": [,]}', "line 3"],
  ['{"runs": [], "runs": []}', "runs"],
  [{ runs: [] }, 'h.json#/schema: is not there, but must be "holdpoint/history/1"'],
  [{ ...fileOf(), schema: "holdpoint/history/2" }, '#/schema: "holdpoint/history/2", but must be'],
  [{ ...fileOf(), subject: "order" }, "#/subject: \"order\", but these are runs of 'bill'"],
  [{ schema: "holdpoint/history/1" }, "#/runs: is not there, but must be a list"],
  [{ ...fileOf(), run: [] }, "#/run: is not known here, did you mean 'runs'?"],
  [fileOf(run({ released: "2026-10-02" })), "#/runs/0/released: is not known here"],
  [
    fileOf(run({ released_on: "02.10.2026" })),
    '#/runs/0/released_on: "02.10.2026", but must be a date',
  ],
  [fileOf(run({ content_hash: 7 })), "#/runs/0/content_hash: 7, but must be a text"],
  [fileOf(run({ run: null })), "#/runs/0/run: is not there, but must be the header of the run"],
  [fileOf(run({ run: { total: "1.00" } })), "#/runs/0/run/period: is not there"],
  [fileOf(run({ run: { period: "monthly", total: "much" } })), "#/runs/0/run/total: "],
  [
    fileOf(run({ run: { period: "monthly", totl: "1.00" } })),
    "totl: is not known here, did you mean 'total'?",
  ],
  [
    fileOf(run({ aggregates: "12.00" })),
    '#/runs/0/aggregates: "12.00", but must be figures by name',
  ],
  [fileOf(run({ aggregates: { gros: "1.00" } })), "gros: is not known here, did you mean 'gross'?"],
  [
    fileOf(run({ aggregates: { gross: 12 } })),
    '#/runs/0/aggregates/gross: 12: write it as text, "12"',
  ],
  [fileOf(run({ aggregates: { gross: "1e3" } })), "but must be a decimal as text"],
  [fileOf(run({ aggregates: { gross: { EUR: "1.00" } } })), "but must be a decimal as text"],
  [fileOf(run({ aggregates: { by_currency: "1.00" } })), "but must be figures by group"],
  [
    fileOf(run({ aggregates: { by_currency: { "E/R": "x" } } })),
    "#/runs/0/aggregates/by_currency/E~1R: ",
  ],
  [fileOf(run({ aggregates: { last_day: "30.9." } })), "but must be a date as text"],
  [
    fileOf(run({ released_on: "2026-11-01" }), run()),
    "#/runs/1/released_on: 2026-10-02 stands after 2026-11-01",
  ],
  [fileOf("run" as never), '#/runs/0: "run", but must be an object'],
])("%j is refused", (file, says) => {
  expect(refusal(file)).toMatch(/^invalid: /);
  expect(refusal(file)).toContain(says);
});

test("every mistake is told, at most a hundred of them", () => {
  const many = fileOf(...Array.from({ length: 120 }, () => run({ aggregates: { gross: 1 } })));
  expect(refusal(many)).toContain("and 20 more");
  expect(refusal(many).split("\n")).toHaveLength(102);
});

test("what is too large to be a history is not read", () => {
  const bytes = new Uint8Array(historySizeMax + 1);
  expect(() => parseHistory(bytes, "h.json", plan)).toThrow("h.json is larger than 64 MiB");
});
