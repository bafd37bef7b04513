import type { KindPlan } from "./plan.ts";
import type { Effective, Rule } from "./rule.ts";

export const isOpen = ({ from, to }: Effective): boolean => from === undefined && to === undefined;

/** Whether jurisdictions, dates or variants must be looked at, record by record. */
export const isConditional = ({ jurisdictions, effective, variants }: Rule): boolean =>
  jurisdictions !== undefined || !isOpen(effective) || variants.length > 0;

/** Whether a rule is judged for each market on its own: it has variants, or reads `market`. */
export const isPerMarket = (rule: Rule): boolean =>
  rule.variants.length > 0 || mentionsMarket(rule);

const mentionsMarket = ({ each, lets, checks, values, moneyAtRisk }: Rule): boolean =>
  JSON.stringify([each, lets, checks, values, moneyAtRisk]).includes('"name":"market"');

/**
 * Whether generated code tells where a rule applies: it is judged once for all markets, and its kind
 * has a day and one market, as far as the rule asks for them.
 */
export function isPlacedByCode(rule: Rule, kind: KindPlan | undefined): boolean {
  if (rule.scope !== "record" || !isConditional(rule) || isPerMarket(rule)) return false;
  const hasDay = isOpen(rule.effective) || kind?.effectiveOn !== undefined;
  return hasDay && (!rule.jurisdictions || kind?.markets?.type.kind === "string");
}
