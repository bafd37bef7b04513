import { type Decimal, fromDouble, parseField } from "../../core/expression/decimal.ts";
import { doubleOf } from "../../core/expression/functions/doubles.ts";
import type { JsonObject } from "../../core/expression/value.ts";
import type { Policy, ServiceTarget } from "../../core/inventory/balance.ts";
import type { Demand } from "../../core/inventory/demand.ts";
import type { StockCosts } from "../../core/inventory/reorder-policy.ts";

/** An article as the formulas of the balance see it. */
export interface Stock {
  readonly sku: string;
  readonly class: string;
  readonly policy: Policy;
  readonly lead: Demand;
  /** Days that the demand is of: lead time and review, or the time to replace one. */
  readonly days: number;
  readonly costs: StockCosts;
  /** Contacts that one piece short causes. */
  readonly contacts: number;
  readonly target: ServiceTarget;
}

/** The field without which an article cannot be costed. */
export interface Uncosted {
  readonly sku: string;
  readonly lacks: string;
}

const yearDays = 365;
const usualHolding = 25;
const usualContacts = 0.6;

/**
 * Reads an article of a snapshot as the rules of the balance do (INV-23): spare parts and repairables
 * with a base stock are kept by it, everything else by reorder point and order quantity. A piece short
 * costs its stockout cost, its contacts, and of finished goods the margin.
 */
export function stockOf(record: JsonObject, contactCost: number): Stock | Uncosted {
  const sku = String(record["sku"] ?? "");
  const kind = String(record["class"] ?? "");
  const number = (name: string): number | undefined => decimalIn(record[name]);
  const lacks = (field: string): Uncosted => ({ sku, lacks: field });
  const perDay = number("demand_per_day");
  if (perDay === undefined || perDay <= 0) return lacks("demand_per_day");
  const days = daysOf(record);
  if (days === undefined || days < 0) return lacks("lead_time_days");
  const unitCost = number("unit_cost");
  const holdingCost = ((unitCost ?? 0) * (number("holding_rate") ?? usualHolding)) / 100;
  if (holdingCost <= 0) return lacks("unit_cost");
  const level = number("target_level");
  if (level === undefined || level <= 0 || level >= 1) return lacks("target_level");
  const policy = policyOf(record);
  if (!policy) return lacks("reorder_point and order_qty, or base_stock");
  const isPoisson = policy.kind === "base" || record["demand_model"] === "poisson";
  const dayDeviation = number("demand_sd");
  if (!isPoisson && dayDeviation === undefined) return lacks("demand_sd");
  const ofLead = perDay * (number("lead_time_sd") ?? 0);
  const variance = days * (dayDeviation ?? 0) * (dayDeviation ?? 0) + ofLead * ofLead;
  const contacts = number("contacts_per_stockout") ?? usualContacts;
  const margin = kind === "finished" ? (number("unit_margin") ?? 0) : 0;
  return {
    sku,
    class: kind,
    policy,
    days,
    lead: {
      model: isPoisson ? "poisson" : "normal",
      mean: perDay * days,
      deviation: isPoisson ? 0 : Math.sqrt(variance),
    },
    costs: {
      demand: perDay * yearDays,
      orderCost: number("order_cost") ?? 0,
      holdingCost,
      stockoutCost: (number("stockout_cost") ?? 0) + margin + contacts * contactCost,
    },
    contacts,
    target: { metric: record["target_metric"] === "cycle" ? "cycle" : "fill", level },
  };
}

function policyOf(record: JsonObject): Policy | undefined {
  const base = decimalIn(record["base_stock"]);
  const isPart = record["class"] === "spare_part" || record["class"] === "repairable";
  if (isPart && base !== undefined) return { kind: "base", stock: Math.max(0, Math.floor(base)) };
  const point = decimalIn(record["reorder_point"]);
  const quantity = decimalIn(record["order_qty"]);
  const upTo = decimalIn(record["order_up_to"]);
  if (point === undefined) return undefined;
  if (quantity !== undefined && quantity > 0) return { kind: "rq", point, quantity };
  return upTo !== undefined && upTo > point
    ? { kind: "rq", point, quantity: upTo - point }
    : undefined;
}

/** What can be repaired comes back after the repair, the rest after the lead time. */
function daysOf(record: JsonObject): number | undefined {
  const lead = decimalIn(record["lead_time_days"]);
  if (lead === undefined) return undefined;
  const repair = record["repair"] as JsonObject | null | undefined;
  const repaired = repair ? decimalIn(repair["tat_days"]) : undefined;
  if (record["class"] !== "repairable" || repaired === undefined)
    return lead + (decimalIn(record["review_days"]) ?? 0);
  const share = decimalIn(repair?.["yield"]) ?? 1;
  return repaired * share + lead * (1 - share);
}

/** A field as the formulas compute with it; undefined for what is no decimal. */
export function decimalIn(value: unknown): number | undefined {
  const decimal: Decimal | undefined =
    typeof value === "string"
      ? parseField(value)
      : typeof value === "number"
        ? fromDouble(value)
        : undefined;
  return decimal && doubleOf(decimal);
}
