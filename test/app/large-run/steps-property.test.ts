import { describe, expect, test } from "@jest/globals";
import { boundsDefault, contextOf } from "../../../lib/app/check.ts";
import { canonicalJson } from "../../../lib/app/digest.ts";
import { runHeader } from "../../../lib/app/large-run/run-header.ts";
import type { RunSizes } from "../../../lib/app/large-run/run-sizes.ts";
import type { ConcludedRun, RunRecord } from "../../../lib/app/large-run/run-work.ts";
import { merkleRoot } from "../../../lib/app/pass/merkle.ts";
import { exposureOf, stakesOf } from "../../../lib/app/review/policy/exposure.ts";
import { reviewable } from "../../../lib/app/review/policy/reviewable.ts";
import type { HeldRecord, RecordKind, Report } from "../../../lib/core/index.ts";
import { readSubmission } from "../../../lib/subjects/read-submission.ts";
import { billPlan } from "../../support/bill-rules.ts";
import fc, { tries } from "../../support/fast-check.ts";
import { areDocuments, rowsMapping, submissions } from "../../support/generated-submissions.ts";
import { type MemoryObjects, memoryObjects } from "../../support/memory-objects.ts";
import { all } from "../../support/readings.ts";
import {
  gateOf,
  inDisorder,
  linesOf,
  portsOf,
  startedRun,
  storeOf,
  throughSteps,
  upload,
} from "../../support/run-in-steps.ts";
import {
  bill,
  compileSmall,
  contextOf as contextOfTest,
  rowsOf,
} from "../../support/small-engine.ts";
import { type Given, inOnePiece, inputsOf } from "../../support/submission-in-parts.ts";

/** Each judges a submission whole, and in steps. */
const runs = Math.ceil(tries(500) / 70);

const sizesOf = fc.record({
  partBytes: fc.constantFrom(90, 200, 600),
  partitions: fc.constantFrom(1, 2, 8),
  comparedRecords: fc.integer({ min: 1, max: 40 }),
  groupParts: fc.integer({ min: 1, max: 5 }),
  groupGroups: fc.integer({ min: 2, max: 4 }),
  legBytes: fc.integer({ min: 1, max: 2000 }),
});

type Files = Pick<Given, "files"> & Partial<Given>;

const noRows = { loaded: () => false, find: () => [], all: () => undefined };

/** What the core alone says of it, in one piece. */
async function expected(given: Files, rows = rowsOf({})): Promise<Report> {
  const plan = given.plan ?? billPlan();
  const run = startedRun(plan, given.files, given.mapping && rowsMapping);
  const by = {
    gate: gateOf(plan),
    rows: { ...noRows, loaded: rows.loaded, find: rows.find },
    businessAt: run.judging?.receivedAt ?? "",
    unsupplied: given.mapping?.unsupplied ?? [],
    seed: run.payload?.digest ?? "",
  };
  const isInvoices = given.files.every(([name]) => name.endsWith(".xml"));
  const { unsuppliedByEInvoices } = await import("../../../lib/subjects/e-invoice/unsupplied.ts");
  const { locateInEInvoice: locate } = await import("../../../lib/subjects/e-invoice/locate.ts");
  const told = isInvoices ? { ...by, unsupplied: unsuppliedByEInvoices(plan.subject), locate } : by;
  const context = contextOf(told, runHeader(run, {}));
  return inOnePiece({ ...given, plan, context, bounds: boundsDefault });
}

interface Driven {
  readonly concluded: ConcludedRun;
  readonly objects: MemoryObjects;
}

async function driven(
  given: Files,
  sizes: RunSizes,
  seed: number,
  rows?: { readonly find: ReturnType<typeof rowsOf>; readonly tables: readonly string[] },
): Promise<Driven> {
  const plan = given.plan ?? billPlan();
  const objects = memoryObjects();
  const run = startedRun(plan, given.files, given.mapping && rowsMapping);
  await upload(objects, run, given.files);
  const references = rows && storeOf(rows.find, rows.tables);
  const ports = portsOf(plan, objects, { sizes, ...(references && { references }) });
  return { concluded: await throughSteps(ports, run, inDisorder(seed)), objects };
}

const leaf = (text: string): Uint8Array => Buffer.from(text);

/** Lists, counts and roots say of every reading what the report says. */
async function listsAgree({ concluded, objects }: Driven, report: Report): Promise<void> {
  const records = await linesOf<RunRecord>(objects, concluded.records.lists);
  expect(records.length).toBe(report.counts.received);
  const verdicts = Map.groupBy(records, ({ verdict }) => verdict);
  expect([
    verdicts.get("pass")?.length ?? 0,
    verdicts.get("hold")?.length ?? 0,
    verdicts.get("block")?.length ?? 0,
    verdicts.get("unreadable")?.length ?? 0,
  ]).toEqual([
    report.counts.passed,
    report.counts.held,
    report.counts.blocked,
    report.counts.unreadable,
  ]);
  const notPassed = await linesOf<HeldRecord>(objects, concluded.notPassed.lists);
  expect(notPassed).toEqual(inOrder(report));
  expect(concluded.notPassed.count).toBe(notPassed.length);
  const root = merkleRoot(records.map((record) => leaf(canonicalJson(record as never))));
  expect(concluded.records.root).toBe(Buffer.from(root).toString("hex"));
  const digests = merkleRoot(records.map(({ digest }) => Buffer.from(digest, "hex")));
  expect(concluded.records.digestsRoot).toBe(Buffer.from(digests).toString("hex"));
}

