import { type Demand, stockFor } from "../../core/inventory/demand.ts";
import { economicQuantity } from "../../core/inventory/order-quantity.ts";
import { pointForFill } from "../../core/inventory/reorder-policy.ts";
import { expectedFailures } from "../../core/inventory/support-need.ts";
import type { Random } from "../random.ts";

/** How an article is kept: goods by reorder point, slow parts and what is repaired by base stock. */
export type Keeping = "goods" | "slow_goods" | "perishable" | "part" | "repairable" | "last_parts";

/** An article as it is drawn: what is wanted of it, and the policy that is right for that. */
export interface Article {
  readonly sku: string;
  readonly keeping: Keeping;
  /** Thousandths a day. */
  readonly demand: number;
  readonly deviation: number;
  readonly leadDays: number;
  readonly leadDeviation: number;
  /** Cents. */
  readonly unitCost: number;
  readonly target: number;
  readonly metric: "cycle" | "fill";
  readonly criticality: "A" | "B" | "C";
  /** The demand of a lead time. */
  readonly lead: Demand;
  readonly point: number;
  readonly quantity: number;
  /** Of parts that are kept one for one. */
  readonly baseStock: number | undefined;
  readonly repair: { readonly days: number; readonly target: number } | undefined;
  readonly installedBase: number;
  /** Parts that devices need until support ends, with certainty. */
  readonly supportNeed: number;
}

const orderCost = 1_500;
const holdingShare = 0.25;

/** Devices need so many parts a year; a tenth of them is retired each year. */
const failuresPerYear = 0.017;
const retirement = 0.1;
const supportYears = 8.1;
const certainty = 0.95;

const keepings: readonly Keeping[] = [
  ...Array.from({ length: 8 }, () => "goods" as const),
  ...Array.from({ length: 3 }, () => "slow_goods" as const),
  ...Array.from({ length: 2 }, () => "perishable" as const),
  ...Array.from({ length: 5 }, () => "part" as const),
  ...Array.from({ length: 2 }, () => "repairable" as const),
  "last_parts",
];

const medians: Readonly<Record<Keeping, number>> = {
  goods: 9_000,
  slow_goods: 250,
  perishable: 12_000,
  part: 120,
  repairable: 80,
  last_parts: 60,
};

const prefixes: Readonly<Record<Keeping, string>> = {
  goods: "GOOD",
  slow_goods: "GOOD",
  perishable: "FOOD",
  part: "PART",
  repairable: "UNIT",
  last_parts: "PART",
};

/** Draws an article: usage is log-normal, and each has the policy that its formulas ask for. */
export function articleOf(index: number, random: Random): Article {
  const keeping = random.pick(keepings);
  const demand = Math.max(20, Math.round(random.logNormal(medians[keeping], 0.7)));
  const isNormal = keeping === "goods" || keeping === "perishable";
  const deviation = isNormal ? Math.round((demand * random.between(30, 70)) / 100) : 0;
  const leadDays = random.between(3, 30);
  const leadDeviation = random.between(0, Math.floor(leadDays / 6));
  const unitCost = Math.max(50, Math.round(random.logNormal(1_500, 0.9)));
  const target = random.pick([0.9, 0.95, 0.98]);
  const metric = keeping === "goods" && random.chance(6_000) ? "cycle" : "fill";
  const repair =
    keeping === "repairable"
      ? { days: random.between(4, 9), target: random.between(9, 12) }
      : undefined;
  const perDay = demand / 1_000;
  const lead: Demand = {
    model: isNormal ? "normal" : "poisson",
    mean: perDay * (repair ? repair.days : leadDays),
    deviation: isNormal
      ? Math.sqrt(leadDays * square(deviation / 1_000) + square(perDay * leadDeviation))
      : 0,
  };
  const quantity = Math.max(1, Math.round(economicQuantity(lotsOf(perDay, unitCost))));
  const isBase = keeping === "part" || keeping === "repairable" || keeping === "last_parts";
  const point = metric === "cycle" ? stockFor(lead, target) : pointForFill(lead, target, quantity);
  const installedBase = random.between(200, 3_000);
  const failures = expectedFailures(installedBase, failuresPerYear, supportYears, retirement);
  const need: Demand = { model: "poisson", mean: failures, deviation: 0 };
  return {
    sku: `${prefixes[keeping]}-${10_001 + index}`,
    keeping,
    demand,
    deviation,
    leadDays,
    leadDeviation,
    unitCost,
    target,
    metric: isBase ? "fill" : metric,
    criticality: isBase ? random.pick(["A", "B", "C"] as const) : "C",
    lead,
    // Never below the mean demand of the lead time, however little a fill rate asks for.
    point: Math.ceil(Math.max(point, lead.mean)),
    quantity,
    baseStock: isBase ? stockFor(lead, target) + 1 : undefined,
    repair,
    installedBase,
    supportNeed: stockFor(need, certainty),
  };
}

const square = (x: number): number => x * x;

const lotsOf = (perDay: number, unitCost: number) => ({
  demand: perDay * 365,
  orderCost: orderCost / 100,
  holdingCost: (unitCost / 100) * holdingShare,
});
