import { pow } from "../expression/functions/elementary.ts";
import { coverage, type Demand, shortfall, stockFor } from "./demand.ts";
import { leastReal, leastWhole } from "./least.ts";
import { economicQuantity, type Lots } from "./order-quantity.ts";

/** What keeping one article costs: lots, and what each unit costs that was wanted and not there. */
export interface StockCosts extends Lots {
  readonly stockoutCost: number;
}

/**
 * Share of the demand that is filled at once under (r, Q), from the demand of a lead time.
 * - Normal: 1 − E[short in a cycle] / Q, the textbook's form, a little too low for small Q.
 * - Poisson: exact, as the position is every number from r + 1 to r + Q equally often.
 */
export function fillRate(lead: Demand, point: number, quantity: number): number {
  const short = shortfall(lead, point);
  const before = lead.model === "poisson" ? shortfall(lead, point + quantity) : 0;
  return 1 - (short - before) / quantity;
}

/** The least reorder point whose fill rate is at least a target between 0 and 1, both excluded. */
export function pointForFill(lead: Demand, target: number, quantity: number): number {
  const fills = (point: number): boolean => fillRate(lead, point, quantity) >= target;
  if (lead.model === "poisson") return leastWhole(-Math.ceil(quantity) - 1, fills);
  if (lead.deviation === 0) return lead.mean - (1 - target) * quantity;
  return leastReal(lead.mean - quantity - lead.deviation, lead.deviation, fills);
}

/** What an (r, Q) policy costs a year, each part on its own. */
export interface PolicyCosts {
  readonly holding: number;
  readonly ordering: number;
  /** Units a year that are wanted and not there. */
  readonly unitsShort: number;
  readonly shortage: number;
}

/**
 * Yearly costs of (r, Q) by the expected inventory level: r − mean + Q/2 is held, every Qth unit of
 * demand costs an order, and every unit short its cost. Nothing is held below zero.
 */
export function policyCosts(
  lead: Demand,
  point: number,
  quantity: number,
  { demand, orderCost, holdingCost, stockoutCost }: StockCosts,
): PolicyCosts {
  const cycle = lead.model === "poisson" ? (quantity + 1) / 2 : quantity / 2;
  const unitsShort = demand * Math.max(0, 1 - fillRate(lead, point, quantity));
  return {
    holding: holdingCost * Math.max(0, point - lead.mean + cycle),
    ordering: (orderCost * demand) / quantity,
    unitsShort,
    shortage: stockoutCost * unitsShort,
  };
}

export function policyCost(
  lead: Demand,
  point: number,
  quantity: number,
  costs: StockCosts,
): number {
  const { holding, ordering, shortage } = policyCosts(lead, point, quantity, costs);
  return holding + ordering + shortage;
}

/** Where a unit short is cheaper than one more held, no safety stock pays: half of the cycles. */
const riskMax = 0.5;
/** Below this a probability of running short is no longer told from none. */
const riskMin = 1e-12;

/**
 * The reorder point of least cost for an order quantity: a cycle runs short with probability
 * h·Q / (stockout cost · demand), at most a half. Where Poisson demand never runs short as often,
 * the point at which on average nothing is left when an order comes.
 */
export function bestPoint(lead: Demand, quantity: number, costs: StockCosts): number {
  const { demand, holdingCost, stockoutCost } = costs;
  if (demand === 0) return 0;
  const even = (holdingCost * quantity) / (stockoutCost * demand);
  const risk = Math.max(riskMin, Math.min(even, riskMax));
  if (lead.model !== "poisson") return stockFor(lead, 1 - risk);
  const short = (point: number): number => coverage(lead, point + quantity) - coverage(lead, point);
  // The chance of running short rises up to about here, where nothing is held, and then only falls.
  const empty = Math.max(-1, Math.floor(lead.mean - (quantity + 1) / 2));
  const peak = leastWhole(empty - 1, (point) => short(point + 1) <= short(point));
  const level = leastWhole(peak - 1, (point) => short(point) <= risk);
  // Around what holds nothing a step up costs less than a whole unit held.
  const points = even <= riskMax ? [level, empty, empty + 1] : [level];
  return least(points, (point) => policyCost(lead, point, quantity, costs));
}

const least = (points: readonly number[], costOf: (point: number) => number): number =>
  points.reduce((best, point) => (costOf(point) < costOf(best) ? point : best));

const roundsMax = 200;

/**
 * The order quantity of least cost, by turns with its reorder point (Hadley and Whitin's
 * expected-inventory-level iteration). For Poisson demand it is Harris' quantity, at least 1.
 */
export function bestQuantity(lead: Demand, costs: StockCosts): number {
  const { demand, orderCost, holdingCost, stockoutCost } = costs;
  const first = economicQuantity(costs);
  if (lead.model === "poisson") return Math.max(1, Math.round(first));
  let quantity = first;
  for (let round = 0; round < roundsMax && quantity > 0; round++) {
    const short = shortfall(lead, bestPoint(lead, quantity, costs));
    const next = economicQuantity({
      demand,
      orderCost: orderCost + stockoutCost * short,
      holdingCost,
    });
    if (Math.abs(next - quantity) <= 1e-12 * next) return next;
    quantity = next;
  }
  return quantity;
}

/**
 * Ehrhardt and Mosier's power approximation of S − s: `demand` a review period, holding cost of a
 * unit a period, `deviation` of the demand of a lead time and the review after it.
 */
export function powerQuantity({ demand, orderCost, holdingCost }: Lots, deviation: number): number {
  const spread = 1 + (deviation / demand) * (deviation / demand);
  return 1.3 * pow(demand, 0.494) * pow(orderCost / holdingCost, 0.506) * pow(spread, 0.116);
}

/** Its reorder point s, before the correction for small quantities. */
export function powerPoint(
  quantity: number,
  lead: Demand,
  holdingCost: number,
  stockoutCost: number,
): number {
  const { mean, deviation } = lead;
  const zeta = Math.sqrt((quantity * holdingCost) / (deviation * stockoutCost));
  return 0.973 * mean + deviation * (0.183 / zeta + 1.063 - 2.192 * zeta);
}