const inOrder = ({ held, unreadable }: Report) =>
  [...held, ...unreadable].sort(
    (a, b) => a.position.file - b.position.file || a.position.offset - b.position.offset,
  );

describe("a run in steps gives what judging it in one piece gives", () => {
  let [played, cuts] = [0, 0];
  test.each(Object.entries(submissions))(
    "%s",
    async (kind, files) => {
      // Documents are never cut, and short: parts must be shorter, or there is but one.
      const smaller = areDocuments(kind) ? { partBytes: 20 } : {};
      await fc.assert(
        fc.asyncProperty(files, sizesOf, fc.integer(), async (given, sizes, seed) => {
          const report = await expected(given);
          const one = await driven(given, { ...sizes, ...smaller }, seed);
          expect(JSON.stringify(one.concluded.report)).toBe(JSON.stringify(report));
          expect(one.concluded.counts).toEqual(report.counts);
          await listsAgree(one, report);
          played += 1;
          cuts += one.concluded.plan.parts > 1 ? 1 : 0;
        }),
        { numRuns: runs },
      );
    },
    300_000,
  );

  test("and most were cut", () => {
    expect(cuts).toBeGreaterThanOrEqual(played / 3);
  });
});

test("what violations put at risk is what the records and customers they name are worth, each once, however it was cut", async () => {
  const [kind] = bill.records;
  const subject = {
    ...bill,
    records: [{ ...(kind as RecordKind), amount: "record.total", currency: "record.currency" }],
  };
  const plan = compileSmall({
    subject,
    rules: [
      { id: "REC-01", must: "record.total >= 2", missing: "hold" },
      { id: "REC-02", must: "!has(record.paid)", money_at_risk: "record.total" },
      { id: "SET-01", scope: "set", must: "duplicates(key(record.note)).size() == 0" },
      { id: "RUN-01", scope: "run", must: "records.count() < 3" },
    ],
  });
  const record = fc.record(
    {
      number: fc.string({ minLength: 1, maxLength: 3 }),
      note: fc.constantFrom("a", "b", "c", "d"),
      total: fc.constantFrom("1.00", "2.50", "-3"),
      currency: fc.constantFrom("EUR", "NOK"),
      paid: fc.boolean(),
      customer: fc.record({ id: fc.constantFrom("C-1", "C-2", "C-3") }),
    },
    { requiredKeys: ["number"] },
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(record, { maxLength: 40, size: "max" }),
      sizesOf,
      fc.integer(),
      async (records, sizes, seed) => {
        const text = records.map((one) => `${JSON.stringify(one)}\n`).join("");
        const given: Files = { plan, files: [["bills.ndjson", text]] };
        const { concluded } = await driven(given, sizes, seed);
        const files = inputsOf({ ...given, plan, context: contextOfTest() });
        const readings = await all(
          readSubmission(
            files.map(({ name, open }) => ({ name, open: () => open() })),
            { subject },
          ),
        );
        const stakes = stakesOf(plan, readings, contextOfTest());
        const lists = reviewable(concluded.report);
        const told = [...lists].map(([rule, list]) => [rule, exposureOf(list, stakes)]);
        expect(concluded.exposures).toEqual(
          expect.objectContaining(Object.fromEntries(told) as object),
        );
      },
    ),
    { numRuns: runs },
  );
});

describe("rows that are fetched", () => {
  const plan = compileSmall({
    rules: [
      { id: "LOO-01", must: 'lookup("products", record.note).status == "sold"', missing: "hold" },
      {
        id: "LOO-02",
        // The key of the second look-up stands in the row of the first.
        must: 'lookup("contracts", lookup("products", record.note).status).status == "sold"',
        missing: "skip",
      },
      {
        id: "LOO-03",
        scope: "set",
        // A key that is made of two records.
        must: 'others(key(record.serial), has(other.note) && lookup("products", record.note + other.note).status == "sold").size() == 0',
        missing: "skip",
      },
      {
        id: "LOO-04",
        scope: "run",
        must: 'lookup("products", "a").status == "sold"',
        missing: "hold",
      },
    ],
  });
  const tables = {
    products: ["a", "b", "c", "ab", "bc", "d\ne"].map((sku, i) => ({
      sku,
      status: i % 2 ? "sold" : "gone",
    })),
    contracts: [{ id: "gone", status: "sold" }],
  };
  const rows = rowsOf(tables);

  test("are those that a table in memory has, keys of several records and rows included; what was read is told the same, however it was cut", async () => {
    await fc.assert(
      fc.asyncProperty(
        submissions["NDJSON"] as fc.Arbitrary<Files>,
        sizesOf,
        sizesOf,
        fc.integer(),
        async ({ files }, sizes, others, seed) => {
          const given = { plan, files };
          const report = await expected(given, rows);
          const how = { find: rows, tables: ["products", "contracts"] };
          const one = await driven(given, sizes, seed, how);
          const other = await driven(given, others, seed + 1, how);
          expect(JSON.stringify(one.concluded.report)).toBe(JSON.stringify(report));
          expect(other.concluded.references).toEqual(one.concluded.references);
          expect(other.concluded.exposures).toEqual(one.concluded.exposures);
          const [contracts, products] = one.concluded.references;
          expect([contracts?.table, products?.table]).toEqual(["contracts", "products"]);
          expect(products?.keys).toBeGreaterThan(0);
        },
      ),
      { numRuns: runs },
    );
  }, 300_000);
});
