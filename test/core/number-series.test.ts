import { describe, expect, test } from "@jest/globals";
import type { JsonObject } from "../../lib/core/index.ts";
import { judge, judgeAll, mergeAggregates, startGathering } from "../../lib/core/index.ts";
import fc, { tries } from "../support/fast-check.ts";
import { compileSmall, contextOf, judgeSmall, readingsOf } from "../support/small-engine.ts";

const params = { numRuns: tries(1000) };

/** Numbers of series A run on from 100, and 104 is voided. */
const series = {
  scope: "run",
  let: {
    used: 'usedNumbers(records.numbers(r, r.note, r.serial), "A")',
    last: "optional(used.usedLast()).orElse(100)",
  },
  must: "used.missingCount(101, last, [104]) == 0",
  values: { missing: "join(used.missingRanges(101, last, 3, [104]), ', ')" },
  message: { en: "Missing are {missing}." },
};

const bills = (...serials: number[]): JsonObject[] =>
  serials.map((serial) => ({ note: "A", serial }));

describe("a run rule knows which numbers of a series were used", () => {
  test.each<[string, JsonObject[], string, string]>([
    ["all of them", bills(101, 102, 103), "pass", ""],
    ["in any order, and twice", bills(103, 101, 102, 102), "pass", ""],
    ["all but the voided one", bills(101, 102, 103, 105), "pass", ""],
    ["not the first", bills(102, 103), "failed", "101"],
    ["gaps beside the voided one", bills(101, 107), "failed", "102-103, 105-106"],
    ["more gaps than are listed", bills(102, 106, 108, 110), "failed", "101, 103, 105"],
    ["none", [{ note: "B", serial: 900 }], "pass", ""],
    ["a number that is absent", [...bills(101), { note: "A" }], "missing", ""],
    ["a number that is none", [...bills(101), { note: "A", serial: "x" }], "fault", ""],
    ["a series without a name", [...bills(101), { serial: 102 }], "missing", ""],
    ["a name without end", [...bills(101), { note: "A".repeat(257), serial: 1 }], "fault", ""],
  ])("%s", (_, records, outcome, missing) => {
    const report = judgeSmall({ rules: [series] }, records);
    expect(report.rules[0]?.outcomes).toMatchObject({ [outcome]: 1 });
    const [violation] = report.violations.filter((found) => found.outcome === "failed");
    expect(violation?.values.missing?.value ?? "").toBe(missing);
  });

  test("a series may be found by what the run header says", () => {
    const rule = {
      scope: "run",
      must: 'usedNumbers(records.numbers(r, "x", suffixInt(r.note, run.period)), "x").usedLast() == 17',
    };
    const context = { run: { period: "26-" } };
    expect(judgeSmall({ rules: [rule] }, [{ note: "26-000017" }], context).verdict).toBe("hold");
    expect(
      judgeSmall({ rules: [rule] }, [{ note: "26-000017" }], context).rules[0]?.outcomes.pass,
    ).toBe(1);
  });
});

const plan = compileSmall({ rules: [series] });
const context = contextOf();
const serial = fc.oneof(
  fc.integer({ min: 90, max: 120 }),
  fc.integer({ min: 0, max: 40 }).map((n) => n * 4096 + 7),
);
const records = fc.array(
  fc.record({ note: fc.constantFrom("A", "B", "__proto__"), serial }, { requiredKeys: ["serial"] }),
  { maxLength: 12 },
) as fc.Arbitrary<JsonObject[]>;

describe("numbers that parts of a run have used", () => {
  test("merge in any order and grouping, and give what judging in one piece gives", () => {
    fc.assert(
      fc.property(records, records, records, (...parts) => {
        const [a, b, c] = parts.map((part) => judge(plan, readingsOf(part), context));
        if (!a || !b || !c) throw new Error("three parts");
        const merge = (x: typeof a, y: typeof a) => ({ ...x, ...mergeAggregates(plan, x, y) });
        const whole = judge(plan, readingsOf(parts.flat()), context);
        for (const merged of [merge(merge(a, b), c), merge(a, merge(b, c)), merge(c, merge(b, a))])
          expect(merged.states).toEqual(whole.states);
      }),
      params,
    );
  });

  test("beyond their limit they are a fault, wherever the limit was reached", () => {
    const far = (count: number, from: number) =>
      bills(...Array.from({ length: count }, (_, i) => (from + i) * 4096));
    const parts = [far(20_000, 0), far(20_000, 20_000), bills(101), far(10, 50_000)];
    const whole = judgeAll(plan, readingsOf(parts.flat()), context);
    expect(whole.rules[0]?.outcomes.fault).toBe(1);
    expect(whole.violations.some(({ why }) => why?.includes("32768 blocks"))).toBe(true);
    const chunks = parts.map((part) => judge(plan, readingsOf(part), context));
    const states = [chunks, chunks.toReversed()].map((order) => {
      const gathering = startGathering(plan);
      for (const chunk of order) gathering.take(chunk);
      return gathering.gathered().states;
    });
    expect(states[0]).toEqual(states[1]);
    expect(JSON.stringify(states[0]).length).toBeLessThan(300);
  });
});
