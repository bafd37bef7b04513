import { baseStockCosts, bestBaseStock } from "../../inventory/base-stock.ts";
import type { Demand } from "../../inventory/demand.ts";
import {
  bestPoint,
  bestQuantity,
  fillRate,
  pointForFill,
  policyCost,
  powerPoint,
  powerQuantity,
  type StockCosts,
} from "../../inventory/reorder-policy.ts";
import { unsoldOf } from "../../inventory/shelf-life.ts";
import { expectedFailures } from "../../inventory/support-need.ts";
import type { Decimal } from "../decimal.ts";
import { isUnjudged, type Unjudged, worse } from "../fault.ts";
import type { FunctionContext } from "../function-row.ts";
import type { List } from "../value.ts";
import { demandOf } from "./demand-models.ts";
import { elementsOf } from "./elements.ts";
import { decimalIn, invalid, outOfRange, realIn } from "./limits.ts";
import { row, rowIn } from "./row.ts";

// biome-ignore format: one entry a function
export const stockPolicies = [
  rowIn("fillRate(model: DemandModel, point: real, quantity: real, mean: real, deviation: real): real",
    16, fillRateOf,
    "The share of demand filled at once when so many are ordered at a reorder point, by the demand of a lead time.",
    ['toDecimal(fillRate("normal", 252, 100, 180, real(43.86)), 4)', "0.9908"],
    ['toDecimal(fillRate("poisson", 6, 1, real(3.2), 0), 4)', "0.9554"]),
  rowIn("fillPoint(model: DemandModel, target: real, quantity: real, mean: real, deviation: real): real",
    64, fillPoint,
    "The least reorder point that fills a share of the demand at once.",
    ['toDecimal(fillPoint("poisson", real(0.95), 1, real(3.2), 0), 0)', "6"]),
  rowIn("rqCost(model: DemandModel, point: real, quantity: real, demand: real, orderCost: real, " +
      "holdingCost: real, stockoutCost: real, mean: real, deviation: real): real", 16, rqCost,
    "The yearly cost of ordering so many at a reorder point: holding, ordering, and each piece short.",
    ['toDecimal(rqCost("normal", real(213.97), real(318.59), 1300, 8, real(0.225), real(7.5), ' +
      'real(108.333333), real(43.30127)), 2)', "95.45"]),
  rowIn("rqQuantity(model: DemandModel, demand: real, orderCost: real, holdingCost: real, " +
      "stockoutCost: real, mean: real, deviation: real): real", 64, rqQuantity,
    "The order quantity of least yearly cost, together with its reorder point.",
    ['toDecimal(rqQuantity("normal", 1300, 8, real(0.225), real(7.5), real(108.333333), ' +
      'real(43.30127)), 2)', "318.59"]),
  rowIn("rqPoint(model: DemandModel, quantity: real, demand: real, holdingCost: real, " +
      "stockoutCost: real, mean: real, deviation: real): real", 64, rqPoint,
    "The reorder point of least yearly cost for an order quantity.",
    ['toDecimal(rqPoint("normal", real(318.59), 1300, real(0.225), real(7.5), real(108.333333), ' +
      'real(43.30127)), 2)', "213.97"]),
  row("powerQuantity(demand: real, orderCost: real, holdingCost: real, deviation: real): real",
    4, powerQuantityOf,
    "S − s by Ehrhardt and Mosier's power approximation, from the demand of a review period and the deviation of that of a lead time.",
    ["toDecimal(powerQuantity(50, real(2.5), real(0.18), 8), 4)", "34.0956"]),
  row("powerPoint(quantity: real, mean: real, deviation: real, holdingCost: real, stockoutCost: real): real",
    4, powerPointOf,
    "The reorder point s by the same approximation, without the correction for small quantities.",
    ["toDecimal(powerPoint(real(34.095553), 50, 8, real(0.18), real(0.70)), 4)", "40.1946"]),
  rowIn("baseStockCost(stock: int, mean: real, demand: real, holdingCost: real, stockoutCost: real): real",
    8, baseStockCost,
    "The yearly cost of a base stock when so many are on their way on average: holding, and each piece short.",
    ["toDecimal(baseStockCost(7, real(3.2), 73, 10, 54), 2)", "214.14"]),
  rowIn("bestBaseStock(mean: real, demand: real, holdingCost: real, stockoutCost: real): int",
    32, bestBaseStockOf,
    "The base stock of least yearly cost.",
    ["bestBaseStock(real(3.2), 73, 10, 54)", "10"]),
  row("expectedFailures(base: real, perYear: real, years: real, retirement: real): real", 4, failures,
    "How many parts devices will need over some years, as a share of them is retired each year.",
    ["toDecimal(expectedFailures(4200, real(0.017), 8, real(0.1)), 2)", "406.65"]),
  rowIn("fefoUnsold(quantities: list<decimal>, days: list<int>, perDay: decimal): list<decimal>",
    4, fefoUnsold,
    "What stays unsold of lots that may be delivered for so many days yet, when the first to expire goes first.",
    ["fefoUnsold([10, 50], [5, 20], 2)", "[0, 20]"]),
];

