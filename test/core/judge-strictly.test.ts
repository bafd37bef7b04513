import { readBody } from "../../lib/app/read-body.ts";
import { asksInLoops, factsAsked, tablesRead } from "../../lib/core/asked-facts.ts";
import { judgeAll } from "../../lib/core/judge-all.ts";
import { judgeStrictly } from "../../lib/core/judge-strictly.ts";
import type { Rule } from "../../lib/core/rule.ts";
import type { FactQuestion } from "../../lib/subjects/fact-questions.ts";
import { factQuestion } from "../../lib/subjects/fact-questions.ts";
import { packNamed } from "../rulesets/packs.ts";
import { type Asking, askingBody, askingGate, askingRules } from "../support/facts-gate.ts";

const { plan } = askingGate();
const ruleOf = (asking: Asking): Rule => plan.rules.find(({ id }) => id === askingRules[asking])!;

const contextWith = (attested: Readonly<Record<string, boolean>>) => ({
  ...{ gate: "asking", businessAt: "2026-11-23T09:00:00Z", zone: "Europe/Tallinn" },
  ...({
    stage: "intake",
    unsupplied: [],
    requiredTables: [],
    attested: { "1": attested },
  } as const),
  rows: { loaded: () => false, find: () => [], all: () => undefined },
});
const readingsOf = (...asks: readonly Asking[]) =>
  readBody(askingBody([{ number: "1", asks }]), plan.subject).readings;
const strictly = (asking: Asking, attested: Readonly<Record<string, boolean>>) =>
  judgeStrictly(plan, askingRules[asking], readingsOf(asking), contextWith(attested)).map(
    ({ check = "", outcome }) => [check, outcome],
  );

// What a rule gives whatever its settings let pass: nothing is a pass.
test.each<[Asking, Readonly<Record<string, boolean>>, readonly (readonly string[])[]]>([
  ["agreed", {}, [["", "missing"]]],
  ["agreed", { agreed: false }, [["", "failed"]]],
  ["agreed", { agreed: true }, []],
  ["skips", { proven: true }, [["", "missing"]]], // which its setting skips
  ["warns", { harmless: true }, [["", "failed"]]], // which would warn
  ["compare", { same_need: true }, [["fair", "missing"]]],
  ["twice", {}, []],
])("%s with %j", (asking, answers, found) => {
  expect(strictly(asking, answers)).toEqual(found);
});

test("it judges one rule, and changes neither the plan nor what judging gives", () => {
  const readings = readingsOf("skips", "plain");
  const before = judgeAll(plan, readings, contextWith({ proven: true }));
  const found = judgeStrictly(plan, askingRules.skips, readings, contextWith({ proven: true }));
  expect(found.map(({ rule }) => rule)).toEqual([askingRules.skips]);
  expect(judgeAll(plan, readings, contextWith({ proven: true }))).toEqual(before);
  expect(before.violations.map(({ rule }) => rule)).toEqual([askingRules.plain]);
});

describe("what a check asks", () => {
  test.each<[Asking, string, readonly string[]]>([
    ["agreed", "", ["agreed"]],
    ["compare", "need", ["same_need"]],
    ["compare", "priced", []],
    ["contradicts", "", ["contradicts"]], // through a let
    ["twice", "", ["one_customer"]], // in a set rule
    ["whole", "", []],
    ["agreed", "sample", []], // no check of the rule
  ])("%s/%s", (asking, check, facts) => {
    expect(factsAsked(ruleOf(asking), check)).toEqual(facts);
  });

  test("in a loop, everything that the rule says of its elements", () => {
    const text = `
- id: ASK-90
  title: loops
  source: test
  prevents: Nothing.
  severity: hold
  each: record.items.filter(i, optional(attested("agreed")).orElse(true))
  let: { unread: 'attested("fair")' }
  must: item.unit_price > 0.00
  message: Loops.
`;
    const [rule] = askingGate("", text).plan.rules as [Rule];
    expect([factsAsked(rule, ""), asksInLoops(rule)]).toEqual([["agreed"], true]);
    expect(asksInLoops(ruleOf("compare"))).toBe(false);
  });

  test("tables that a rule reads are known, those that it can do without among them", () => {
    expect([...tablesRead(ruleOf("looks"))]).toEqual(["products"]);
    expect([...tablesRead(ruleOf("agreed"))]).toEqual([]);
  });
});

describe.each(["campaign", "service-change"] as const)("the shipped rules about a %s", (kind) => {
  const { plan: shipped } = packNamed(kind);
  const asked = new Set(
    shipped.rules.flatMap((rule) => rule.checks.flatMap(({ name }) => factsAsked(rule, name))),
  );

  test("ask only what there are questions for, in four languages that differ", () => {
    expect(asked.size).toBeGreaterThan(2);
    for (const fact of asked) {
      const question = factQuestion(kind, fact) as FactQuestion;
      const texts = [question.en, question.et, question.ro, question.nb];
      expect(texts.filter((text) => !/^\p{Lu}.+\?$/u.test(text))).toEqual([]);
      expect(new Set(texts).size).toBe(4);
    }
  });

  test("ask whatever stands in one of their conditions", () => {
    const written = [
      ...JSON.stringify(
        shipped.rules.map(({ checks, lets, each }) => [checks, lets, each]),
      ).matchAll(/"op":"attested"[^}]*?"fact":"(\w+)"/g),
    ];
    const said = new Set(written.map(([, fact]) => fact));
    expect([...said].filter((fact) => !asked.has(fact as string))).toEqual([]);
  });
});

test("what nobody wrote a question for has none", () => {
  for (const [kind, fact] of [
    ["order", "same_need"],
    ["campaign", "constructor"],
    ["__proto__", "same_need"],
  ] as const)
    expect(factQuestion(kind, fact)).toBeUndefined();
});
