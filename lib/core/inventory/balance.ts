import { baseStockCosts, baseStockFill, bestBaseStock } from "./base-stock.ts";
import { type Demand, stockFor } from "./demand.ts";
import { economicQuantity } from "./order-quantity.ts";
import {
  bestPoint,
  bestQuantity,
  fillRate,
  pointForFill,
  policyCosts,
  type StockCosts,
} from "./reorder-policy.ts";

/** How an article is kept: by a base stock, or by a reorder point and an order quantity. */
export type Policy =
  | { readonly kind: "base"; readonly stock: number }
  | { readonly kind: "rq"; readonly point: number; readonly quantity: number };

/** What an article is wanted for: the share of cycles without stockout, or of demand filled. */
export interface ServiceTarget {
  readonly metric: "cycle" | "fill";
  readonly level: number;
}

/** Both sides of the balance of one article, a year: what stock costs, and what its lack costs. */
export interface Balance {
  readonly holding: number;
  readonly ordering: number;
  readonly unitsShort: number;
  readonly shortage: number;
  /** Share of the demand that is filled at once. */
  readonly fill: number;
}

/**
 * What a policy costs a year. The demand is that of a lead time (and the review before it); for a
 * base stock that of the time to replace one, which is Poisson by Palm's theorem.
 */
export function balanceOf(policy: Policy, lead: Demand, costs: StockCosts): Balance {
  if (policy.kind === "rq") {
    const { point, quantity } = policy;
    const fill = Math.max(0, fillRate(lead, point, quantity));
    return { ...policyCosts(lead, point, quantity, costs), fill };
  }
  const fill = baseStockFill(policy.stock, lead.mean);
  return { ...baseStockCosts(policy.stock, lead.mean, costs), ordering: 0, fill };
}

export const totalOf = ({ holding, ordering, shortage }: Balance): number =>
  holding + ordering + shortage;

/** The policy of the same kind that its target asks for, with the economic order quantity. */
export function policyForTarget(
  kind: Policy["kind"],
  lead: Demand,
  { metric, level }: ServiceTarget,
  costs: StockCosts,
): Policy {
  if (kind === "base") return { kind, stock: stockFor(lead, level) + 1 };
  const quantity = Math.max(1, Math.round(economicQuantity(costs)));
  const point = metric === "cycle" ? stockFor(lead, level) : pointForFill(lead, level, quantity);
  return { kind, point, quantity };
}

/** The policy of the same kind that costs least, holding and shortage together. */
export function bestPolicy(kind: Policy["kind"], lead: Demand, costs: StockCosts): Policy {
  if (kind === "base") return { kind, stock: bestBaseStock(lead.mean, costs) };
  const quantity = Math.max(1, Math.round(bestQuantity(lead, costs)));
  return { kind, point: Math.ceil(bestPoint(lead, quantity, costs)), quantity };
}
