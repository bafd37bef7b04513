import { run } from "@bufbuild/cel";
import { describe, expect, test } from "@jest/globals";
import { Decimal as Oracle } from "decimal.js";
import { check } from "../../lib/core/expression/check.ts";
import * as decimals from "../../lib/core/expression/decimal.ts";
import { isUnjudged } from "../../lib/core/expression/fault.ts";
import { bind } from "../../lib/core/expression/frame.ts";
import { evaluate } from "../../lib/core/expression/interpret.ts";
import type { CheckScope } from "../../lib/core/expression/scope.ts";
import { BOOL, INT, listOf, recordOf, STRING, type Type } from "../../lib/core/expression/types.ts";
import type { World } from "../../lib/core/expression/world.ts";
import {
  conclude,
  type Json,
  type JsonObject,
  judge,
  judgeAll,
  judgeKeys,
  mergeAggregates,
  type Reading,
  wholeOf,
} from "../../lib/core/index.ts";
import fc, { tries } from "../support/fast-check.ts";
import { compileSmall, contextOf, readingsOf } from "../support/small-engine.ts";

const runs = tries(1000);
const params = { numRuns: runs };

const plan = compileSmall({
  header: {
    systemic: { share: "0.5", min: 3, severity: "hold" },
    aggregates: { total: "records.sum(r, optional(r.total).orElse(0))" },
  },
  rules: [
    { id: "TST-01", must: "record.total == record.lines.map(l, l.net).sum()", missing: "warn" },
    { id: "TST-02", must: 'record.currency in ["EUR", "NOK"]', severity: "hold" },
    { id: "TST-03", each: "record.lines", must: "item.net * item.qty >= 0", missing: "skip" },
    { id: "TST-04", scope: "set", must: "duplicates(record.note).size() == 0", missing: "skip" },
    {
      id: "TST-05",
      scope: "set",
      must: "runningSum(record.total, record.currency, [record.issued, record.number]) < 100",
      severity: { block: "record.paid", else: "hold" },
    },
    { id: "TST-06", scope: "run", must: "records.sum(r, r.total) < 50", severity: "warn" },
    { id: "TST-07", scope: "run", must: 'violations.count("TST-01") < 2', severity: "hold" },
    {
      id: "TST-08",
      scope: "run",
      must: "records.count() > 0",
      sample: { size: 2, confirmed_by: "x" },
    },
    { id: "TST-09", must: "matches(record.note, '^[a-c]*$') || record.count % 2 == 0" },
  ],
});
const context = contextOf({ seed: "abc", run: { total: "1" } });

const money = fc.oneof(
  fc.constantFrom("0", "1.00", "-2.5", "99999999.999999", 3, 0.1, 1e15),
  fc.integer({ min: -10_000, max: 10_000 }).map((n) => (n / 100).toFixed(2)),
);
const damaged = fc.oneof(
  { weight: 12, arbitrary: fc.constant(undefined) },
  { weight: 1, arbitrary: fc.constantFrom<Json>(null, "", "x", true, 12, [], {}, [null], "1e5") },
);
const line = fc.record({ net: money, qty: money, sku: fc.constantFrom("a", "b") });
const bills: fc.Arbitrary<JsonObject> = fc
  .tuple(
    fc.record(
      {
        total: money,
        currency: fc.constantFrom("EUR", "NOK", "SEK"),
        note: fc.constantFrom("a", "b", "zz"),
        issued: fc.constantFrom("2026-01-01", "2026-02-28", "2026-02-30"),
        paid: fc.boolean(),
        count: fc.integer({ min: -3, max: 3 }),
        lines: fc.array(line, { maxLength: 3 }),
      },
      { requiredKeys: [] },
    ),
    fc.constantFrom("total", "currency", "note", "issued", "paid", "lines"),
    damaged,
  )
  .map(([record, field, damage]) =>
    damage === undefined ? record : ({ ...record, [field]: damage } as JsonObject),
  ) as fc.Arbitrary<JsonObject>;

