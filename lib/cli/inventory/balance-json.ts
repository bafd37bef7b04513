import type { Policy } from "../../core/inventory/balance.ts";
import {
  type ArticleBalance,
  type ClassBalance,
  type Costed,
  formulas,
  type ProposalEffect,
} from "../../subjects/inventory/balance-report.ts";
import type { Uncosted } from "../../subjects/inventory/stock.ts";
import { figure } from "./figures.ts";

/** A snapshot's balance, with what it was worked out from. */
export interface Statement {
  readonly header: Readonly<Record<string, string | undefined>>;
  readonly contactCost: string;
  readonly classes: readonly ClassBalance[];
  readonly articles: readonly ArticleBalance[];
  readonly proposals: readonly ProposalEffect[];
  readonly leftOut: readonly Uncosted[];
}

/** The statement for machines: figures are texts, as amounts are, and each names its inputs. */
export function balanceJson(statement: Statement): string {
  const { header, contactCost, classes, articles, proposals, leftOut } = statement;
  const json = {
    schema: "holdpoint/inventory-balance/1",
    ...header,
    contact_cost: contactCost,
    formulas,
    classes: classes.map(classJson),
    items: articles.map(articleJson),
    proposals: proposals.map(({ id, type, sku, effect, by }) => ({
      proposal_id: id,
      type,
      sku,
      yearly_effect: effect === undefined ? null : figure(effect),
      by,
    })),
    left_out: leftOut,
  };
  return `${JSON.stringify(json, null, 2)}\n`;
}

const classJson = (one: ClassBalance) => ({
  class: one.class,
  items: one.items,
  holding: figure(one.holding),
  ordering: figure(one.ordering),
  units_short: figure(one.unitsShort),
  contacts: figure(one.contacts),
  shortage: figure(one.shortage),
  total: figure(one.total),
  total_at_target: figure(one.totalAtTarget),
  total_best: figure(one.totalBest),
});

function articleJson({ stock, present, atTarget, best }: ArticleBalance) {
  const { lead, costs, target, days } = stock;
  return {
    sku: stock.sku,
    class: stock.class,
    formula: stock.policy.kind,
    inputs: {
      demand_model: lead.model,
      demand_per_year: figure(costs.demand, 4),
      days: figure(days, 2),
      lead_demand_mean: figure(lead.mean, 4),
      lead_demand_deviation: figure(lead.deviation, 4),
      holding_cost: figure(costs.holdingCost, 4),
      order_cost: figure(costs.orderCost),
      stockout_cost: figure(costs.stockoutCost, 4),
      contacts_per_stockout: figure(stock.contacts, 4),
      target_metric: target.metric,
      target_level: figure(target.level, 4),
    },
    present: costedJson(present),
    at_target: costedJson(atTarget),
    best: costedJson(best),
  };
}

const costedJson = (one: Costed) => ({
  policy: policyJson(one.policy),
  fill: figure(one.fill, 4),
  holding: figure(one.holding),
  ordering: figure(one.ordering),
  units_short: figure(one.unitsShort, 4),
  contacts: figure(one.contacts, 4),
  shortage: figure(one.shortage),
  total: figure(one.total),
});

const policyJson = (policy: Policy) =>
  policy.kind === "base"
    ? { base_stock: figure(policy.stock, 0) }
    : { reorder_point: figure(policy.point, 1), order_qty: figure(policy.quantity, 1) };
