import { describe, expect, test } from "@jest/globals";
import type { Report } from "../../../lib/core/index.ts";
import { billPlan, billTables } from "../../support/bill-rules.ts";
import fc, { tries } from "../../support/fast-check.ts";
import { areDocuments, submissions } from "../../support/generated-submissions.ts";
import { contextOf } from "../../support/small-engine.ts";
import { type Given, inDisorder, inOnePiece, inParts } from "../../support/submission-in-parts.ts";

/** Each judges a submission twice or thrice, whole and in parts. */
const runs = Math.ceil(tries(500) / 10);
const plan = billPlan();
const context = contextOf({
  tables: billTables,
  run: { total: "100", count: 20 },
  seed: "5eed",
});

const cut = fc.record({
  partBytes: fc.integer({ min: 1, max: 1500 }),
  partitions: fc.constantFrom(1, 2, 4, 16),
  merging: fc.record({
    partsMax: fc.integer({ min: 1, max: 5 }),
    groupsMax: fc.integer({ min: 2, max: 4 }),
  }),
  comparedRecords: fc.integer({ min: 1, max: 40 }),
  seed: fc.integer(),
  size: fc.integer({ min: 1, max: 4 }),
});
const boundsOf = fc.constantFrom(
  {},
  { violationsMax: 7, heldMax: 3, unreadableMax: 1 },
  { violationsMax: 0, heldMax: 0, unreadableMax: 0 },
);

async function differs(given: Given, how: typeof cut extends fc.Arbitrary<infer T> ? T : never) {
  const { report, notPassed, parts } = await inParts(given, {
    ...how,
    crewFor: (workshop) => inDisorder(workshop, how.seed, how.size),
  });
  const whole = await inOnePiece(given);
  expect(report).toEqual(whole);
  expect(JSON.stringify(report)).toBe(JSON.stringify(whole));
  const unbounded = await inOnePiece({ ...given, bounds: {} });
  expect(keysOf(notPassed())).toEqual(keysOf(inOrder(unbounded)));
  return parts.length;
}

const inOrder = ({ held, unreadable }: Report) =>
  [...held, ...unreadable].sort(
    (a, b) => a.position.file - b.position.file || a.position.offset - b.position.offset,
  );

const keysOf = (records: Iterable<object>): readonly string[] =>
  [...records].map((record) => JSON.stringify(record));

describe("a report does not depend on cuts, order or who does the work", () => {
  let [played, cuts] = [0, 0];
  test.each(Object.entries(submissions))("%s", async (kind, files) => {
    // Documents are never cut, and short: parts must be shorter, or there is but one.
    const smaller = areDocuments(kind) ? { partBytes: 20 } : {};
    await fc.assert(
      fc.asyncProperty(files, cut, boundsOf, async (what, how, bounds) => {
        const parts = await differs({ plan, context, bounds, ...what }, { ...how, ...smaller });
        played += 1;
        cuts += parts > 1 ? 1 : 0;
      }),
      { numRuns: runs },
    );
  });

  // Of all kinds together, some eight of ten: of the few of one kind that are played it may be luck.
  test("and most were cut: else it would say nothing", () => {
    expect(cuts).toBeGreaterThanOrEqual(played / 3);
  });
});

test("records that are shown one by one are where they stand in their files, however these were cut", async () => {
  const text = Array.from({ length: 6 }, (_, i) => `{"number":"N-${i + 1}"}\n\n`).join("");
  const files = ["a.ndjson", "b.ndjson"].map((name) => [name, text] as const);
  const { records, parts } = await inParts(
    { plan, context, files },
    { partBytes: 20, partitions: 1 },
  );
  expect(parts.length).toBeGreaterThan(6);
  expect(records?.map(({ key, place }) => `${key} ${place.file}:${place.line}`)).toEqual(
    files.flatMap(([name]) => [1, 2, 3, 4, 5, 6].map((n) => `N-${n} ${name}:${2 * n - 1}`)),
  );
});

// So many keys that partitions share them: of 300 rows each is judged once, wherever its key would be.
test.each([1, 3, 1_000])(
  "a roster is judged as in one piece, %d records compared at a time",
  async (comparedRecords) => {
    const products = Array.from({ length: 300 }, (_, i) => ({ sku: `note ${i}` }));
    const text = Array.from({ length: 600 }, (_, i) =>
      JSON.stringify({ number: `N-${i % 590}`, note: `note ${i < 300 ? (i * 7) % 250 : i}` }),
    ).join("\n");
    const given = {
      plan,
      context: contextOf({ tables: { products }, run: { total: "100", count: 20 }, seed: "5eed" }),
      files: [["bills.ndjson", text]] as const,
    };
    const { report } = await inParts(given, { partBytes: 4_000, partitions: 4, comparedRecords });
    expect(report).toEqual(await inOnePiece(given));
    const absent = report.violations.filter(({ rule }) => rule === "ROS-01");
    expect(absent).toHaveLength(50);
  },
);
