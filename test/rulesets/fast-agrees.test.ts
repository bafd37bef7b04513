import { describe, expect, test } from "@jest/globals";
import { contextOf, readingsOf, usualSettings } from "../../lib/core/cases/case-context.ts";
import { planOfRule } from "../../lib/core/cases/case-plan.ts";
import { recordsOf } from "../../lib/core/cases/case-records.ts";
import { caseRows, tablesOf } from "../../lib/core/cases/case-rows.ts";
import type { Context } from "../../lib/core/context.ts";
import { compileRules } from "../../lib/core/expression/compile.ts";
import { loadFast } from "../../lib/core/expression/load.ts";
import { isObject, type Json } from "../../lib/core/expression/value.ts";
import { judgeAll } from "../../lib/core/judge-all.ts";
import type { Plan } from "../../lib/core/plan.ts";
import type { ReadRecord } from "../../lib/core/record.ts";
import type { Rule } from "../../lib/core/rule.ts";
import type { ReferenceRows } from "../../lib/core/subject.ts";
import fc, { tries } from "../support/fast-check.ts";
import { type Pack, packNamed, packNames } from "./packs.ts";

/** A case as it is judged. */
interface Judged {
  /** The rule that it is a case of. */
  readonly rule: Rule;
  readonly readings: readonly ReadRecord[];
  readonly context: Context;
}

function casesOf({ plan, cases, files }: Pack): readonly Judged[] {
  const texts = new Map(files.map(({ path, text }) => [path, text]));
  const rules = new Map(plan.rules.map((rule) => [rule.id, rule]));
  return cases.flatMap(({ rule: id, cases: own }) =>
    own.map((one): Judged => {
      const rule = rules.get(id)!;
      const read = recordsOf(one, texts, plan.subject.records);
      const tables = tablesOf(one.context.rows ?? {}, texts);
      if (!read.ok || !tables.ok) throw new Error(`a case of ${id} is not readable`);
      const readings = readingsOf(read.records, one, rule.of);
      const rows = caseRows(tables.tables, plan.subject);
      const settings = usualSettings;
      const context = contextOf(one.context, { plan, rule, readings, rows, settings });
      return { rule, readings, context };
    }),
  );
}

/** The same plan without a fast path: the interpreter judges everything. */
const exactOf = (plan: Plan): Plan => ({ ...plan, code: compileRules([], plan.subject) });

/** Values that stand where they should not, or say what none should. */
const wrong: readonly Json[] = [
  ...[null, "", " ", "x", true, [], {}, -1, 0, 1.5, 1e15, "0", "-0.01", "12345678901234.5"],
  ...["2026-02-29", "2026-02-28", "0001-01-01", "RO", "EE", "381", [null], [{}]],
];

/** The value with what lies at a place, which numbers choose, removed, doubled or replaced. */
function damaged(value: Json, choose: (below: number) => number): Json {
  const inner = Array.isArray(value) ? value.keys() : isObject(value) ? Object.keys(value) : [];
  const places = [...inner];
  const deeper = places.length > 0 && choose(6) > 0;
  if (!deeper) return wrong[choose(wrong.length)]!;
  const place = places[choose(places.length)]!;
  if (Array.isArray(value)) {
    const at = place as number;
    const how = choose(8);
    if (how === 0) return value.toSpliced(at, 1);
    if (how === 1) return value.toSpliced(at, 0, value[at]!);
    return value.with(at, damaged(value[at]!, choose));
  }
  const { [place as string]: old, ...rest } = value as Record<string, Json>;
  return choose(8) === 0 ? rest : { ...rest, [place]: damaged(old!, choose) };
}

function damagedReadings(
  readings: readonly ReadRecord[],
  numbers: fc.Stream<number>,
): readonly ReadRecord[] {
  const choose = (below: number): number => numbers.next().value! % below;
  return readings.map((reading) => {
    const value = damaged(reading.value, choose);
    return isObject(value) ? { ...reading, value } : reading;
  });
}

