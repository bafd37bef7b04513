import { type Balance, balanceOf, type Policy, policyForTarget } from "../../inventory/balance.ts";
import { isUnjudged, type Unjudged } from "../fault.ts";
import type { FunctionContext } from "../function-row.ts";
import { demandOf } from "./demand-models.ts";
import { invalid, outOfRange, realIn } from "./limits.ts";
import { rowIn } from "./row.ts";

// biome-ignore format: one entry a function
export const stockBalance = [
  rowIn("stockCost(part: CostPart, state: PolicyState, policy: PolicyKind, model: DemandModel, " +
      "perDay: real, days: real, dayDeviation: real, leadDeviation: real, stock: real, " +
      "quantity: real, orderCost: real, holdingCost: real, metric: TargetMetric, target: real): real",
    64, stockCost,
    "A part of the yearly balance of an article, `holding`, `ordering` or the units `short`, under the policy at " +
    "`present` or the one that its `target` asks for: a `base` stock, or a reorder point and quantity (`rq`).",
    ['toDecimal(stockCost("short", "present", "base", "poisson", real(0.2), 16, 0, 0, 7, 1, 0, 10, "fill", real(0.95)), 4)',
      "3.2572"],
    ['toDecimal(stockCost("ordering", "target", "rq", "normal", 20, 9, 6, 2, 0, 1, 15, real(2.5), "cycle", real(0.95)), 2)',
      "369.93"]),
];

/** Days of a year: what demand a day comes to. */
const yearDays = 365;

function stockCost(
  context: FunctionContext,
  part: string,
  state: string,
  policy: string,
  model: string,
  perDay: number,
  days: number,
  dayDeviation: number,
  leadDeviation: number,
  stock: number,
  quantity: number,
  orderCost: number,
  holdingCost: number,
  metric: string,
  target: number,
): number | Unjudged {
  if (!(perDay >= 0 && days >= 0)) return invalid("demand and days are not below zero");
  if (!(orderCost >= 0 && holdingCost > 0))
    return invalid("the cost of an order is not below zero, and that of holding is above it");
  if (!(quantity > 0)) return outOfRange("an order quantity above zero is wanted");
  if (!(target > 0 && target < 1)) return outOfRange("a target is between 0 and 1, both excluded");
  const ofDays = days * dayDeviation * dayDeviation;
  const ofLead = perDay * leadDeviation;
  const isBase = policy === "base";
  const known = isBase ? "poisson" : model;
  const deviation = Math.sqrt(ofDays + ofLead * ofLead);
  const lead = demandOf(context, known, perDay * days, deviation, state === "target" ? 120 : 4);
  if (isUnjudged(lead)) return lead;
  // Shortage is told in units: what one costs is the rule's to say.
  const costs = { demand: perDay * yearDays, orderCost, holdingCost, stockoutCost: 0 };
  const present: Policy = isBase
    ? { kind: "base", stock: Math.floor(stock) }
    : { kind: "rq", point: stock, quantity };
  const wanted = {
    metric: metric === "cycle" ? ("cycle" as const) : ("fill" as const),
    level: target,
  };
  const judged = state === "target" ? policyForTarget(present.kind, lead, wanted, costs) : present;
  return realIn(partOf(balanceOf(judged, lead, costs), part));
}

function partOf({ holding, ordering, unitsShort }: Balance, part: string): number {
  if (part === "holding") return holding;
  return part === "ordering" ? ordering : unitsShort;
}
