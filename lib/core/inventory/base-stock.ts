import { cumulative, loss } from "../expression/functions/poisson.ts";
import { leastWhole } from "./least.ts";

/**
 * One for one replenishment of slow movers. By Palm's theorem what is on its way is Poisson with
 * mean m = demand × time to replace one, whatever that time's distribution.
 */
export interface BaseStockCosts {
  /** Demand a year. */
  readonly demand: number;
  /** Cost of holding one a year. */
  readonly holdingCost: number;
  readonly stockoutCost: number;
}

/** The share of the demand that a base stock fills at once: P(X ≤ S − 1). */
export const baseStockFill = (stock: number, mean: number): number => cumulative(stock - 1, mean);

/** Yearly cost: what lies on the shelf is S − m + expected backorders. */
export function baseStockCosts(
  stock: number,
  mean: number,
  { demand, holdingCost, stockoutCost }: BaseStockCosts,
): { readonly holding: number; readonly unitsShort: number; readonly shortage: number } {
  const unitsShort = demand * (1 - baseStockFill(stock, mean));
  return {
    holding: holdingCost * (stock - mean + loss(stock, mean)),
    unitsShort,
    shortage: stockoutCost * unitsShort,
  };
}

/**
 * The base stock of least cost. One more costs h·P(X ≤ S) and saves the stockout cost of P(X = S);
 * the ratio of the two falls as S grows, so that the first that does not pay is found by halving.
 */
export function bestBaseStock(mean: number, costs: BaseStockCosts): number {
  const { demand, holdingCost, stockoutCost } = costs;
  return leastWhole(-1, (stock) => {
    const covered = cumulative(stock, mean);
    const exactly = covered - cumulative(stock - 1, mean);
    return stockoutCost * demand * exactly <= holdingCost * covered;
  });
}
