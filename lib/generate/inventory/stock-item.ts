import { amountText, divided, priceText } from "../amounts.ts";
import type { Fields } from "../generated.ts";
import type { Random } from "../random.ts";
import type { Article } from "./article.ts";
import { dayText } from "./days.ts";

/** What lies in the store of an article and what is on its way, in whole pieces. */
export interface Level {
  readonly free: number;
  readonly allocated: number;
  readonly onOrder: number;
  /** Days until what is ordered comes in. */
  readonly receiptDays: number;
  /** At or below its reorder point: an order is proposed. */
  readonly isLow: boolean;
}

/** A day's sound level: between reorder point and the point after an order, receipts in time. */
export function levelOf(article: Article, random: Random): Level {
  const { demand, leadDays, baseStock, point, quantity, keeping, supportNeed } = article;
  const perDay = demand / 1_000;
  const allocated = random.chance(3_000) ? random.between(1, 3) : 0;
  if (keeping === "last_parts") {
    const free = supportNeed + random.between(0, 20);
    return { free, allocated: 0, onOrder: 0, receiptDays: 0, isLow: false };
  }
  const low = baseStock === undefined && random.chance(500);
  const position =
    baseStock !== undefined ? baseStock : low ? point : point + random.between(1, quantity);
  const ordered =
    baseStock !== undefined
      ? random.between(0, Math.min(2, Math.max(0, baseStock - 1)))
      : random.chance(4_000)
        ? quantity
        : 0;
  const free = position - ordered;
  const days = Math.min(leadDays, Math.floor(free / perDay));
  if (ordered === 0 || free < 1 || days < 1)
    return { free: position, allocated, onOrder: 0, receiptDays: 0, isLow: low };
  return { free, allocated, onOrder: ordered, receiptDays: random.between(1, days), isLow: low };
}

const names: Readonly<Record<Article["keeping"], string>> = {
  goods: "Kettle",
  slow_goods: "Espresso machine",
  perishable: "Coffee beans",
  part: "Circulation pump",
  repairable: "Control unit",
  last_parts: "Door seal",
};

const classes: Readonly<Record<Article["keeping"], string>> = {
  goods: "finished",
  slow_goods: "finished",
  perishable: "consumable",
  part: "spare_part",
  repairable: "repairable",
  last_parts: "spare_part",
};

/** The article as a snapshot shows it. */
export function stockItem(article: Article, level: Level, random: Random): Fields {
  const { keeping, unitCost, lead } = article;
  const onHand = level.free + level.allocated;
  const issues = Math.min(random.between(0, 3), onHand);
  const hasBase = article.baseStock !== undefined;
  return {
    sku: article.sku,
    name: names[keeping],
    class: classes[keeping],
    lifecycle: keeping === "last_parts" ? "last_time_buy" : "active",
    on_hand: String(onHand),
    quarantined: "0",
    allocated: String(level.allocated),
    on_order: String(level.onOrder),
    in_transit: "0",
    backorders: "0",
    in_repair: article.repair ? String(random.between(0, 1)) : "0",
    receipts_since_prev: "0",
    issues_since_prev: String(issues),
    adjustments_since_prev: "0",
    ...(level.onOrder > 0 && {
      receipts: [{ qty: String(level.onOrder), due_on: dayText(level.receiptDays) }],
    }),
    unit_cost: amountText(unitCost),
    unit_price: amountText(unitCost * 2),
    unit_margin: amountText(unitCost),
    holding_rate: "25",
    order_cost: "15.00",
    lead_time_days: String(article.leadDays),
    lead_time_sd: String(article.leadDeviation),
    demand_per_day: priceText(article.demand, 3),
    demand_sd: priceText(article.deviation, 3),
    demand_model: lead.model,
    review_days: "0",
    ...(hasBase
      ? { base_stock: String(article.baseStock) }
      : {
          reorder_point: String(article.point),
          order_qty: String(article.quantity),
          safety_stock: priceText(Math.ceil((article.point - lead.mean) * 1_000), 3),
        }),
    target_metric: article.metric,
    target_level: String(article.target),
    criticality: article.criticality,
    last_issue_on: dayText(-random.between(1, 20)),
    oldest_receipt_on: dayText(-random.between(30, 120)),
    ...(keeping === "perishable" && { lots: lotsOf(article, onHand), min_life_days: 7 }),
    ...(hasBase && { serves: [servedBy(article)], ...requestsOf(article, level, random) }),
    ...(article.repair && {
      repair: {
        tat_days: String(article.repair.days),
        tat_target_days: String(article.repair.target),
        tat_p90_days: String(article.repair.target + 2),
        yield: "1",
      },
    }),
  };
}

/** Two lots that are sold long before they must be. */
function lotsOf({ demand }: Article, onHand: number): Fields[] {
  const first = divided(onHand, 2);
  const soldIn = Math.ceil((onHand * 1_000) / demand);
  return [
    { lot: "L-1", qty: String(first), expires_on: dayText(soldIn + 20) },
    { lot: "L-2", qty: String(onHand - first), expires_on: dayText(soldIn + 60) },
  ];
}

const servedBy = ({ installedBase }: Article): Fields => ({
  model: "WM-300",
  installed_base: installedBase,
  failures_per_unit_year: "0.017",
  support_until: "2034-12-31",
  mandated_until: "2034-12-31",
  max_delivery_working_days: 15,
});

/** A customer who waits since lately, for a part that lies there. */
function requestsOf({ sku }: Article, { free }: Level, random: Random): Fields {
  if (free < 1 || !random.chance(2_000)) return {};
  const request = {
    request_id: `RQ-${sku}`,
    requested_on: dayText(-random.between(1, 6)),
    promised_to: dayText(random.between(1, 6)),
  };
  return { requests: [request] };
}
