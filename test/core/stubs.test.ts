import { describe, expect, test } from "@jest/globals";
import { isUnjudged } from "../../lib/core/expression/fault.ts";
import { evaluate } from "../../lib/core/expression/interpret.ts";
import { loadFast, type ProvenKey } from "../../lib/core/expression/load.ts";
import type { Node } from "../../lib/core/expression/node.ts";
import {
  type Context,
  collect,
  type Json,
  type JsonObject,
  judge,
  judgeAll,
  type KeyEntry,
  type Plan,
  type Reading,
  type ReadRecord,
  type RecordKind,
} from "../../lib/core/index.ts";
import { collectKeys } from "../../lib/core/judge/collect-keys.ts";
import { judgeAlone } from "../../lib/core/judge/judge-group.ts";
import { type PreparedRule, prepare } from "../../lib/core/judge/preparation.ts";
import { provenState } from "../../lib/core/judge/stubs-proof.ts";
import { subjectRecord } from "../../lib/core/judge/subject-record.ts";
import { judgeByStubs } from "../support/by-stubs.ts";
import fc, { tries } from "../support/fast-check.ts";
import { compileSmall, contextOf, type RuleText, readingsOf } from "../support/small-engine.ts";

const runs = tries(1000);

/** What rules are made of. Keys and parts that are absent, damaged or beyond what code proves. */
const keys = [
  "record.note",
  "key(record.note, record.total)",
  "key(record.issued, record.serial, record.paid)",
  "optional(record.note).orElse('-')",
  "record.customer.id",
  "record.total",
  "key(lower(record.note))",
];
const forms = (key: string): readonly string[] => [
  `duplicates(${key}).size() == 0`,
  `!duplicates(${key}).exists(d, d.total == record.total)`,
  `duplicates(${key}).map(d, d.total).sum() < 10`,
  `duplicates(${key})[0].paid`,
  `others(${key}, other.total > record.total).size() == 0`,
  `others(${key}, other.total == record.total, "archive").size() == 0`,
  `overlaps(${key}, record.from, record.to).size() == 0`,
  `overlaps(${key}, first, last).size() == 0`,
  `gaps(${key}, record.serial).size() == 0`,
  `runningSum(record.total, ${key}, [record.issued, record.number]) < 20`,
  `previous(${key}, [record.issued]).total < record.total`,
  `unique(duplicates(${key}).map(d, d.note))`,
];
const conditions = [
  ...["has(record.note)", "has(record.total) && has(record.customer)", "!blank(record.issued)"],
  ...["record.paid", "record.total > 1", "has(record.note)", "record.count / 0 == 1", "false"],
  ...["record.lines.all(l, l.net > 0)", "!blank(record.note) || record.serial > 1"],
  ...[
    "params.limit < record.total",
    "record.total < params.limit",
    "params.money > record.total",
    'stage == "intake"',
  ],
];
const lets = {
  first: "record.from",
  last: "optional(record.to).orElse(record.from)",
  wide: "record.lines.map(l, l.net).sum()",
};
const params = { limit: "2.00", money: { EUR: "3.00", NOK: "30.00" } };

const pick = <T>(items: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...items);
const maybe = <T>(what: fc.Arbitrary<T>, weight = 3): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: what });

const must = (key: string): fc.Arbitrary<string> =>
  fc
    .tuple(pick(forms(key)), pick(["", " && ", " || "]), pick([...forms(key), ...conditions]))
    .chain(([a, sign, b]) =>
      pick(sign === "" ? [a] : [`(${a})${sign}(${b})`, `(${b})${sign}(${a})`]),
    );

const setRule: fc.Arbitrary<RuleText> = pick(keys).chain((key) =>
  fc
    .record({
      must: must(key),
      second: maybe(must(key)),
      when: maybe(pick([...conditions, ...forms(key), `duplicates(${key}).size() > 0`]), 1),
      each: maybe(fc.constant("record.lines"), 6),
      missing: pick(["skip", "warn", "hold", "block"]),
      severity: pick(["warn", "hold", "block"]),
      jurisdictions: maybe(fc.constant(["EE", "NO"]), 5),
      effective: maybe(fc.constant({ from: "2026-02-01" }), 5),
      variants: maybe(fc.constant([{ jurisdictions: ["NO"], params: { limit: "0.50" } }]), 3),
      requires: maybe(pick([["products"], ["archive"]]), 6),
      locked: maybe(fc.constant(true), 8),
      shadow: maybe(fc.constant(true), 8),
      stages: maybe(pick([["intake"], ["dispatch"]]), 8),
    })
    .map(({ must: first, second, when, ...rest }) => ({
      scope: "set",
      let: lets,
      params,
      ...defined(rest),
      ...(second === undefined
        ? { must: first, ...(when !== undefined && { when }) }
        : {
            checks: {
              one: { must: first, ...(when !== undefined && { when }) },
              two: { must: second },
            },
          }),
    })),
);

