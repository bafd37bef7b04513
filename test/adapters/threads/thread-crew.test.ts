import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import { fileSource, readSource } from "../../../lib/adapters/files/input-source.ts";
import { folderScratch } from "../../../lib/adapters/files/spill-folder.ts";
import { threadCrew } from "../../../lib/adapters/threads/thread-crew.ts";
import type { WorkerSetup } from "../../../lib/adapters/threads/worker-setup.ts";
import { noTables } from "../../../lib/app/loaded-tables.ts";
import { type Crew, ownCrew } from "../../../lib/app/run/crew.ts";
import { planParts } from "../../../lib/app/run/plan-parts.ts";
import { partReader } from "../../../lib/app/run/read-part.ts";
import { runParts } from "../../../lib/app/run/run-parts.ts";
import type { Workshop } from "../../../lib/app/run/workshop.ts";
import { billPlan } from "../../support/bill-rules.ts";
import { contextOf } from "../../support/small-engine.ts";
import { inOnePiece } from "../../support/submission-in-parts.ts";

const folder = mkdtempSync(join(tmpdir(), "holdpoint-crew-"));
afterAll(() => rmSync(folder, { recursive: true }));

const plan = billPlan();
// Tables are opened by each worker for itself: here there are none.
const context = {
  ...contextOf({ run: { total: "100", count: 20 }, seed: "5eed" }),
  rows: noTables,
};
const bounds = { violationsMax: 100, heldMax: 100, unreadableMax: 100 };
const lines = Array.from({ length: 2000 }, (_, i) =>
  i % 97 === 5
    ? '{"number": '
    : JSON.stringify({
        number: `N-${i % 1990}`,
        note: i % 31 === 0 ? "shared" : `note ${i}`,
        total: `${(i % 700) - 3}.50`,
        serial: i,
        currency: "EUR",
      }),
);
const text = `${lines.join("\n")}\n`;
const path = join(folder, "bills.ndjson");
writeFileSync(path, text);

const entryFor = (name: string): URL => new URL(`../../support/workers/${name}`, import.meta.url);

/** Judges the file in parts, by whatever crew. */
async function run(crewOf: (workshop: Workshop, setup: WorkerSetup) => Crew) {
  const source = fileSource(path, "bills.ndjson");
  const input = {
    name: source.name,
    sizeBytes: source.stamp.sizeBytes,
    source,
    open: (range?: { readonly start: number; readonly end: number }) => readSource(source, range),
  };
  const { inputs, parts } = await planParts([input], { partBytes: 10_000 });
  const scratch = mkdtempSync(join(folder, "scratch-"));
  const workshop: Workshop = {
    plan,
    context,
    bounds,
    partitions: 4,
    scratch: folderScratch(scratch),
    read: partReader({ inputs, subject: plan.subject }),
  };
  const { rows: _rows, ...sent } = context;
  const crew = crewOf(workshop, {
    plan,
    context: sent,
    locatesEInvoices: false,
    inputs: [{ source, format: "ndjson" }],
    scratch,
    bounds,
    partitions: 4,
  });
  try {
    const ran = await runParts({ workshop, parts, crew });
    return { ...ran, all: [...ran.notPassed()], parts: parts.length, left: readdirSync(scratch) };
  } finally {
    await crew.end();
  }
}

const threads = (size: number, entry?: URL) => (_: Workshop, setup: WorkerSetup) =>
  threadCrew({ size, setup, nameOf: () => "bills.ndjson", ...(entry && { entry }) });

describe("worker threads", () => {
  test.each([1, 2, 3])("%i of them give the report of this thread alone", async (size) => {
    const alone = await run(ownCrew);
    const found = await run(threads(size));
    expect(alone.parts).toBeGreaterThan(10);
    expect(JSON.stringify(found.report)).toBe(JSON.stringify(alone.report));
    expect(found.all).toEqual(alone.all);
    const whole = await inOnePiece({ plan, context, bounds, files: [["bills.ndjson", text]] });
    expect(JSON.stringify(alone.report)).toBe(JSON.stringify(whole));
    expect(found.left.filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });

  test("one that dies leaves its part to another", async () => {
    const alone = await run(ownCrew);
    const found = await run(threads(2, entryFor("dies-once.ts")));
    expect(JSON.stringify(found.report)).toBe(JSON.stringify(alone.report));
  });

  test("what one that died has half written, in whatever pass, is in nobody's way", async () => {
    const alone = await run(ownCrew);
    const found = await run(threads(1, entryFor("dies-writing.ts")));
    expect(JSON.stringify(found.report)).toBe(JSON.stringify(alone.report));
    expect(found.all).toEqual(alone.all);
    const passes = found.left.filter((name) => name.startsWith("died-")).sort();
    expect(passes).toEqual(
      ["collected", "compared", "judged", "merged", "settled"].map((pass) => `died-${pass}`),
    );
  });

  test("a part over which two die fails the run, and is named", async () => {
    await expect(run(threads(2, entryFor("dies.ts")))).rejects.toMatchObject({
      code: "unavailable",
      message: expect.stringMatching(/^bills\.ndjson: 2 worker threads died over it \(it ended\)/),
    });
  });

  test("what a task throws comes through as it is", async () => {
    const missing = (_: Workshop, setup: WorkerSetup) =>
      threads(2)(_, { ...setup, scratch: join(folder, "none") });
    await expect(run(missing)).rejects.toMatchObject({
      name: "GateError",
      code: "unavailable",
      message: expect.stringContaining("cannot write to its folder"),
    });
  });
});