function fillRateOf(
  context: FunctionContext,
  model: string,
  point: number,
  quantity: number,
  mean: number,
  deviation: number,
): number | Unjudged {
  const lead = demandOf(context, model, mean, deviation, 2);
  if (isUnjudged(lead)) return lead;
  return quantity > 0 ? realIn(fillRate(lead, point, quantity)) : noQuantity();
}

function fillPoint(
  context: FunctionContext,
  model: string,
  target: number,
  quantity: number,
  mean: number,
  deviation: number,
): number | Unjudged {
  const lead = demandOf(context, model, mean, deviation, 120);
  if (isUnjudged(lead)) return lead;
  if (!(target > 0 && target < 1)) return outOfRange("a target is between 0 and 1, both excluded");
  return quantity > 0 ? realIn(pointForFill(lead, target, quantity)) : noQuantity();
}

const noQuantity = (): Unjudged => outOfRange("an order quantity above zero is wanted");

const wanted = "demand and cost of an order are not below zero, the other costs are above it";

function costsOf(
  demand: number,
  orderCost: number,
  holdingCost: number,
  stockoutCost: number,
): StockCosts | Unjudged {
  return demand >= 0 && orderCost >= 0 && holdingCost > 0 && stockoutCost > 0
    ? { demand, orderCost, holdingCost, stockoutCost }
    : invalid(wanted);
}

/** Costs and the demand of a lead time, both sound, or what is wrong with the first that is not. */
function judged(
  costs: StockCosts | Unjudged,
  lead: Demand | Unjudged,
  run: (costs: StockCosts, lead: Demand) => number | Unjudged,
): number | Unjudged {
  if (isUnjudged(costs)) return costs;
  return isUnjudged(lead) ? lead : run(costs, lead);
}

function rqCost(
  context: FunctionContext,
  model: string,
  point: number,
  quantity: number,
  demand: number,
  orderCost: number,
  holdingCost: number,
  stockoutCost: number,
  mean: number,
  deviation: number,
): number | Unjudged {
  const costs = costsOf(demand, orderCost, holdingCost, stockoutCost);
  return judged(costs, demandOf(context, model, mean, deviation, 2), (sound, lead) =>
    quantity > 0 ? realIn(policyCost(lead, point, quantity, sound)) : noQuantity(),
  );
}

function rqQuantity(
  context: FunctionContext,
  model: string,
  demand: number,
  orderCost: number,
  holdingCost: number,
  stockoutCost: number,
  mean: number,
  deviation: number,
): number | Unjudged {
  const costs = costsOf(demand, orderCost, holdingCost, stockoutCost);
  return judged(costs, demandOf(context, model, mean, deviation, 120), (sound, lead) =>
    realIn(bestQuantity(lead, sound)),
  );
}