const roster: fc.Arbitrary<RuleText> = pick([
  { must: "row.sku in records.key(r, r.note)", for: { table: "products" } },
  { must: "key(row.sku, 1) in records.key(r, key(r.note, r.serial))", for: { table: "products" } },
]);
const recordRule: fc.Arbitrary<RuleText> = pick([
  { must: "record.paid", missing: "skip" },
  { when: "record.total > 3", must: "record.serial > 0" },
  { jurisdictions: ["EE"], must: "has(record.note)" },
]);

function defined(given: Readonly<Record<string, unknown>>): RuleText {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** A plan of random rules; undefined where the checker refuses one. */
function planOf(rules: readonly RuleText[]): Plan | undefined {
  const numbered = rules.map((rule, i) => ({ ...rule, id: `TST-${String(i + 10)}` }));
  try {
    return compileSmall({ rules: numbered });
  } catch {
    return undefined;
  }
}

const plans: fc.Arbitrary<Plan | undefined> = fc
  .tuple(fc.array(setRule, { minLength: 1, maxLength: 3 }), maybe(roster), maybe(recordRule, 1))
  .map(([sets, ...more]) => planOf([...sets, ...more.filter((rule) => rule !== undefined)]));

const money = fc.constantFrom<Json>("0", "1.00", 1, "2.50", "-1", "1e3", "123456789012.123456");
const line = fc.record({ net: money, sku: fc.constantFrom("a", "b") }, { requiredKeys: [] });
const good = {
  number: fc.constantFrom("A", "B", "C", "D"),
  note: fc.constantFrom("a", "b", "B", "c", "", "e\u0301", "a|b\\"),
  total: money,
  serial: fc.integer({ min: 1, max: 5 }),
  count: fc.integer({ min: -1, max: 1 }),
  paid: fc.boolean(),
  issued: fc.constantFrom("2026-01-01", "2026-02-28", "2026-02-30"),
  from: fc.constantFrom("2026-01-01", "2026-02-01"),
  to: fc.constantFrom("2026-01-31", "2026-02-01"),
  currency: fc.constantFrom("EUR", "NOK", "SEK"),
  markets: fc.constantFrom(["EE"], ["NO"], ["EE", "NO"], []),
  customer: fc.record({ id: fc.constantFrom("x", "y") }),
  lines: fc.array(line, { maxLength: 2 }),
};
const damage = fc.constantFrom<Json>(null, "", "x", true, 12, [], {}, [null], "1e5", 1e300);
const records: fc.Arbitrary<JsonObject> = fc
  .tuple(
    fc.record(good, { requiredKeys: ["markets", "issued", "serial"] }),
    maybe(fc.tuple(pick(Object.keys(good)), damage), 2),
  )
  .map(([record, damaged]) =>
    damaged === undefined || damaged[0] === "number"
      ? (record as JsonObject)
      : ({ ...record, [damaged[0]]: damaged[1] } as JsonObject),
  );

const tables = {
  products: [{ sku: "a" }, { sku: "b" }, { sku: "zz" }, { sku: "e\u0301" }],
  archive: [
    { number: "a", total: "1.00" },
    { number: "b", total: "9" },
  ],
};
const contexts: fc.Arbitrary<Context> = fc
  .record({
    tables: pick([tables, { archive: tables.archive }, {}]),
    unsupplied: pick([[], [], [], ["total"], ["lines.net"]]),
    fuel: maybe(fc.nat({ max: 60 }), 8),
  })
  .map(({ fuel, ...rest }) => contextOf({ ...rest, ...(fuel !== undefined && { fuel }) }));

function cut(readings: readonly Reading[], at: readonly number[]): readonly (readonly Reading[])[] {
  const places = [0, ...[...at].sort((a, b) => a - b), readings.length];
  return places.slice(1).map((end, i) => readings.slice(places[i], end));
}

/** What the fast path says of each set rule and roster on a record, and what the interpreter. */
function bothWays(plan: Plan, context: Context, value: JsonObject) {
  const p = prepare(plan, context);
  const rules = p.rules.filter(({ rule }) => rule.scope === "set" || rule.roster);
  const proofs = new Uint8Array(rules.reduce((sum, { rule }) => sum + rule.checks.length, 0));
  const proven: ProvenKey[] = rules.map(() => undefined);
  loadFast(plan).keep(value, { ...context, kind: "bill" }, proofs, proven);
  const [reading] = readingsOf([value]) as readonly ReadRecord[];
  const kind = plan.subject.records[0] as RecordKind;
  let first = 0;
  return rules.flatMap((prepared, i) => {
    const state = provenState(prepared, proofs, first);
    first += prepared.rule.checks.length;
    if (!prepared.active) return [];
    const record = subjectRecord(p, kind, reading as ReadRecord, "A");
    p.refuel();
    const key = evaluate(prepared.rule.by as Node, record.frame, record.world);
    const { entry } = collectKeys(p, prepared, record);
    const isPlain = !prepared.conditional && !prepared.rule.roster && entry;
    const alone = isPlain ? aloneState(p, prepared, entry, kind) : undefined;
    return [{ key: proven[i], entryKey: isUnjudged(key) ? undefined : key, state, alone }];
  });
}

function aloneState(
  p: ReturnType<typeof prepare>,
  prepared: PreparedRule,
  entry: KeyEntry,
  kind: RecordKind,
): string {
  const { outcome, violations } = judgeAlone({ p, prepared, kind }, entry);
  return violations.length > 0 ? "open" : outcome;
}

test("what the fast path proves of keys and of groups of one, the interpreter says as well", () => {
  const count = { keys: 0, states: 0, all: 0 };
  fc.assert(
    fc.property(plans, contexts, fc.array(records, { maxLength: 4 }), (plan, context, values) => {
      if (!plan) return;
      for (const value of values)
        for (const { key, entryKey, state, alone } of bothWays(plan, context, value)) {
          count.all += 1;
          if (key !== undefined) {
            expect(key ?? undefined).toBe(entryKey);
            count.keys += 1;
          }
          if (state === undefined || alone === undefined) continue;
          expect(state).toBe(alone);
          count.states += 1;
        }
    }),
    { numRuns: runs },
  );
  expect(count.keys).toBeGreaterThan(count.all / 3);
  expect(count.states).toBeGreaterThan(count.all / 12);
});

describe("judging by stubs", () => {
  test("gives the report of judging in one piece, whatever the rules, records, cuts, partitions", () => {
    const count = { refused: 0, all: 0, wanted: 0, entries: 0 };
    fc.assert(
      fc.property(
        plans,
        contexts,
        fc.array(records, { maxLength: 8 }),
        fc.array(fc.nat({ max: 8 }), { maxLength: 3 }),
        fc.integer({ min: 1, max: 3 }),
        (plan, context, values, at, partitions) => {
          count.all += 1;
          if (!plan) count.refused += 1;
          if (!plan) return;
          const readings = readingsOf(values);
          const { report, wanted } = judgeByStubs(plan, cut(readings, at), context, partitions);
          expect(report).toEqual(judgeAll(plan, readings, context));
          count.wanted += wanted;
          count.entries += judge(plan, readings, context).keys.length;
        },
      ),
      { numRuns: runs },
    );
    // Enough of what was drawn means something: rules compile, and records settle by their stubs.
    expect(count.refused).toBeLessThan(count.all / 3);
    expect(count.wanted).toBeLessThan(count.entries * 0.9);
  });

  test("reads again only what shares a key or is not certain", () => {
    const plan = compileSmall({
      rules: [{ scope: "set", must: "duplicates(record.note).size() == 0" }],
    });
    const readings = readingsOf(["a", "b", "c", "b"].map((note) => ({ note })));
    const { report, wanted } = judgeByStubs(plan, [readings], contextOf());
    expect(wanted).toBe(2);
    expect(report.counts).toMatchObject({ received: 4, passed: 2, blocked: 2 });
  });

  test("a rule that has variants is judged for the market of the record", () => {
    const plan = compileSmall({
      rules: [
        {
          scope: "set",
          params: { limit: "2.00" },
          variants: [{ jurisdictions: ["NO"], params: { limit: "0.50" } }],
          must: "duplicates(record.note).size() == 0 && record.total < params.limit",
        },
      ],
    });
    const records = ["EE", "NO"].map((note) => ({ note, markets: [note], total: "1.00" }));
    const { report } = judgeByStubs(plan, [readingsOf(records)], contextOf());
    expect(report.violations.map(({ record, market }) => [record?.key, market])).toEqual([
      ["N-2", "NO"],
    ]);
  });

  test("what a form works out of its own parts is paid beside what the rule works out of them", () => {
    const wide = "record.lines.map(l, l.net).sum()";
    const plan = compileSmall({
      rules: [
        {
          scope: "set",
          let: { first: `${wide} > 0 ? record.from : record.to` },
          must: "first == record.from && overlaps(record.note, first, record.to).size() == 0",
        },
      ],
    });
    const lines = Array.from({ length: 10 }, () => ({ net: "1.00" }));
    const readings = readingsOf([{ note: "a", from: "2026-01-01", to: "2026-01-31", lines }]);
    const verdicts = new Set<string>();
    for (let fuel = 0; fuel < 150; fuel++) {
      const context = contextOf({ fuel });
      const whole = judgeAll(plan, readings, context);
      expect(judgeByStubs(plan, [readings], context).report).toEqual(whole);
      verdicts.add(whole.verdict);
    }
    expect([...verdicts].sort()).toEqual(["block", "pass"]);
  });

  test("a record that is another when it is read again holds the submission", () => {
    const plan = compileSmall({
      rules: [{ scope: "set", must: "duplicates(record.note).size() == 0" }],
    });
    const notes = (given: readonly string[]) => [readingsOf(given.map((note) => ({ note })))];
    const [first] = notes(["b", "b"]);
    const { keys } = judge(plan, first ?? [], contextOf(), { keys: "stubs" });
    expect(collect(plan, notes(["b", "c"])[0] ?? [], contextOf(), keys.stubs)).toMatchObject({
      entries: [{ key: "b" }],
      absent: 1,
    });
    expect(collect(plan, notes(["b"])[0] ?? [], contextOf(), keys.stubs).absent).toBe(1);
  });
});
