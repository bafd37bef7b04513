import { describe, expect, test } from "@jest/globals";
import { addRecord, type Running, startAggregate, stateOf } from "../../lib/core/aggregate.ts";
import { check } from "../../lib/core/expression/check.ts";
import { compileRules } from "../../lib/core/expression/compile.ts";
import type { AggregateDraft } from "../../lib/core/expression/scope.ts";
import { recordOf, STRING } from "../../lib/core/expression/types.ts";
import type { JsonObject } from "../../lib/core/expression/value.ts";
import { startAdding } from "../../lib/core/judge/adding.ts";
import { prepare } from "../../lib/core/judge/preparation.ts";
import { subjectRecord } from "../../lib/core/judge/subject-record.ts";
import type { Aggregate, Plan } from "../../lib/core/plan.ts";
import fc, { tries } from "../support/fast-check.ts";
import {
  condition,
  type Draw,
  dateExpression,
  decimalExpression,
  draws,
  intExpression,
  nothingVisible,
  textExpression,
  textsExpression,
} from "./expression/compile-random.ts";
import { record } from "./expression/compile-records.ts";
import { contextOf, subject } from "./expression/compiled-rule.ts";

const runs = tries(1000);

/** An aggregate of each kind, over expressions drawn at random; they see the record as `r`. */
function draftOf(draw: Draw): string {
  const see = { ...nothingVisible, decimals: [], ints: [] };
  const part = (make: typeof condition, depth: number): string =>
    make(draw, see, depth)
      .replaceAll(/\brecord\b/g, "r")
      .replaceAll(/\bparams\.\w+/g, '"x"');
  const where = draw(2) === 0 ? `, ${part(condition, 2)}` : "";
  const key = () => part(textExpression, 1);
  switch (draw(11)) {
    case 0:
      return `records.count(r, ${part(condition, 2)})`;
    case 1:
      return `records.sum(r, ${part(intExpression, 2)}${where})`;
    case 2:
      return `records.min(r, ${part(draw(2) ? decimalExpression : dateExpression, 2)}${where})`;
    case 3:
      return `records.max(r, ${part(draw(2) ? intExpression : dateExpression, 2)}${where})`;
    case 4:
      return `records.sumBy(r, ${key()}, ${part(decimalExpression, 2)}${where})`;
    case 5:
      return `records.countBy(r, ${key()}${where})`;
    case 6:
      return `records.numbers(r, ${key()}, ${part(intExpression, 1)}${where})`;
    case 7:
      return `records.countBy(r, ${part(textsExpression, 2)}${where})`;
    case 8:
      return `records.sumBy(r, r.items.map(i, i.s), r.items.map(i, i.${draw(2) ? "a" : "n"})${where})`;
    case 9:
      return `records.sumBy(r, r.items.map(i, has(i.s), key(i.s)), r.items.map(i, i.p)${where})`;
    default:
      return `records.sum(r, ${part(decimalExpression, 3)}${where})`;
  }
}

/** The checked aggregate; undefined when the checker refuses a part of it. */
function aggregateOf(text: string, id: string): Aggregate | undefined {
  const drafts: AggregateDraft[] = [];
  const collect = (draft: AggregateDraft): string => {
    drafts.push(draft);
    return id;
  };
  const run = { record: recordOf("Doc"), named: {}, rules: new Set<string>(), collect };
  const names = { zone: STRING, stage: STRING };
  const { schema, tables } = subject;
  const found = check(text, { schema, tables, names, facts: [], run });
  const [draft] = drafts;
  return found.ok && draft ? { ...draft, id, of: "doc" } : undefined;
}

const planOf = (aggregates: readonly Aggregate[]): Plan => ({
  ...{ engine: "1", revision: "", name: "test", languages: ["en"], subject, rules: [] },
  ...{ kinds: {}, aggregates, code: compileRules([], subject, aggregates) },
});

/** As JSON.parse makes them: no list is at two places. */
const parsed = record.map((value): JsonObject => JSON.parse(JSON.stringify(value)));

const count = { closely: 0, all: 0 };

/** The states by proof where there is one, and by the interpreter alone. */
function both(aggregates: readonly Aggregate[], records: readonly JsonObject[], fuel?: number) {
  const p = prepare(planOf(aggregates), contextOf(fuel));
  const adding = startAdding(p);
  const running: Running[] = aggregates.map(startAggregate);
  for (const value of records) {
    const reading = { value, position: { file: 0, offset: 0 }, place: { file: "x" }, digest: "" };
    const made = subjectRecord(p, { name: "doc", shape: "Doc", key: ["s"] }, reading, "x");
    count.all += aggregates.length;
    adding.add("doc", value, () => {
      count.closely += 1;
      return made;
    });
    for (const one of running) {
      p.refuel();
      addRecord(one, value, made.frame, made.world);
    }
  }
  const alone = Object.fromEntries(running.map((one) => [one.aggregate.id, stateOf(one)]));
  return { proven: adding.states(), alone };
}

const drafts = draws.map(draftOf);

describe("aggregates by generated code are those of the interpreter", () => {
  test("whatever they work out, and whatever the records", () => {
    fc.assert(
      fc.property(
        fc.array(drafts, { minLength: 1, maxLength: 6 }),
        fc.array(parsed, { maxLength: 5 }),
        (texts, records) => {
          const aggregates = texts.flatMap((text, i) => aggregateOf(text, `a${i}`) ?? []);
          const { proven, alone } = both(aggregates, records);
          expect([texts, proven]).toEqual([texts, alone]);
        },
      ),
      { numRuns: runs },
    );
    expect(count.closely).toBeLessThan(count.all * 0.8);
  });

  test("however little fuel there is", () => {
    fc.assert(
      fc.property(drafts, fc.array(parsed, { maxLength: 3 }), fc.nat(60), (text, records, fuel) => {
        const one = aggregateOf(text, "a");
        if (!one) return;
        const { proven, alone } = both([one], records, fuel);
        expect([text, proven]).toEqual([text, alone]);
      }),
      { numRuns: runs },
    );
  });

  test("sums that no double holds are exact", () => {
    const big = fc.constantFrom<JsonObject>(
      { b: "999999999999.99", s: "x" },
      { b: 9999999999999.99, s: "y" },
      { b: "-999999999999.99", s: "x" },
      { b: "0.01", s: "x" },
      { b: "0.000001", s: "y" },
    );
    const texts = ["records.sum(r, r.b)", "records.sumBy(r, r.s, r.b)", "records.max(r, r.b)"];
    const aggregates = texts.map((text, i) => aggregateOf(text, `a${i}`) as Aggregate);
    fc.assert(
      fc.property(fc.array(big, { minLength: 1000, maxLength: 3000, size: "max" }), (records) => {
        const { proven, alone } = both(aggregates, records);
        expect(proven).toEqual(alone);
      }),
      { numRuns: Math.min(runs, 30) },
    );
  });
});