/** The same rows, as if the other tables had never been loaded. */
const onlyTables = (rows: ReferenceRows, loaded: readonly string[]): ReferenceRows => ({
  ...rows,
  loaded: (table) => loaded.includes(table) && rows.loaded(table),
  find: (table, key, on) => (loaded.includes(table) ? rows.find(table, key, on) : []),
  all: (table) => (loaded.includes(table) ? rows.all(table) : []),
});

/** A fuel that some rules run out of, now and then. */
const fuels = fc.constantFrom(undefined, undefined, undefined, 30, 120, 600);

describe.each(packNames)("%s", (name) => {
  test("a report by generated code is the interpreter's, for every case of every rule", () => {
    const pack = packNamed(name);
    for (const [rule, cases] of Map.groupBy(casesOf(pack), (one) => one.rule)) {
      const plan = planOfRule(pack.plan, rule);
      const exact = exactOf(plan);
      for (const { readings, context } of cases)
        expect(judgeAll(plan, readings, context)).toEqual(judgeAll(exact, readings, context));
    }
  });

  test("and by all rules together for damaged records", () => {
    const pack = packNamed(name);
    const exact = exactOf(pack.plan);
    const cases = casesOf(pack).filter(({ readings }) => readings.length > 0);
    const choices = fc.infiniteStream(fc.nat());
    fc.assert(
      fc.property(fc.constantFrom(...cases), choices, fuels, (one, numbers, fuel) => {
        const readings = damagedReadings(one.readings, numbers);
        const context = { ...one.context, ...(fuel !== undefined && { fuel }) };
        const [fast, slow] = [pack.plan, exact].map((plan) => judgeAll(plan, readings, context));
        expect(fast).toEqual(slow);
      }),
      { numRuns: tries(40) },
    );
  });

  // What lacks a table is decided by generated code as well, on what is left.
  test("and whichever tables are loaded, for cases and for damaged records", () => {
    const pack = packNamed(name);
    const exact = exactOf(pack.plan);
    const tables = Object.keys(pack.plan.subject.tables);
    const cases = casesOf(pack).filter(({ readings }) => readings.length > 0);
    const choices = fc.option(fc.infiniteStream(fc.nat()), { nil: undefined });
    const some = fc.oneof(fc.constant([]), fc.subarray(tables));
    let lacking = 0;
    fc.assert(
      fc.property(fc.constantFrom(...cases), some, choices, fuels, (one, loaded, numbers, fuel) => {
        const readings = numbers ? damagedReadings(one.readings, numbers) : one.readings;
        const context = {
          ...one.context,
          rows: onlyTables(one.context.rows, loaded),
          ...(fuel !== undefined && { fuel }),
        };
        const [fast, slow] = [pack.plan, exact].map((plan) => judgeAll(plan, readings, context));
        expect(fast).toEqual(slow);
        for (const { outcomes } of fast!.rules) lacking += outcomes.not_configured;
      }),
      { numRuns: tries(40) },
    );
    expect(lacking).toBeGreaterThan(0);
  });

  // What needs the lexicon or other texts, the interpreter judges.
  test("many checks of most cases are proven", () => {
    const { plan } = packNamed(name);
    const { judge } = loadFast(plan);
    const judged = plan.rules.filter(({ scope, roster }) => scope === "record" && !roster);
    const out = new Uint8Array(judged.reduce((sum, rule) => sum + rule.checks.length, 0));
    const counted = { proven: 0, all: 0 };
    for (const { readings, context } of casesOf(packNamed(name)))
      for (const { value, of: kind } of readings) {
        judge(value, { ...context, kind: kind! }, out);
        let first = 0;
        for (const rule of judged) {
          for (const proof of out.subarray(first, first + rule.checks.length))
            if (rule.of === kind) {
              counted.all += 1;
              if (proof !== 0) counted.proven += 1;
            }
          first += rule.checks.length;
        }
      }
    expect(counted.proven / counted.all).toBeGreaterThan(0.3);
  });
});
