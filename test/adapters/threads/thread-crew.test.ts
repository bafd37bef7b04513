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
import type { Plan } from "../../../lib/core/index.ts";
import { billPlan } from "../../support/bill-rules.ts";
import { billsAndPayments, joiningRules } from "../../support/bills-and-payments.ts";
import { compileSmall, contextOf } from "../../support/small-engine.ts";
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

/** A submission in files of the folder. */
interface Submitted {
  readonly plan: Plan;
  readonly files: readonly string[];
  readonly format: "ndjson" | "json";
}

const bills: Submitted = { plan, files: ["bills.ndjson"], format: "ndjson" };

/** Judges files in parts, by whatever crew. */
async function run(
  crewOf: (workshop: Workshop, setup: WorkerSetup) => Crew,
  { plan, files, format }: Submitted = bills,
) {
  const sources = files.map((name) => fileSource(join(folder, name), name));
  const found = sources.map((source) => ({
    name: source.name,
    sizeBytes: source.stamp.sizeBytes,
    source,
    open: (range?: { readonly start: number; readonly end: number }) => readSource(source, range),
  }));
  const { inputs, parts } = await planParts(found, { partBytes: 10_000 });
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
    inputs: sources.map((source) => ({ source, format })),
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

  test("records of several kinds meet, whichever thread has read each", async () => {
    const files = Array.from({ length: 12 }, (_, part) => {
      const numbers = Array.from({ length: 40 }, (_, i) => `N-${part * 40 + i}`);
      const list = {
        // What a bill is paid with, and reminded of, stands in other files.
        bills: numbers.map((number) => ({ number, total: "2.00", currency: "EUR" })),
        payments: numbers.map((_, i) => ({
          id: `P-${part}-${i}`,
          bill: `N-${(part * 71 + i * 7) % 480}`,
          paid: i % 3 === 0 ? "1.00" : "2.00",
        })),
        reminders: numbers.slice(0, 5).map((bill, i) => ({
          id: `R-${part}-${i}`,
          bill: bill.replace(/7$/, "8"),
          fee: "2.50",
        })),
      };
      const name = `mixed-${String(part).padStart(2, "0")}.json`;
      const text = JSON.stringify(list);
      writeFileSync(join(folder, name), text);
      return [name, text] as const;
    });
    const plan = compileSmall({ rules: joiningRules, subject: billsAndPayments });
    const mixed: Submitted = { plan, files: files.map(([name]) => name), format: "json" };
    const [alone, found] = [await run(ownCrew, mixed), await run(threads(3), mixed)];
    expect(alone.parts).toBeGreaterThan(3);
    expect(JSON.stringify(found.report)).toBe(JSON.stringify(alone.report));
    const whole = await inOnePiece({ plan, context, bounds, files });
    expect(JSON.stringify(alone.report)).toBe(JSON.stringify(whole));
    expect(whole.violations.filter(({ others }) => others?.length).length).toBeGreaterThan(50);
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
