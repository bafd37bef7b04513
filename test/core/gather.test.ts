import { describe, expect, test } from "@jest/globals";
import {
  boundFindings,
  conclude,
  type Findings,
  type Gathered,
  type HeldRecord,
  heldRecords,
  type JsonObject,
  judge,
  judgeAll,
  judgeKeys,
  mergeFindings,
  startGathering,
  startHolding,
  type Violation,
  wholeOf,
} from "../../lib/core/index.ts";
import fc, { tries } from "../support/fast-check.ts";
import { compileSmall, contextOf, readingsOf } from "../support/small-engine.ts";

const params = { numRuns: tries(1000) };

const plan = compileSmall({
  header: {
    aggregates: {
      total: "records.sum(r, optional(r.total).orElse(0))",
      by_currency:
        'records.sumBy(r, optional(r.currency).orElse("-"), optional(r.total).orElse(0))',
      largest: "records.max(r, optional(r.total).orElse(0))",
    },
  },
  rules: [
    { id: "TST-01", must: "record.total > 5", severity: { block: "record.paid", else: "hold" } },
    { id: "TST-02", must: 'record.currency == "EUR"', severity: "warn" },
    { id: "TST-03", scope: "set", must: "duplicates(record.note).size() == 0", severity: "hold" },
    { id: "TST-04", scope: "run", must: "records.count() > 3", severity: "block" },
    { id: "TST-05", must: "record.count > 0", shadow: true, severity: "block", missing: "block" },
  ],
});
const context = contextOf();

const bills = fc.array(
  fc.record(
    {
      total: fc.constantFrom("1", "9.50", "12.345", "x"),
      currency: fc.constantFrom("EUR", "NOK"),
      note: fc.constantFrom("a", "b", "c"),
      paid: fc.boolean(),
      count: fc.integer({ min: -1, max: 1 }),
    },
    { requiredKeys: [] },
  ),
  { maxLength: 10 },
) as fc.Arbitrary<JsonObject[]>;

const violation = fc
  .record({
    rule: fc.constantFrom("A-01", "A-02"),
    severity: fc.constantFrom("warn" as const, "hold" as const, "block" as const),
    shadow: fc.boolean(),
    offset: fc.option(fc.nat(5)),
    fingerprint: fc.constantFrom("x", "y"),
  })
  .map(({ rule, severity, shadow, offset, fingerprint }): Violation => {
    const position = { file: 0, offset: offset ?? 0 };
    return {
      ...{ rule, severity, outcome: "failed", at: [], values: {}, evidence: [], fingerprint },
      ...(shadow && { shadow: true }),
      ...(offset !== null && { record: { key: "k", position, place: { file: "f" } } }),
    };
  });
const violations = fc.array(violation, { maxLength: 12 });
const max = fc.nat(8);

describe("findings", () => {
  test("merge in any order and grouping into what all of them together give", () => {
    fc.assert(
      fc.property(violations, violations, violations, max, (a, b, c, most) => {
        const whole = boundFindings([...a, ...b, ...c], most);
        const [x, y, z] = [a, b, c].map((part) => boundFindings(part, most)) as [
          Findings,
          Findings,
          Findings,
        ];
        const merge = (one: Findings, other: Findings) => mergeFindings(one, other, most);
        for (const merged of [merge(merge(x, y), z), merge(x, merge(y, z)), merge(z, merge(y, x))])
          expect(merged).toEqual(whole);
        expect(whole.violations.length).toBe(Math.min(most, a.length + b.length + c.length));
        expect(whole.violations.length + whole.omitted).toBe(a.length + b.length + c.length);
        // What is listed and what is told by rule are all that holds or blocks.
        const holding = (list: readonly Violation[]) =>
          list.filter((one) => !one.shadow && one.severity !== "warn").length;
        const told = Object.values(whole.omittedBy).reduce(
          (sum, by) => sum + by.hold + by.block,
          0,
        );
        expect(holding(whole.violations) + told).toBe(holding([...a, ...b, ...c]));
      }),
      params,
    );
  });

  test("keep the worst, and carry what is asked of the submission as a whole, kept or not", () => {
    fc.assert(
      fc.property(violations, max, (all, most) => {
        const { violations: kept, worst } = boundFindings(all, most);
        const weight = ({ shadow, severity }: Violation) =>
          shadow ? -1 : ["warn", "hold", "block"].indexOf(severity);
        const weights = all.map(weight).sort((a, b) => b - a);
        expect(kept.map(weight)).toEqual(weights.slice(0, most));
        const whole = all.filter(({ record, shadow }) => !record && !shadow);
        const severities = whole.map(({ severity }) => severity);
        expect(worst).toBe(
          severities.includes("block") ? "block" : severities.includes("hold") ? "hold" : "pass",
        );
      }),
      params,
    );
  });
});

