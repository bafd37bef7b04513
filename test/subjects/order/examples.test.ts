import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readReferenceFolder } from "../../../lib/adapters/files/reference-folder.ts";
import { compileRuleset } from "../../../lib/core/compile-ruleset.ts";
import type { JsonObject } from "../../../lib/core/expression/value.ts";
import { judgeAll } from "../../../lib/core/judge-all.ts";
import type { Reading } from "../../../lib/core/record.ts";
import type { ReferenceRows } from "../../../lib/core/subject.ts";
import { orderSubject } from "../../../lib/subjects/order/index.ts";
import { repository } from "../../support/house.ts";
import { rulesetFiles } from "./ruleset-files.ts";

const compiled = compileRuleset({ files: rulesetFiles("order"), subject: orderSubject });
const folder = join(repository, "examples", "order");
const read = (name: string): string => readFileSync(join(folder, name), "utf8");

const noTables: ReferenceRows = { loaded: () => false, find: () => [], all: () => [] };

/** What becomes of each order, with the rules that block or hold it. */
function verdictsOf(orders: readonly JsonObject[], rows: ReferenceRows) {
  if (!compiled.ok) throw new Error("the order pack does not compile");
  const readings = orders.map(
    (value, index): Reading => ({
      kind: "record",
      position: { file: 0, offset: index },
      place: { file: "orders", line: index + 1 },
      value,
      digest: String(index),
    }),
  );
  const report = judgeAll(compiled.plan, readings, {
    gate: "order",
    businessAt: "2026-11-21T12:00:00Z",
    zone: "Europe/Tallinn",
    stage: "intake",
    rows,
    unsupplied: [],
    requiredTables: [],
  });
  return orders.map(({ order_number: key }) => {
    const verdict = report.held.find((held) => held.key === key)?.verdict ?? "pass";
    const rules = report.violations
      .filter(({ record, severity }) => record?.key === key && severity !== "warn")
      .map(({ rule }) => rule);
    return [key, verdict, [...new Set(rules)].join(" ")];
  });
}

const orders = read("orders.ndjson")
  .trimEnd()
  .split("\n")
  .map((line) => JSON.parse(line));

test("the example orders give a pass, a hold and a block before any table is loaded", () => {
  expect(verdictsOf(orders, noTables)).toEqual([
    ["B-2001", "pass", ""],
    ["B-2002", "hold", "ORD-62"],
    ["N-4001", "hold", "ORD-02"],
    ["O-5001", "block", "ORD-18 ORD-24 ORD-26 ORD-30"], // spirits; two wait for their tables
    ["B-2003", "block", "ORD-01 ORD-10"],
    ["B-2004", "block", "ORD-10"],
    ["B-2005", "pass", ""],
  ]);
});

test("with the example tables the spirits are blocked for the age, and a consumer's order passes", async () => {
  const rows = await readReferenceFolder("reference", folder, orderSubject);
  const consumer = JSON.parse(read("consumer.json"));
  expect(verdictsOf([orders[3], consumer], rows)).toEqual([
    ["O-5001", "block", "ORD-06 ORD-18 ORD-24 ORD-30"],
    ["O-1001", "pass", ""],
  ]);
});

test.each([
  ["pass.json", "pass"],
  ["hold.json", "hold"],
  ["block.json", "block"],
])("%s gives a %s", (name, verdict) => {
  expect(verdictsOf([JSON.parse(read(name))], noTables)[0]?.[1]).toBe(verdict);
});
