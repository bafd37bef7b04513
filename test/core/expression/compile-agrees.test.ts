import type { JsonObject } from "../../../lib/core/expression/value.ts";
import type { Rule } from "../../../lib/core/rule.ts";
import fc, { tries } from "../../support/fast-check.ts";
import {
  condition,
  type Draw,
  decimalExpression,
  draws,
  itemsExpression,
  nothingVisible,
  textsExpression,
  type Visible,
} from "./compile-random.ts";
import { record } from "./compile-records.ts";
import { compiled, interpreted, type RuleDraft, ruleOf } from "./compiled-rule.ts";

const runs = tries(1000);

/** A rule with loops, lets and checks, each now and then. */
function draftOf(draw: Draw): RuleDraft {
  let see: Visible = nothingVisible;
  const each: { name: string; list: string }[] = [];
  for (let loops = Math.max(0, draw(5) - 2); loops > 0; loops--) {
    const name = each.length === 0 ? "item" : `o${each.length}`;
    const overTexts = draw(5) === 0;
    const list = overTexts ? textsExpression(draw, see, 1) : itemsExpression(draw, see, 1);
    each.push({ name, list });
    see = overTexts
      ? { ...see, texts: [...see.texts, name] }
      : { ...see, items: [...see.items, name] };
  }
  const lets: { name: string; text: string }[] = [];
  for (let count = draw(3); count > 0; count--) {
    const [name, isBool] = [`let${count}`, draw(3) === 0];
    lets.push({ name, text: (isBool ? condition : decimalExpression)(draw, see, 3) });
    see = isBool
      ? { ...see, bools: [...see.bools, name] }
      : { ...see, decimals: [...see.decimals, name, name, name] };
  }
  const checks = Array.from({ length: 1 + Math.max(0, draw(4) - 2) }, () => ({
    ...(draw(3) === 0 && { when: condition(draw, see, 2) }),
    must: condition(draw, see, 4),
  }));
  return { each, lets, checks };
}

const drafts = draws.map(draftOf);

/** As JSON.parse makes them: no list is at two places. */
const parsed = record.map((value): typeof value => JSON.parse(JSON.stringify(value)));

const count = { proven: 0, all: 0, refused: 0 };

/** What was proven otherwise than the interpreter says; nothing, always. */
function disagreements(rules: readonly Rule[], value: JsonObject, fuel?: number) {
  const proofs = compiled(rules)(value, fuel);
  const outcomes = rules.flatMap((rule) => interpreted(rule, value, fuel));
  count.all += proofs.length;
  return proofs.flatMap((proof, i) => {
    if (proof === "unproven") return [];
    count.proven += 1;
    return proof === outcomes[i] ? [] : [{ check: i, proof, outcome: outcomes[i] }];
  });
}

test("what the fast path proves, the interpreter says as well", () => {
  fc.assert(
    fc.property(drafts, fc.array(parsed, { minLength: 1, maxLength: 4 }), (draft, records) => {
      const rule = ruleOf(draft);
      if (!rule) count.refused += 1;
      else for (const value of records) expect(disagreements([rule], value)).toEqual([]);
    }),
    { numRuns: runs },
  );
  expect(count.proven).toBeGreaterThan(count.all / 5);
});

test("however little fuel there is", () => {
  fc.assert(
    fc.property(drafts, parsed, fc.nat({ max: 60 }), (draft, value, fuel) => {
      const rule = ruleOf(draft);
      if (rule) expect(disagreements([rule], value, fuel)).toEqual([]);
    }),
    { numRuns: runs },
  );
});

test("in the company of other rules", () => {
  const many = fc.array(drafts, { minLength: 2, maxLength: 8 });
  fc.assert(
    fc.property(many, fc.array(parsed, { minLength: 1, maxLength: 3 }), (all, records) => {
      const rules = all.flatMap((draft) => ruleOf(draft) ?? []);
      for (const value of records) expect(disagreements(rules, value)).toEqual([]);
    }),
    { numRuns: Math.ceil(runs / 4) },
  );
});
