import {
  backorderedCost,
  backorderedQuantity,
  type DiscountedLots,
  discountedCost,
  discountedQuantity,
  discountKinds,
  economicQuantity,
  lotCost,
} from "../../inventory/order-quantity.ts";
import { isUnjudged, type Unjudged, worse } from "../fault.ts";
import type { FunctionContext } from "../function-row.ts";
import type { List } from "../value.ts";
import { elementsOf } from "./elements.ts";
import { invalid, outOfRange, realIn } from "./limits.ts";
import { row, rowIn } from "./row.ts";

// biome-ignore format: one entry a function
export const orderQuantities = [
  row("eoq(demand: real, orderCost: real, holdingCost: real): real", 1, eoq,
    "The economic order quantity: √(2 · demand · cost of an order / cost of holding a piece).",
    ["toDecimal(eoq(1300, 8, real(0.225)), 2)", "304.05"]),
  row("lotCost(quantity: real, demand: real, orderCost: real, holdingCost: real): real", 1, costOfLots,
    "The yearly cost of ordering so many at once, and of holding half of them.",
    ["toDecimal(lotCost(real(304.05), 1300, 8, real(0.225)), 2)", "68.41"],
    ["lotCost(0, 1300, 8, real(0.225))", "fault out_of_range"]),
  row("eoqBackorders(demand: real, orderCost: real, holdingCost: real, backorderCost: real): real",
    1, eoqBackorders,
    "The order quantity of least cost where customers may wait, at a cost for a piece and year.",
    ["toDecimal(eoqBackorders(1300, 8, real(0.225), 5), 2)", "310.81"]),
  row("backorderedLotCost(quantity: real, share: real, demand: real, orderCost: real, " +
      "holdingCost: real, backorderCost: real): real", 1, costOfBackorderedLots,
    "The yearly cost of it when a share of each lot is waited for.",
    ["toDecimal(backorderedLotCost(real(310.81), real(0.043062), 1300, 8, real(0.225), 5), 2)",
      "66.92"]),
  rowIn("eoqDiscount(demand: real, orderCost: real, holdingRate: real, froms: list<real>, " +
      "costs: list<real>, kind: Discount): real", 4, eoqDiscount,
    "The order quantity of least yearly cost where a piece costs less from some quantities on.",
    ['toDecimal(eoqDiscount(1300, 8, real(0.3), [real(0), real(400), real(800)], ' +
      '[real(0.75), real(0.72), real(0.68)], "all_units"), 0)', "800"]),
  rowIn("discountedCost(quantity: real, demand: real, orderCost: real, holdingRate: real, " +
      "froms: list<real>, costs: list<real>, kind: Discount): real", 4, costOfDiscounted,
    "The yearly cost of an order quantity with what the pieces cost, where they cost less from some quantities on.",
    ['toDecimal(discountedCost(800, 1300, 8, real(0.3), [real(0), real(400), real(800)], ' +
      '[real(0.75), real(0.72), real(0.68)], "all_units"), 2)', "978.60"]),
];

const wanted = "demand and costs are not below zero, and the cost of holding is above it";

const areLots = (demand: number, orderCost: number, holdingCost: number): boolean =>
  demand >= 0 && orderCost >= 0 && holdingCost > 0;

const noQuantity = (): Unjudged => outOfRange("an order quantity above zero is wanted");

function eoq(demand: number, orderCost: number, holdingCost: number): number | Unjudged {
  if (!areLots(demand, orderCost, holdingCost)) return invalid(wanted);
  return realIn(economicQuantity({ demand, orderCost, holdingCost }));
}

function costOfLots(
  quantity: number,
  demand: number,
  orderCost: number,
  holdingCost: number,
): number | Unjudged {
  if (!areLots(demand, orderCost, holdingCost)) return invalid(wanted);
  if (!(quantity > 0)) return noQuantity();
  return realIn(lotCost(quantity, { demand, orderCost, holdingCost }));
}

function eoqBackorders(
  demand: number,
  orderCost: number,
  holdingCost: number,
  backorderCost: number,
): number | Unjudged {
  if (!areLots(demand, orderCost, holdingCost) || !(backorderCost > 0)) return invalid(wanted);
  return realIn(backorderedQuantity({ demand, orderCost, holdingCost }, backorderCost));
}

function costOfBackorderedLots(
  quantity: number,
  share: number,
  demand: number,
  orderCost: number,
  holdingCost: number,
  backorderCost: number,
): number | Unjudged {
  if (!areLots(demand, orderCost, holdingCost) || !(backorderCost > 0)) return invalid(wanted);
  if (!(quantity > 0)) return noQuantity();
  if (!(share >= 0 && share <= 1)) return outOfRange("a share is from 0 to 1");
  const lots = { demand, orderCost, holdingCost };
  return realIn(backorderedCost(quantity, share, lots, backorderCost));
}

/** The lots that arguments describe, or what is wrong with them. */
function discountedLots(
  context: FunctionContext,
  [demand, orderCost, holdingRate]: readonly [number, number, number],
  [froms, costs]: readonly [List, List],
  kind: string,
): DiscountedLots | Unjudged {
  const starts = elementsOf<number>(context, froms);
  const prices = elementsOf<number>(context, costs);
  if (isUnjudged(starts)) return isUnjudged(prices) ? worse(starts, prices) : starts;
  if (isUnjudged(prices)) return prices;
  if (!areLots(demand, orderCost, holdingRate)) return invalid(wanted);
  const known = discountKinds.find((name) => name === kind);
  if (!known) return invalid(`discounts are of kind ${discountKinds.join(" or ")}`);
  if (starts.length !== prices.length)
    return invalid(`${starts.length} quantities, ${prices.length} costs`);
  if (starts[0] !== 0 || starts.some((from, i) => i > 0 && !(from > (starts[i - 1] as number))))
    return invalid("quantities start at 0 and grow");
  if (!prices.every((price) => price > 0)) return invalid("a piece costs more than nothing");
  const breaks = starts.map((from, i) => ({ from, cost: prices[i] as number }));
  return { demand, orderCost, holdingRate, breaks, kind: known };
}

function eoqDiscount(
  context: FunctionContext,
  demand: number,
  orderCost: number,
  holdingRate: number,
  froms: List,
  costs: List,
  kind: string,
): number | Unjudged {
  const lots = discountedLots(context, [demand, orderCost, holdingRate], [froms, costs], kind);
  return isUnjudged(lots) ? lots : realIn(discountedQuantity(lots));
}

function costOfDiscounted(
  context: FunctionContext,
  quantity: number,
  demand: number,
  orderCost: number,
  holdingRate: number,
  froms: List,
  costs: List,
  kind: string,
): number | Unjudged {
  const lots = discountedLots(context, [demand, orderCost, holdingRate], [froms, costs], kind);
  if (isUnjudged(lots)) return lots;
  return quantity > 0 ? realIn(discountedCost(quantity, lots)) : noQuantity();
}
