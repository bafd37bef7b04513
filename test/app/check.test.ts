import { join } from "node:path";
import { readRulesetFiles } from "../../lib/adapters/files/named-folders.ts";
import { businessInstant } from "../../lib/app/business-instant.ts";
import { type CheckCommand, check } from "../../lib/app/check.ts";
import { parseGate } from "../../lib/app/gate.ts";
import { noTables } from "../../lib/app/loaded-tables.ts";
import { reportSchema, reportSchemaText } from "../../lib/app/report-schema.ts";
import { compileRuleset } from "../../lib/core/compile-ruleset.ts";
import type { JsonObject } from "../../lib/core/expression/value.ts";
import type { Reading } from "../../lib/core/record.ts";
import { orderSubject } from "../../lib/subjects/order/index.ts";
import { orderLine } from "../support/cli.ts";
import { repository, sourceOf } from "../support/house.ts";

const folder = join(repository, "test/support/shop");
const compiled = compileRuleset({
  files: readRulesetFiles(join(folder, "rulesets/shop"), folder, { cases: false }),
  subject: orderSubject,
});
if (!compiled.ok) throw new Error("the shop's rules are wrong");
const gate = parseGate(sourceOf("test/support/shop/gates/shop.yaml"), "shop.yaml");

const reading = (number: string, offset: number): Reading => ({
  kind: "record",
  position: { file: 0, offset },
  place: { file: "orders", line: offset + 1 },
  value: JSON.parse(orderLine(number)),
  digest: `${offset}`,
});

const numbers = ["PASS-1", "HOLD-1", "BLOCK-1", "WARN-1"];
const readings = (count: number): readonly Reading[] =>
  Array.from({ length: count }, (_, i) => reading(`${numbers[i % 4]}${i}`, i));

async function* inBatches(all: readonly Reading[], size: number) {
  for (let at = 0; at < all.length; at += size) yield all.slice(at, at + size);
}

const command = (more: Partial<CheckCommand>): CheckCommand => ({
  gate,
  plan: compiled.plan,
  read: () => inBatches(readings(4), 4),
  rows: noTables,
  businessAt: "2026-11-22T10:00:00Z",
  unsupplied: [],
  ...more,
});

test("the report does not depend on how the input was cut into batches and chunks", async () => {
  const all = readings(3000);
  const [whole, ...others] = await Promise.all(
    [3000, 1, 7, 999, 1000, 1001].map((size) =>
      check(command({ read: () => inBatches(all, size) })),
    ),
  );
  for (const other of others) expect(other).toEqual(whole);
  expect(whole?.report.counts).toEqual({
    received: 3000,
    passed: 1500,
    held: 750,
    blocked: 750,
    unreadable: 0,
  });
});

test("records are told one by one where there are at most twenty", async () => {
  const { records } = await check(command({}));
  expect(records?.map(({ key }) => key)).toEqual(["PASS-10", "HOLD-11", "BLOCK-12", "WARN-13"]);
  expect(await check(command({ read: () => inBatches(readings(21), 5) }))).not.toHaveProperty(
    "records",
  );
});

test("no records, whether in no batch or in empty ones, are held", async () => {
  for (const batches of [[], [[]], [[], []]] as const) {
    const read = async function* () {
      yield* batches;
    };
    const { report } = await check(command({ read }));
    expect(report).toMatchObject({ verdict: "hold", counts: { received: 0 } });
  }
});

test("a report fits its schema, and the schema that is published is the one that is checked", async () => {
  const { report } = await check(command({ read: () => inBatches(readings(40), 9) }));
  expect(reportSchema.parse(JSON.parse(JSON.stringify(report)))).toEqual(
    JSON.parse(JSON.stringify(report)),
  );
  expect(reportSchema.safeParse({ ...report, extra: 1 }).success).toBe(false);
  expect(sourceOf("schemas/report.schema.json")).toBe(reportSchemaText());
});

describe("headers", () => {
  /** Files with the header of each, if it has one. */
  const files = (...headers: readonly (JsonObject | undefined)[]): CheckCommand["read"] =>
    async function* (onHeader) {
      for (const [file, header] of headers.entries()) {
        if (header) onHeader(header);
        yield [reading(`PASS-${file}`, file)];
      }
    };

  test.each([
    [[{ source_system: "web" }]],
    [[{ source_system: "web" }, undefined]],
    [[{ source_system: "web" }, { source_system: "web" }]],
    [[undefined, undefined]],
    [[{}, undefined]],
  ])("%j are one", async (headers) => {
    expect((await check(command({ read: files(...headers) }))).report.counts.received).toBe(
      headers.length,
    );
  });

  test.each([
    [[{ source_system: "web" }, { source_system: "shop" }]],
    // Judged already, without what the second file says: whatever the chunks were.
    [[undefined, { source_system: "web" }]],
  ])("%j contradict each other", async (headers) => {
    await expect(check(command({ read: files(...headers) }))).rejects.toMatchObject({
      code: "invalid",
    });
  });
});

// What a person names as business date, in which zone, and the instant it is.
test.each([
  ["2026-11-22", "Europe/Tallinn", "2026-11-22T21:59:59Z"],
  ["2026-06-30", "Europe/Tallinn", "2026-06-30T20:59:59Z"], // summer time
  ["2026-12-31", "UTC", "2026-12-31T23:59:59Z"],
  ["2026-11-22T10:00:00+02:00", "Europe/Tallinn", "2026-11-22T10:00:00+02:00"],
])("as of %s in %s is %s", (text, zone, instant) => {
  expect(businessInstant(text, zone)).toBe(instant);
});

test.each(["yesterday", "2026-02-30", "22.11.2026", "", "2026-11-22T10:00:00"])(
  "as of %j is refused",
  (text) => {
    expect(() => businessInstant(text, "UTC")).toThrow(/neither a day/);
  },
);