const report = (readings: readonly Reading[]) => judgeAll(plan, readings, context);

describe("judging", () => {
  test("is total and deterministic, whatever the record", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.array(bills, { maxLength: 3 }), (any, records) => {
        const value = (
          typeof any === "object" && any !== null ? any : { total: any }
        ) as JsonObject;
        const readings = readingsOf([value, ...records]);
        expect(JSON.stringify(report(readings))).toBe(JSON.stringify(report(readings)));
      }),
      params,
    );
  });

  test("accounts for every record: received = passed + held + blocked + unreadable", () => {
    fc.assert(
      fc.property(fc.array(bills, { maxLength: 6 }), (records) => {
        const { counts } = report(readingsOf(records));
        const { received, passed, held, blocked, unreadable } = counts;
        expect(received).toBe(records.length);
        expect(passed + held + blocked + unreadable).toBe(received);
        expect(Math.min(passed, held, blocked, unreadable)).toBeGreaterThanOrEqual(0);
      }),
      params,
    );
  });

  test("gives every rule of scope record exactly one outcome on every record", () => {
    fc.assert(
      fc.property(fc.array(bills, { maxLength: 6 }), (records) => {
        for (const { rule, outcomes } of report(readingsOf(records)).rules) {
          const given = Object.values(outcomes).reduce((sum, times) => sum + times, 0);
          expect([rule, given]).toEqual([
            rule,
            plan.rules.find((r) => r.id === rule)?.scope === "run" ? 1 : records.length,
          ]);
        }
      }),
      params,
    );
  });

  test("does not depend on how the records are cut, nor on the order of the parts", () => {
    const cuts = fc.array(fc.nat({ max: 8 }), { maxLength: 4 });
    fc.assert(
      fc.property(
        fc.array(bills, { maxLength: 8 }),
        cuts,
        fc.nat(),
        fc.integer({ min: 1, max: 4 }),
        (records, at, turn, parts) => {
          const readings = readingsOf(records);
          const chunks = rotate(cut(readings, at), turn).map((part) => judge(plan, part, context));
          const keys = rotate(
            chunks.flatMap((chunk) => chunk.keys),
            turn,
          );
          const sets = Array.from({ length: parts }, (_, i) => {
            const holds = (hash: string) => Number.parseInt(hash, 16) % parts === i;
            return judgeKeys(
              plan,
              keys.filter(({ hash }) => holds(hash)),
              context,
              holds,
            );
          });
          const whole = conclude(plan, wholeOf(plan, chunks, rotate(sets, turn)), context);
          expect(JSON.stringify(whole)).toBe(JSON.stringify(report(readings)));
        },
      ),
      params,
    );
  });

  test("merging what chunks remember is associative and commutative", () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(bills, { maxLength: 3 }), { minLength: 3, maxLength: 3 }),
        (parts) => {
          const [a, b, c] = parts.map((part) => judge(plan, readingsOf(part), context)) as [
            never,
            never,
            never,
          ];
          const merge = (x: never, y: never) => mergeAggregates(plan, x, y) as never;
          expect(merge(merge(a, b), c)).toEqual(merge(a, merge(b, c)));
          expect(merge(a, b)).toEqual(merge(b, a));
        },
      ),
      params,
    );
  });
});

const rotate = <T>(items: readonly T[], by: number): T[] => {
  const at = items.length === 0 ? 0 : by % items.length;
  return [...items.slice(at), ...items.slice(0, at)];
};

function cut(readings: readonly Reading[], at: readonly number[]): readonly (readonly Reading[])[] {
  const places = [0, ...[...at].sort((a, b) => a - b), readings.length];
  return places.slice(1).map((end, i) => readings.slice(places[i], end));
}

