import { expect, test } from "@jest/globals";
import {
  conclude,
  holdUnjudged,
  judge,
  judgeKeys,
  lackingViolation,
  startGathering,
  wholeOf,
} from "../../lib/core/index.ts";
import { compileSmall, contextOf, readingsOf } from "../support/small-engine.ts";

const plan = compileSmall({
  rules: [
    { id: "REC-01", must: "record.count > 0" },
    { id: "SET-01", scope: "set", must: "duplicates(key(record.note)).size() == 0" },
    { id: "RUN-01", scope: "run", must: "records.count() == 2" },
  ],
});
const readings = readingsOf([1, 2, 3, 4].map((count) => ({ count, note: `${count}` })));
const context = contextOf();

test("what cannot be judged is held with its reason; its rules count as faults, those over several records and over all hold the submission", () => {
  const [first, second] = [readings.slice(0, 2), readings.slice(2)];
  const chunk = judge(plan, first, context);
  const held = holdUnjudged(plan, second, context, "no memory");
  const lacking = lackingViolation(2, "all of b.ndjson", "no memory");
  const set = judgeKeys(plan, chunk.keys, context);
  const gathering = startGathering(plan);
  gathering.take(wholeOf(plan, [chunk, held], [set]));
  gathering.takeViolation(lacking);
  const whole = { ...wholeOf(plan, [chunk, held], [set]), ...gathering.gathered() };
  const report = conclude(plan, whole, context);
  expect(report.verdict).toBe("hold");
  expect(report.counts).toEqual({ received: 4, passed: 2, held: 2, blocked: 0, unreadable: 0 });
  expect(report.held.map(({ key }) => key)).toEqual(["N-3", "N-4"]);
  const told = report.violations.map(({ rule, record, note }) => [rule, record?.key, note]);
  expect(told.toSorted()).toEqual(
    [
      ["unjudged", undefined, "SET-01 has not compared 2 of its records"],
      [
        "unjudged",
        undefined,
        "sums and comparisons lack 2 records, all of b.ndjson: judging it failed again and again: no memory",
      ],
      ["unjudged", "N-3", "judging it failed again and again: no memory"],
      ["unjudged", "N-4", "judging it failed again and again: no memory"],
    ].toSorted(),
  );
  const [record] = report.rules.filter(({ rule }) => rule === "REC-01");
  expect(record?.outcomes).toMatchObject({ pass: 2, fault: 2 });
});

test("what is no record, or has no key, is unreadable there as it is elsewhere", () => {
  const broken = { ...readings[0], value: { count: 1 } } as (typeof readings)[0];
  const held = holdUnjudged(plan, [broken as never], context, "no memory");
  expect(held.unreadable.map(({ code }) => code)).toEqual(["no_key"]);
  expect(held).toMatchObject({ received: 1, held: [] });
});
