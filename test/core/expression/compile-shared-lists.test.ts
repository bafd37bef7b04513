import { compileRules } from "../../../lib/core/expression/compile.ts";
import type { JsonObject } from "../../../lib/core/expression/value.ts";
import type { Rule } from "../../../lib/core/rule.ts";
import fc, { tries } from "../../support/fast-check.ts";
import { condition, draws, nothingVisible } from "./compile-random.ts";
import { record } from "./compile-records.ts";
import { compiled, interpreted, type RuleDraft, ruleOf, subject } from "./compiled-rule.ts";

const rule = (draft: RuleDraft): Rule => {
  const made = ruleOf(draft);
  if (!made) throw new Error(`not a rule: ${JSON.stringify(draft)}`);
  return made;
};

/** Rules whose `when` looks into tables have functions of their own: both pass over the items. */
const items = rule({
  each: [{ name: "item", list: "record.items" }],
  checks: [
    { must: "item.a >= 1" },
    { when: "has(item.q)", must: "item.q * item.a > 0 && item.s != 'z'" },
    { must: "record.items.filter(i, i.s == item.s).map(i, i.a).sum() > 0" },
  ],
});
const asking = rule({
  each: [{ name: "item", list: "record.items" }],
  checks: [{ when: "lookup('parts', item.s).n == 2", must: "has(item.n) && item.a < 5 + item.n" }],
});

const of = (...some: readonly JsonObject[]): JsonObject => ({ items: some as JsonObject[] });
const long = Array.from({ length: 100 }, (_, i) => ({ a: `${i + 1}.50`, q: 1, s: "a", n: 200 }));

// Records one after the other, and what is proven of each check: nothing stays of the one before.
const inTurn: readonly (readonly [JsonObject, readonly string[]])[] = [
  [of({ a: "1.50", q: "2", s: "a", n: 1 }), ["pass", "pass", "pass", "pass"]],
  [{}, ["unproven", "unproven", "unproven", "unproven"]],
  [of(...long), ["pass", "pass", "pass", "pass"]], // more than buffers have room for at first
  [of(), ["not_applicable", "not_applicable", "not_applicable", "not_applicable"]],
  [of({ a: "0.50", s: "a" }), ["failed", "not_applicable", "pass", "failed"]], // no q, no n
  [{ items: [{ a: "2", s: "a" }, 7] }, ["unproven", "unproven", "unproven", "unproven"]],
  [{ items: "none" }, ["unproven", "unproven", "unproven", "unproven"]],
  [of({ a: 2, q: -1.5, s: "a", n: 3 }), ["pass", "failed", "pass", "pass"]], // numbers, not texts
];

test("what functions read of a list together is that of the record at hand", () => {
  const rules = [items, asking];
  const proofs = compiled(rules);
  for (const [value, expected] of inTurn) {
    expect(proofs(value)).toEqual(expected);
    const outcomes = rules.flatMap((one) => interpreted(one, value));
    for (const [i, proof] of expected.entries())
      if (proof !== "unproven") expect(outcomes[i]).toBe(proof);
  }
});

test("a list is read once for several functions, and by the function itself where it is one", () => {
  const reads = (rules: readonly Rule[]): number =>
    compileRules(rules, subject).split('["a"]').length - 1;
  const single = reads([items]);
  expect(reads([items, asking])).toBeLessThan(single + reads([asking]));
  expect(compileRules([items], subject)).not.toContain("function a0(record)");
  expect(compileRules([items, asking], subject)).toContain("function a0(record)");
});

test("whatever the rules and the records, in whichever order", () => {
  const draft = draws.map((draw): RuleDraft => {
    const see = { ...nothingVisible, items: ["item"] };
    return {
      each: [{ name: "item", list: "record.items" }],
      checks: [{ when: condition(draw, see, 2), must: condition(draw, see, 4) }],
    };
  });
  const records = fc.array(
    record.map((value): typeof value => JSON.parse(JSON.stringify(value))),
    { minLength: 2, maxLength: 6 },
  );
  const count = { proven: 0, all: 0 };
  fc.assert(
    fc.property(fc.array(draft, { minLength: 1, maxLength: 4 }), records, (drafts, values) => {
      const rules = [asking, ...drafts.flatMap((one) => ruleOf(one) ?? []), items];
      const proofs = compiled(rules);
      for (const value of values) {
        const outcomes = rules.flatMap((one) => interpreted(one, value));
        for (const [i, proof] of proofs(value).entries()) {
          count.all += 1;
          if (proof === "unproven") continue;
          count.proven += 1;
          expect([i, proof]).toEqual([i, outcomes[i]]);
        }
      }
    }),
    { numRuns: tries(300) },
  );
  expect(count.proven).toBeGreaterThan(count.all / 5);
});