describe("decimals agree with decimal.js", () => {
  Oracle.set({ precision: 100, toExpNeg: -60, toExpPos: 60 });
  const text = fc
    .tuple(fc.boolean(), fc.bigInt({ min: 0n, max: 10n ** 18n }), fc.integer({ min: 0, max: 6 }))
    .map(([negative, units, scale]) =>
      decimals.format({ units: negative ? -units : units, scale }),
    );
  const parse = (digits: string) => decimals.parseDecimal(digits) as decimals.Decimal;
  const same = (ours: decimals.Decimal, theirs: Oracle) =>
    expect(decimals.canonical(ours)).toBe(theirs.isZero() ? "0" : theirs.toFixed());

  test("sums, differences, products and order", () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        same(decimals.add(parse(a), parse(b)), new Oracle(a).add(b));
        same(decimals.subtract(parse(a), parse(b)), new Oracle(a).sub(b));
        same(decimals.multiply(parse(a), parse(b)), new Oracle(a).mul(b));
        expect(decimals.compare(parse(a), parse(b))).toBe(new Oracle(a).cmp(b));
      }),
      params,
    );
  });

  const modes: readonly (readonly [decimals.Rounding, Oracle.Rounding])[] = [
    ["half_away", Oracle.ROUND_HALF_UP],
    ["half_even", Oracle.ROUND_HALF_EVEN],
    ["up", Oracle.ROUND_UP],
    ["down", Oracle.ROUND_DOWN],
    ["ceiling", Oracle.ROUND_CEIL],
    ["floor", Oracle.ROUND_FLOOR],
  ];

  test.each(modes)("rounding and division, %s", (ours, theirs) => {
    fc.assert(
      fc.property(text, text, fc.integer({ min: 0, max: 8 }), (a, b, scale) => {
        same(decimals.round(parse(a), scale, ours), new Oracle(a).toDecimalPlaces(scale, theirs));
        const quotient = decimals.quotient(parse(a), parse(b), scale, ours);
        if (quotient) same(quotient, new Oracle(a).div(b).toDecimalPlaces(scale, theirs));
        else expect(new Oracle(b).isZero()).toBe(true);
      }),
      params,
    );
  });

  test("a JSON number of at most 15 significant digits is the decimal that was written", () => {
    const written = fc
      .tuple(
        fc.boolean(),
        fc.integer({ min: 1, max: 999_999_999_999_999 }),
        fc.integer({ min: 0, max: 6 }),
      )
      .map(([negative, units, scale]) =>
        decimals.format({ units: BigInt(negative ? -units : units), scale }),
      );
    fc.assert(
      fc.property(written, (digits) => {
        const read = decimals.fromDouble(JSON.parse(digits));
        expect(read && decimals.compare(read, parse(digits))).toBe(0);
      }),
      params,
    );
  });

  test("a double that shows 16 or more digits was not written so, and is refused", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const read = decimals.fromDouble(value);
        if (read) expect(Number(decimals.format(read))).toBe(value === 0 ? 0 : value);
        else expect(wasWritten(value)).toBe(false);
      }),
      params,
    );
  });

  /** Whether its shortest text has at most 15 digits, 15 before and 6 after the point. */
  function wasWritten(value: number): boolean {
    const exact = new Oracle(value);
    return exact.precision() <= 15 && exact.decimalPlaces() <= 6 && exact.abs().lt("1e15");
  }
});