function rqPoint(
  context: FunctionContext,
  model: string,
  quantity: number,
  demand: number,
  holdingCost: number,
  stockoutCost: number,
  mean: number,
  deviation: number,
): number | Unjudged {
  const costs = costsOf(demand, 0, holdingCost, stockoutCost);
  return judged(costs, demandOf(context, model, mean, deviation, 120), (sound, lead) =>
    quantity > 0 ? realIn(bestPoint(lead, quantity, sound)) : noQuantity(),
  );
}

function powerQuantityOf(
  demand: number,
  orderCost: number,
  holdingCost: number,
  deviation: number,
): number | Unjudged {
  if (!(demand > 0 && orderCost >= 0 && holdingCost > 0 && deviation >= 0)) return invalid(wanted);
  return realIn(powerQuantity({ demand, orderCost, holdingCost }, deviation));
}

function powerPointOf(
  quantity: number,
  mean: number,
  deviation: number,
  holdingCost: number,
  stockoutCost: number,
): number | Unjudged {
  if (!(quantity > 0)) return noQuantity();
  if (!(deviation > 0 && holdingCost > 0 && stockoutCost > 0)) return invalid(wanted);
  const lead: Demand = { model: "normal", mean, deviation };
  return realIn(powerPoint(quantity, lead, holdingCost, stockoutCost));
}

function baseStockCost(
  context: FunctionContext,
  stock: bigint,
  mean: number,
  demand: number,
  holdingCost: number,
  stockoutCost: number,
): number | Unjudged {
  if (stock < 0n) return invalid("a stock is not below zero");
  const costs = costsOf(demand, 0, holdingCost, stockoutCost);
  return judged(costs, demandOf(context, "poisson", mean, 0, 2), (sound, lead) => {
    const { holding, shortage } = baseStockCosts(Number(stock), lead.mean, sound);
    return realIn(holding + shortage);
  });
}

function bestBaseStockOf(
  context: FunctionContext,
  mean: number,
  demand: number,
  holdingCost: number,
  stockoutCost: number,
): bigint | Unjudged {
  const costs = costsOf(demand, 0, holdingCost, stockoutCost);
  const best = judged(costs, demandOf(context, "poisson", mean, 0, 120), (sound, lead) =>
    realIn(bestBaseStock(lead.mean, sound)),
  );
  return isUnjudged(best) ? best : BigInt(best);
}

/** Years over which needs are told at most. */
const yearsMax = 1_000;

function failures(
  base: number,
  perYear: number,
  years: number,
  retirement: number,
): number | Unjudged {
  if (!(base >= 0 && perYear >= 0)) return invalid("devices and failures are not below zero");
  if (!(years >= 0 && years <= yearsMax)) return outOfRange(`0 to ${yearsMax} years are wanted`);
  if (!(retirement >= 0 && retirement < 1))
    return outOfRange("a share from 0 to below 1 is wanted");
  return realIn(expectedFailures(base, perYear, years, retirement));
}

function fefoUnsold(
  context: FunctionContext,
  quantities: List,
  days: List,
  perDay: Decimal,
): List | Unjudged {
  const pieces = elementsOf<Decimal>(context, quantities);
  const ends = elementsOf<bigint>(context, days);
  if (isUnjudged(pieces)) return isUnjudged(ends) ? worse(pieces, ends) : pieces;
  if (isUnjudged(ends)) return ends;
  if (pieces.length !== ends.length) return invalid(`${pieces.length} lots, ${ends.length} ends`);
  if (perDay.units < 0n || pieces.some(({ units }) => units < 0n))
    return invalid("quantities are not below zero");
  const lots = pieces.map((quantity, i) => ({ quantity, days: ends[i] as bigint }));
  return unsoldOf(lots, perDay).map(decimalIn);
}
