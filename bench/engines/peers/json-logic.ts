import { LogicEngine } from "json-logic-engine";
import { isIban, isPaymentReference } from "../identifier-checks.ts";
import { outcomeOf, type Peer, type PeerRule, placeOf, type Variant } from "../peer.ts";
import { jsonLogicRules } from "./json-logic-rules.ts";

/** JsonLogic compiled to JavaScript. Absent values are null, which counts as zero. */
export function jsonLogic(_variant: Variant): Peer {
  const engine = new LogicEngine();
  for (const [name, method] of Object.entries(methods)) engine.addMethod(name, method, pure);
  const rules = Object.entries(jsonLogicRules).map(([id, { when, must }]): PeerRule => {
    const place = placeOf(id);
    return {
      place,
      when: when === undefined ? undefined : asBoolean(engine.build(when)),
      must: asBoolean(engine.build(must)),
    };
  });
  return {
    name: "json-logic-engine, compiled",
    package: "json-logic-engine",
    rulesAre: "data",
    rules: Object.keys(jsonLogicRules),
    remark: "own methods for abs, round, patterns, days, IBAN and payment references",
    tellsApplicability: true,
    records: 20_000,
    judge: (record, out) => {
      for (const rule of rules) out[rule.place] = outcomeOf(rule, record, () => false);
    },
  };
}

const pure = { deterministic: true, sync: true };

const asBoolean =
  (evaluate: unknown): PeerRule["must"] =>
  (record) =>
    Boolean(typeof evaluate === "function" ? evaluate(record) : evaluate);

const patterns = new Map<string, RegExp>();

function compiled(pattern: string): RegExp {
  const known = patterns.get(pattern) ?? new RegExp(pattern);
  patterns.set(pattern, known);
  return known;
}

/** What JsonLogic lacks; each takes its arguments as a list. */
const methods: Readonly<Record<string, Parameters<LogicEngine["addMethod"]>[1]>> = {
  abs: ([x]: [number]) => Math.abs(x),
  round: ([x]: [number]) => Math.round(x),
  shown: ([text]: [string | null]) => text !== null && text.trim() !== "",
  matches: ([text, pattern]: [string | null, string]) => compiled(pattern).test(text ?? ""),
  days: ([from, to]: [string, string]) => (Date.parse(to) - Date.parse(from)) / 86_400_000,
  iban: ([text]: [string]) => isIban(text),
  paymentReference: ([text, scheme]: [string, string]) => isPaymentReference(text, scheme),
};
