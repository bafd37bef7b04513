import type { Rec } from "./exact.ts";
import { amountsRules } from "./reference/amounts.ts";
import { deliveryRules } from "./reference/delivery.ts";
import { documentRules } from "./reference/document.ts";
import type { Rule } from "./reference/rule.ts";
import { vatRules } from "./reference/vat.ts";
import { type Judge, ruleIds } from "./verdicts.ts";

const rules: Readonly<Record<string, Rule>> = {
  ...documentRules,
  ...amountsRules,
  ...vatRules,
  ...deliveryRules,
};

/**
 * The workload's rules once more, written by hand and slowly: BigInt decimals, every operand a
 * value or the reason why there is none. It is what all engines are compared with, and shares
 * nothing with the rule language but the reading of a field and the arithmetic of two decimals.
 */
export const judgeSlowly: Judge = (invoice, out) => {
  for (let rule = 0; rule < ruleIds.length; rule++) out[rule] = judgeOne(rule, invoice);
};

/** The outcome of one rule, by its place in `ruleIds`. */
export const judgeOne = (rule: number, invoice: unknown): number =>
  rules[ruleIds[rule]!]!(invoice as Rec);