describe("a report that lists little", () => {
  const cuts = fc.array(fc.nat(10), { maxLength: 4 });

  test("is the same however the records were cut, sent as JSON, and merged", () => {
    fc.assert(
      fc.property(bills, cuts, max, fc.boolean(), (records, at, most, turned) => {
        const bounds = { violationsMax: most, heldMax: 2, unreadableMax: 1 };
        const readings = readingsOf(records);
        const whole = judgeAll(plan, readings, context, bounds);
        const places = [0, ...[...at].sort((a, b) => a - b), readings.length];
        const chunks = places
          .slice(1)
          .map((end, i) => judge(plan, readings.slice(places[i], end), context, bounds));
        const keys = chunks.flatMap((chunk) => chunk.keys);
        const set = judgeKeys(plan, keys, context);
        const gathering = startGathering(plan, bounds);
        const parts = chunks.map((chunk): Gathered => {
          const { keys: _, held: __, unreadable: ___, ...part } = chunk;
          return JSON.parse(JSON.stringify(part));
        });
        for (const part of turned ? parts.toReversed() : parts) gathering.take(part);
        const { held, unreadable } = wholeOf(plan, chunks, [set], bounds);
        gathering.takeSet(set);
        const gathered = { ...gathering.gathered(), held, unreadable };
        const report = conclude(plan, gathered, context, bounds);
        expect(JSON.stringify(report)).toBe(JSON.stringify(whole));
      }),
      params,
    );
  });

  test("counts and judges what one that lists everything counts and judges", () => {
    fc.assert(
      fc.property(bills, max, max, (records, violationsMax, heldMax) => {
        const readings = readingsOf(records);
        const all = judgeAll(plan, readings, context);
        const few = judgeAll(plan, readings, context, { violationsMax, heldMax });
        const { verdict, counts, rules, aggregates } = all;
        expect({ ...few }).toMatchObject({ verdict, counts, rules, aggregates });
        expect(few.violations.length + few.violationsOmitted).toBe(all.violations.length);
        expect(few.held).toEqual(all.held.slice(0, heldMax));
        expect(few.held.length + few.heldOmitted).toBe(counts.held + counts.blocked);
      }),
      params,
    );
  });
});

test("a record that several parts hold is held once, by its worst verdict", () => {
  const held = (offset: number, verdict: HeldRecord["verdict"]): HeldRecord => ({
    ...{ key: `N-${offset}`, place: { file: "f" }, digest: "d", verdict },
    position: { file: 0, offset },
  });
  const all = [
    held(3, "hold"),
    held(1, "hold"),
    held(3, "block"),
    held(2, "block"),
    held(2, "hold"),
  ];
  expect(heldRecords(all, 2)).toEqual({
    held: 1,
    blocked: 2,
    list: [held(1, "hold"), held(2, "block")],
  });
  const told: HeldRecord[] = [];
  const holding = startHolding(0, (record) => told.push(record));
  for (const record of [held(1, "hold"), held(2, "hold"), held(2, "block")]) holding.take(record);
  expect(holding.records()).toEqual({ held: 1, blocked: 1, list: [] });
  expect(told).toEqual([held(1, "hold"), held(2, "block")]);
});

test("many thousand violations of one chunk are never kept all at once", () => {
  const rule = { each: "record.lines", must: "item.count > 0", missing: "hold" };
  const lines = Array.from({ length: 20_000 }, () => ({ count: 0 }));
  const chunk = judge(
    compileSmall({ rules: [rule] }),
    readingsOf([{ lines }, { lines }]),
    context,
    {
      violationsMax: 10,
    },
  );
  expect(chunk.findings.violations).toHaveLength(10);
  expect(chunk.findings.omitted).toBe(39_990);
});

test("a run rule that is wrong many times keeps few of its violations", () => {
  const rule = {
    scope: "run",
    each: "records.numbers(r, 'a', r.serial).usedNumbers('a').missingRanges(1, 2000, 1000)",
    must: "item == ''",
  };
  const serials = Array.from({ length: 900 }, (_, i) => ({ serial: 2 * i + 2 }));
  const report = judgeAll(compileSmall({ rules: [rule] }), readingsOf(serials), context, {
    violationsMax: 3,
  });
  expect(report.violations).toHaveLength(3);
  expect(report.violationsOmitted).toBeGreaterThan(800);
  expect(report.verdict).toBe("block");
});

test("why an aggregate cannot be judged is the same, whichever of two reasons comes first", () => {
  const rule = { scope: "run", must: "records.countBy(r, r.note).size() > 0", missing: "hold" };
  const crowded = compileSmall({ rules: [rule] });
  const records = [
    ...Array.from({ length: 10_001 }, (_, i) => ({ note: `note ${i}` })),
    { note: "long ".repeat(100) },
  ];
  const readings = readingsOf(records);
  const reports = [[readings], [readings.slice(0, -1), readings.slice(-1)]].map((parts) => {
    const chunks = parts.map((part) => judge(crowded, part, context));
    return conclude(crowded, wholeOf(crowded, chunks, []), context);
  });
  expect(reports[0]?.violations.map(({ why }) => why)).toEqual([
    "budget: a key of more than 256 characters",
  ]);
  expect(reports[1]).toEqual(reports[0]);
});