describe("@bufbuild/cel agrees on the common subset", () => {
  const shape: Readonly<Record<string, Type>> = {
    a: INT,
    b: INT,
    s: STRING,
    t: STRING,
    p: BOOL,
    q: BOOL,
    xs: listOf(INT),
    ys: listOf(STRING),
  };
  const scope: CheckScope = {
    schema: {
      R: {
        fields: Object.fromEntries(
          Object.entries(shape).map(([name, type]) => [name, { type, required: false }]),
        ),
      },
    },
    tables: {},
    names: { record: recordOf("R") },
    facts: [],
  };
  const world: World = {
    tables: {},
    rows: { loaded: () => false, find: () => [], all: () => [] },
    functions: { zone: "UTC", charge: () => true, calendar: () => undefined },
    charge: () => true,
    attested: () => undefined,
    lists: new WeakMap(),
  };

  const { bool } = fc.letrec<{ bool: string; int: string; string: string }>((tie) => ({
    int: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      fc.constantFrom("record.a", "record.b", "0", "1", "7", "-3", "9223372036854775807"),
      fc
        .tuple(tie("int"), fc.constantFrom("+", "-", "*", "/", "%"), tie("int"))
        .map((x) => `(${x.join(" ")})`),
      tie("string").map((x) => `size(${x})`),
      fc.constantFrom("size(record.xs)", "record.xs[0]", "record.xs[1]"),
      fc.tuple(tie("bool"), tie("int"), tie("int")).map(([c, x, y]) => `(${c} ? ${x} : ${y})`),
    ),
    string: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      fc.constantFrom("record.s", "record.t", '"a"', '"ab"', '""', "record.ys[0]"),
      fc.tuple(tie("string"), tie("string")).map(([x, y]) => `(${x} + ${y})`),
    ),
    bool: fc.oneof(
      { maxDepth: 5, withCrossShrink: true },
      fc.constantFrom("record.p", "record.q", "true", "false", "has(record.a)", "has(record.s)"),
      fc
        .tuple(tie("int"), fc.constantFrom("==", "!=", "<", "<=", ">", ">="), tie("int"))
        .map((x) => x.join(" ")),
      fc
        .tuple(tie("string"), fc.constantFrom("==", "!=", "<"), tie("string"))
        .map((x) => x.join(" ")),
      fc
        .tuple(tie("bool"), fc.constantFrom("&&", "||", "=="), tie("bool"))
        .map(([x, op, y]) => `(${x}) ${op} (${y})`),
      tie("bool").map((x) => `!(${x})`),
      tie("int").map((x) => `(${x}) in record.xs`),
      tie("int").map((x) => `record.xs.all(i, i <= ${x})`),
      tie("int").map((x) => `record.xs.exists(i, i == ${x})`),
      fc.constant("record.xs.map(i, i * 2) == record.xs"),
      tie("int").map((x) => `record.xs.filter(i, i > ${x}).size() > 1`),
      fc.tuple(tie("string"), tie("string")).map(([x, y]) => `${x}.startsWith(${y})`),
      fc.tuple(tie("string"), tie("string")).map(([x, y]) => `${x}.contains(${y})`),
    ),
  }));

  const int = fc.integer({ min: -5, max: 8 });
  const word = fc.constantFrom("a", "b", "ab", "ba", "aé");
  const records = fc.record(
    {
      a: int,
      b: int,
      s: word,
      t: word,
      p: fc.boolean(),
      q: fc.boolean(),
      xs: fc.array(int, { maxLength: 3 }),
      ys: fc.array(word, { maxLength: 2 }),
    },
    { requiredKeys: ["xs"] },
  );

  test("the same value, or neither has one", () => {
    let judged = 0;
    fc.assert(
      fc.property(bool, records, (text, record) => {
        const checked = check(text, scope);
        if (!checked.ok) {
          // The language has no shadowing; the generator sometimes nests a loop of the same name.
          expect(checked.problems[0]?.message).toMatch(/^'i' already stands for something else/);
          fc.pre(false);
          return;
        }
        const ours = evaluate(checked.node, bind(undefined, "record", record as JsonObject), world);
        const theirs = oracle(text, record);
        if (!isUnjudged(ours)) judged++;
        expect([text, isUnjudged(ours) ? undefined : ours]).toEqual([text, theirs]);
      }),
      { numRuns: runs * 3 },
    );
    expect(judged).toBeGreaterThan(runs);
  });

  /** What @bufbuild/cel says; undefined for an error. Ints must be bigints for it. */
  function oracle(text: string, record: object): unknown {
    const bound = Object.fromEntries(
      Object.entries(record).map(([name, value]) => [name, asCel(value)]),
    );
    try {
      const result = run(text, { record: bound as never });
      return typeof result === "boolean" ? result : undefined;
    } catch {
      return undefined;
    }
  }

  const asCel = (value: unknown): unknown =>
    typeof value === "number" ? BigInt(value) : Array.isArray(value) ? value.map(asCel) : value;
});
