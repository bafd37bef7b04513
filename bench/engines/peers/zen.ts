import { evaluateExpressionSync, ZenEngine } from "@gorules/zen-engine";
import { outcomeOf, type Peer, type PeerRule, placeOf, type Variant } from "../peer.ts";
import { FAILED, NOT_APPLICABLE, PASS } from "../verdicts.ts";
import { zenRules } from "./zen-rules.ts";

/**
 * GoRules ZEN: one decision whose expression node holds all rules. One expression that errs takes
 * the whole decision with it, so that such an invoice is judged once more, rule by rule.
 */
export function zen(variant: Variant): Peer {
  const texts = Object.entries(zenRules(variant));
  const decision = new ZenEngine().createDecision(graphOf(texts.map(textOf)));
  const rules = texts.map(([id, { when, must }]): PeerRule => {
    const evaluate = (text: string) => (record: unknown) => evaluateExpressionSync(text, record);
    return {
      place: placeOf(id),
      when: when === undefined ? undefined : evaluate(when),
      must: evaluate(must),
    };
  });
  return {
    name: "GoRules ZEN",
    package: "@gorules/zen-engine",
    rulesAre: "data",
    rules: texts.map(([id]) => id),
    remark: "exact decimals; no functions of one's own, so no IBAN and no payment references",
    tellsApplicability: true,
    records: 300,
    judge: async (record, out) => {
      const answer = await decision.safeEvaluate(record);
      if (!answer.success)
        for (const rule of rules) out[rule.place] = outcomeOf(rule, record, isMissing);
      else for (const { place } of rules) out[place] = codeOf(answer.data.result[`r${place}`]);
    },
  };
}

const isMissing = (error: unknown): boolean => /type null|Null/.test(String(error));

const codeOf = (result: unknown): number =>
  result === true ? PASS : result === false ? FAILED : NOT_APPLICABLE;

interface Expression {
  readonly key: string;
  readonly value: string;
}

function textOf([id, { when, must }]: [string, { when?: string; must: string }]): Expression {
  const value = when === undefined ? must : `(${when}) ? (${must}) : null`;
  return { key: `r${placeOf(id)}`, value: value.replace(/\s+/g, " ") };
}

function graphOf(expressions: readonly Expression[]): object {
  const listed = expressions.map((expression) => ({ id: expression.key, ...expression }));
  const edge = (sourceId: string, targetId: string) => ({
    id: `${sourceId}-${targetId}`,
    type: "edge",
    sourceId,
    targetId,
  });
  return {
    nodes: [
      { id: "in", name: "in", type: "inputNode" },
      { id: "rules", name: "rules", type: "expressionNode", content: { expressions: listed } },
      { id: "out", name: "out", type: "outputNode" },
    ],
    edges: [edge("in", "rules"), edge("rules", "out")],
  };
}
