import { type Almanac, Engine } from "json-rules-engine";
import { isIban, isPaymentReference } from "../identifier-checks.ts";
import { type Peer, placeOf, type Variant } from "../peer.ts";
import { FAILED, FAULT, PASS, ruleIds } from "../verdicts.ts";
import { conditionsOf } from "./json-rules-engine-rules.ts";

/**
 * Conditions as JSON over facts. Its operators know numbers and lists of scalars only, so what
 * loops or computes is a fact or an operator of one's own; a rule that does not apply passes.
 */
export function jsonRulesEngine(_variant: Variant): Peer {
  const engine = new Engine([], { allowUndefinedFacts: true });
  for (const [name, operator] of Object.entries(operators)) engine.addOperator(name, operator);
  for (const [name, fact] of Object.entries(facts)) engine.addFact(name, fact, { cache: true });
  for (const [name, conditions] of Object.entries(conditionsOf))
    engine.addRule({ name, conditions, event: { type: name } });
  const places = Object.keys(conditionsOf).map(placeOf);
  return {
    name: "json-rules-engine",
    package: "json-rules-engine",
    rulesAre: "data",
    rules: Object.keys(conditionsOf),
    remark: "sums, days, patterns and check digits are facts and operators of one's own",
    tellsApplicability: false,
    records: 500,
    judge: async (record, out) => {
      try {
        const { events } = await engine.run(record as Record<string, unknown>);
        for (const place of places) out[place] = FAILED;
        for (const { type } of events) out[ruleIds.indexOf(type)] = PASS;
      } catch {
        for (const place of places) out[place] = FAULT;
      }
    },
  };
}

type Operator = (fact: never, value: never) => boolean;

const operators: Readonly<Record<string, Operator>> = {
  shown: (text: unknown, is: boolean) => (typeof text === "string" && text.trim() !== "") === is,
  absent: (raw: unknown, is: boolean) => (raw === undefined || raw === null) === is,
  matches: (text: unknown, pattern: string) => compiled(pattern).test(String(text ?? "")),
  lacks: (texts: readonly string[] | undefined, pattern: string) =>
    !(texts ?? []).some((text) => compiled(pattern).test(text)),
  above: (amount: unknown, limit: number) => Number(amount) > limit,
  atMost: (amount: unknown, limit: number) => Number(amount) <= limit,
  atLeast: (amount: unknown, limit: number) => Number(amount) >= limit,
  is: (amount: unknown, other: unknown) => Number(amount) === Number(other),
  iban: (text: string | undefined, is: boolean) => isIban(text ?? "") === is,
};

const patterns = new Map<string, RegExp>();

function compiled(pattern: string): RegExp {
  const known = patterns.get(pattern) ?? new RegExp(pattern);
  patterns.set(pattern, known);
  return known;
}

type Fact = (params: Record<string, string>, almanac: Almanac) => Promise<unknown>;

const facts: Readonly<Record<string, Fact>> = {
  sum: async ({ list, field }, almanac) => {
    const items = await almanac.factValue<readonly Record<string, unknown>[]>(list!);
    return items.reduce((sum, item) => sum + Number(item[field!]), 0);
  },
  least: async ({ list, field }, almanac) => {
    const items = await almanac.factValue<readonly Record<string, unknown>[]>(list!);
    return Math.min(...items.map((item) => Number(item[field!])));
  },
  days: async ({ from, to }, almanac) => {
    const [start, end] = [await almanac.factValue(from!), await almanac.factValue(to!)];
    return (Date.parse(String(end)) - Date.parse(String(start))) / 86_400_000;
  },
  referenceIsRight: async (_, almanac) => {
    const payment = await almanac.factValue<Record<string, string>>("payment");
    return isPaymentReference(payment["reference"] ?? "", payment["reference_scheme"] ?? "");
  },
};
