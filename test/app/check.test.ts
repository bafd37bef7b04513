import { join } from "node:path";
import { readRulesetFiles } from "../../lib/adapters/files/named-folders.ts";
import { businessInstant } from "../../lib/app/business-instant.ts";
import { type CheckCommand, check } from "../../lib/app/check.ts";
import { parseGate } from "../../lib/app/gate.ts";
import { noTables } from "../../lib/app/loaded-tables.ts";
import { reportSchema, reportSchemaText } from "../../lib/app/report-schema.ts";
import { memoryScratch } from "../../lib/app/run/memory-scratch.ts";
import { submissionHeader } from "../../lib/app/run/submission-header.ts";
import { compileRuleset } from "../../lib/core/compile-ruleset.ts";
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

/** Parts of so many readings each. */
function inParts(all: readonly Reading[], size: number): Pick<CheckCommand, "parts" | "read"> {
  const count = Math.ceil(all.length / size);
  return {
    parts: Array.from({ length: count }, (_, number) => ({
      number,
      file: 0,
      files: 1,
      range: { start: number * size, end: (number + 1) * size },
      startLine: 1,
      sizeBytes: 1,
    })),
    read: ({ number }) => ({
      lines: () => 0,
      batches: (async function* () {
        yield all.slice(number * size, (number + 1) * size);
      })(),
    }),
  };
}

const command = (more: Partial<CheckCommand>): CheckCommand => ({
  gate,
  plan: compiled.plan,
  ...inParts(readings(4), 4),
  scratch: memoryScratch(),
  header: {},
  rows: noTables,
  businessAt: "2026-11-22T10:00:00Z",
  unsupplied: [],
  ...more,
});

test("the report does not depend on how the input was cut into parts", async () => {
  const all = readings(3000);
  const [whole, ...others] = await Promise.all(
    [3000, 7, 999, 1000, 1001].map((size) => check(command(inParts(all, size)))),
  );
  for (const other of others) expect(other.report).toEqual(whole?.report);
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
  expect((await check(command(inParts(readings(20), 5)))).records).toHaveLength(20);
  expect(await check(command(inParts(readings(21), 5)))).not.toHaveProperty("records");
});

test("no records, whether in no part or in empty ones, are held", async () => {
  const empty = { ...inParts([], 1), parts: [{ number: 0, file: 0, files: 1, sizeBytes: 0 }] };
  for (const parts of [inParts([], 1), empty]) {
    const { report } = await check(command(parts));
    expect(report).toMatchObject({ verdict: "hold", counts: { received: 0 } });
  }
});

test("what is not passed is told whole, in order, however short the lists of the report are", async () => {
  const bounds = { violationsMax: 2, heldMax: 3, unreadableMax: 0 };
  const { report, notPassed } = await check(command({ ...inParts(readings(400), 7), bounds }));
  expect([report.violations.length, report.held.length, report.heldOmitted]).toEqual([2, 3, 197]);
  const places = [...notPassed()].map(({ position }) => position.offset);
  expect(places).toEqual(Array.from({ length: 200 }, (_, i) => 4 * (i >> 1) + 1 + (i % 2)));
});

test("a report fits its schema, and the schema that is published is the one that is checked", async () => {
  const { report } = await check(command(inParts(readings(40), 9)));
  expect(reportSchema.parse(JSON.parse(JSON.stringify(report)))).toEqual(
    JSON.parse(JSON.stringify(report)),
  );
  expect(reportSchema.safeParse({ ...report, extra: 1 }).success).toBe(false);
  expect(sourceOf("schemas/report.schema.json")).toBe(reportSchemaText());
});

describe("headers", () => {
  const web = '{"source_system": "web", "orders": []}';
  const records = `[${orderLine("PASS-1")}]`;
  /** JSON documents, in order. */
  const files = (...texts: readonly string[]) =>
    texts.map((text, i) => ({
      name: i === 0 ? "first.json" : `${i}.json`,
      isReopenable: true,
      open: () => [Buffer.from(text)],
    }));
  const withRecords = (source: string): string =>
    `{"source_system": "${source}", "orders": ${records}}`;

  test.each([
    [[withRecords("web")]],
    [[withRecords("web"), records]],
    [[withRecords("web"), withRecords("web")]],
    [[web, records, records]],
    [[web, `{"orders": ${records}}`]],
    [[withRecords("web"), `{"orders": ${records}}`]],
    [["{}", records]],
    [[orderLine("PASS-1"), orderLine("PASS-2")]],
  ])("%j are one", async (texts) => {
    const header = await submissionHeader(files(...texts), { subject: orderSubject });
    expect(header).toEqual(texts[0]?.includes("web") ? { source_system: "web" } : {});
  });

  test.each([
    [[withRecords("web"), withRecords("shop")]],
    // Judged already, without what the second file says.
    [[records, withRecords("web")]],
    [[`{"orders": ${records}}`, withRecords("web")]],
    [[orderLine("PASS-1"), web]],
  ])("%j contradict each other", async (texts) => {
    await expect(
      submissionHeader(files(...texts), { subject: orderSubject }),
    ).rejects.toMatchObject({ code: "invalid" });
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
