import * as z from "zod";
import type { ReferenceTable } from "../reference-table.ts";
import * as s from "../scalars.ts";
import { effectiveDates } from "../tables/effective-dates.ts";

export const prorationPolicies = ["actual", "thirty", "actual_365", "none"] as const;

const recurringItem = z.object({
  item_id: s.text(64, "The charge item"),
  object_id: s.text(100, "The line, meter or device").nullish(),
  quantity: s.quantity.nullish().meta({ description: "How many; 1 when absent", usualScale: 3 }),
  period_months: z.int().nullish().meta({ description: "Months of a full period; 1 when absent" }),
  prepaid: s.flag("Whether periods are billed in advance").nullish(),
  has_usage: s.flag("Whether usage is billed, so that each period has a line").nullish(),
  start_date: s.date.nullish().meta({ description: "First day; the contract's when absent" }),
  end_date: s.date.nullish().meta({ description: "Last day; the contract's when absent" }),
  billed_through: s.date
    .nullish()
    .meta({ description: "Last day billed before this run; none when absent" }),
});

const grantedDiscount = z.object({
  discount_id: s.id.meta({ description: "The discount" }),
  item_id: s.text(64, "On this item; on all when absent").nullish(),
  type: s.text(32, "contract, campaign, goodwill, outage …").nullish(),
  percentage: s.percentage.nullish().meta({ description: "How much, percent", usualScale: 2 }),
  amount: s.money.nullish().meta({ description: "How much, in the contract's currency" }),
  from: s.date.nullish().meta({ description: "First day granted; the contract's when absent" }),
  to: s.date.nullish().meta({ description: "Last day granted; the contract's when absent" }),
});

const contract = z.object({
  contract_id: s.text(100, "The contract"),
  customer_id: s.text(100, "Whose it is"),
  object_id: s.text(100, "The line, meter or device").nullish(),
  start_date: s.date.meta({ description: "First day" }),
  end_date: s.date.nullish().meta({ description: "Last day, inclusive; open when absent" }),
  terminated_on: s.date.nullish().meta({ description: "When notice was given" }),
  billing_cycle: s.id.nullish().meta({ description: "The cycle it is billed in" }),
  run_part: s.id.nullish().meta({ description: "Its part, where a cycle is billed in parts" }),
  currency: s.currency.nullish().meta({ description: "Currency agreed" }),
  price_list_id: s.id.nullish().meta({ description: "Price list agreed" }),
  proration_policy: z
    .enum(prorationPolicies)
    .nullish()
    .meta({ description: "Parts of a period: by actual days, by 30E/360, by 365, or never" }),
  zone: s.text(64, "Time zone in which its days begin: Europe/Tallinn").nullish(),
  suspensions: z
    .array(
      z.object({
        from: s.date.meta({ description: "First day not billed" }),
        to: s.date.nullish().meta({ description: "Last day not billed; open when absent" }),
      }),
    )
    .nullish()
    .meta({ description: "When billing is suspended" }),
  recurring_items: z
    .array(recurringItem)
    .nullish()
    .meta({ description: "What is billed each period" }),
  discounts: z.array(grantedDiscount).nullish().meta({ description: "Discounts it grants" }),
  first_amount_expected: s.money
    .nullish()
    .meta({ description: "What the first invoice should come to, net" }),
  ...effectiveDates,
});

const contractPrice = z.object({
  contract_id: s.text(100, "The contract"),
  item_id: s.text(64, "The charge item"),
  amount: s.money.meta({ description: "Price of one unit, net", usualScale: 4 }),
  currency: s.currency,
  min_qty: s.quantity.nullish().meta({ description: "From this quantity on; 1 when absent" }),
  unit_code: s.text(3, "The unit that the price is for, UN/ECE Recommendation 20").nullish(),
  ...effectiveDates,
});

const priceListHead = z.object({
  price_list_id: s.id.meta({ description: "The list" }),
  version: s.text(64, "Its published version"),
  currency: s.currency.nullish().meta({ description: "Currency of its prices" }),
  superseded_on: s.date.nullish().meta({ description: "Day from which another list replaces it" }),
  ...effectiveDates,
});

const discount = z.object({
  discount_id: s.id.meta({ description: "The discount" }),
  type: s.text(32, "contract, campaign, goodwill, outage …").nullish(),
  name: s.text(200, "What the customer reads").nullish(),
  max_pct: s.percentage.nullish().meta({ description: "Most that it may take off, percent" }),
  ...effectiveDates,
});

/** What was agreed with customers, and at what prices. */
export const contractTables = {
  contracts: {
    shape: "Contract",
    row: contract,
    key: ["contract_id"],
    dated: true,
    doc: "Contracts, a row a version: term, price list, recurring items, discounts, suspensions.",
  },
  contract_prices: {
    shape: "ContractPrice",
    row: contractPrice,
    key: ["contract_id", "item_id"],
    dated: true,
    many: true,
    doc: "Prices that a contract agrees, a row a quantity tier.",
  },
  price_list_heads: {
    shape: "PriceListHead",
    row: priceListHead,
    key: ["price_list_id"],
    dated: true,
    doc: "Price lists as published: version and currency.",
  },
  discounts: {
    shape: "Discount",
    row: discount,
    key: ["discount_id"],
    dated: true,
    doc: "Discounts that invoices may give, with the days on which they may.",
  },
} as const satisfies Readonly<Record<string, ReferenceTable>>;
