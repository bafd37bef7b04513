import { Environment } from "@marcbachmann/cel-js";
import { isIban, isPaymentReference } from "../identifier-checks.ts";
import { outcomeOf, type Peer, type PeerRule, placeOf, type Variant } from "../peer.ts";
import { celRules } from "./cel-rules.ts";

/** CEL as doubles have it: decimals as text are read by `double`, JSON numbers are doubles. */
export function celJs(variant: Variant): Peer {
  const env = environment();
  const rules = Object.entries(celRules(variant)).map(([id, { when, must }]): PeerRule => {
    const place = placeOf(id);
    return {
      place,
      when: when === undefined ? undefined : parsed(env, when),
      must: parsed(env, must),
    };
  });
  return {
    name: "@marcbachmann/cel-js",
    package: "@marcbachmann/cel-js",
    rulesAre: "data",
    rules: Object.keys(celRules(variant)),
    remark: "own functions for abs, sum, round, blank, days, IBAN and payment references",
    tellsApplicability: true,
    records: 2000,
    judge: (record, out) => {
      for (const rule of rules) out[rule.place] = outcomeOf(rule, record, isMissing);
    },
  };
}

function parsed(env: Environment, text: string): (record: unknown) => unknown {
  const evaluate = env.parse(text);
  return (record) => evaluate({ record });
}

const isMissing = (error: unknown): boolean => /No such key/.test(String(error));

function environment(): Environment {
  return new Environment({ homogeneousAggregateLiterals: false })
    .registerVariable("record", "map")
    .registerFunction("abs(double): double", (x: number) => Math.abs(x))
    .registerFunction("round(double): double", (x: number) => Math.round(x))
    .registerFunction("sum(list): double", (list: number[]) => list.reduce((a, b) => a + b, 0))
    .registerFunction("blank(string): bool", (text: string) => text.trim() === "")
    .registerFunction("endsIn(string, string): bool", (a: string, b: string) => a.endsWith(b))
    .registerFunction("iban(string): bool", isIban)
    .registerFunction("paymentReference(string, string): bool", isPaymentReference)
    .registerFunction("days(string, string): double", daysBetween);
}

function daysBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / 86_400_000;
}
