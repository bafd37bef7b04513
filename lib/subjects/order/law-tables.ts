import * as z from "zod";
import type { ReferenceTable } from "../reference-table.ts";
import * as s from "../scalars.ts";
import { effectiveDates } from "../tables/effective-dates.ts";

// What may be sold to whom, and how it is taxed there: facts that a shop's lawyers and tax advisers
// know. None of these tables is shipped.

const vatDestination = z.object({
  country: s.country.meta({ description: "Country of delivery" }),
  rates_of: s.country.meta({
    description:
      "Whose rates consumers there pay: its own by OSS or registration, else the seller's",
  }),
  is_seller_country: s.flag("Whether the seller supplies from there: no reverse charge").nullish(),
  ...effectiveDates,
});

const restriction = z.object({
  sku: s.text(64, "Article number"),
  country: s.country.meta({ description: "Country of delivery" }),
  kind: z
    .enum(["prohibited", "licence", "limit"])
    .meta({ description: "Not at all, with a licence, or without one up to a quantity" }),
  customer_type: z
    .enum(["consumer", "business"])
    .nullish()
    .meta({ description: "To whom; to all when absent" }),
  licence_kind: s.text(64, "The licence that is needed").nullish(),
  free_quantity: s.quantity.nullish().meta({ description: "Most that needs no licence" }),
  ...effectiveDates,
});

const licence = z.object({
  customer_id: s.text(100, "Whose it is"),
  licence_kind: s.text(64, "What it allows"),
  number: s.text(64, "Its number").nullish(),
  ...effectiveDates,
});

const paymentCost = z.object({
  method: s.text(32, "The method of payment"),
  currency: s.currency,
  fixed: s.money.nullish().meta({ description: "What a payment costs the shop, whatever it is" }),
  percent: s.percentage.nullish().meta({ description: "What it costs beside that, percent of it" }),
});

const pageProbe = z.object({
  url: s.text(2000, "The page"),
  reachable: s.flag("Whether it answered when it was last asked"),
  needs_account: s.flag("Whether one must sign in to use it").nullish(),
  stays_until: s.date.nullish().meta({ description: "Last day on which it will be there" }),
});

const usualOrder = z.object({
  market: s.country.meta({ description: "Market" }),
  currency: s.currency,
  median_gross: s.money.meta({ description: "Median of what orders cost over 180 days" }),
});

/** Tables of tax, restrictions and usual orders. */
export const lawTables = {
  vat_destinations: {
    shape: "VatDestination",
    row: vatDestination,
    key: ["country"],
    dated: true,
    doc: "Whose VAT the shop charges consumers in a country.",
  },
  restricted_goods: {
    shape: "Restriction",
    row: restriction,
    key: ["sku", "country"],
    dated: true,
    many: true,
    doc: "Articles that may not be sold to everybody in a country.",
  },
  licences: {
    shape: "Licence",
    row: licence,
    key: ["customer_id"],
    dated: true,
    many: true,
    doc: "Licences that customers have shown.",
  },
  payment_costs: {
    shape: "PaymentCost",
    row: paymentCost,
    key: ["method", "currency"],
    dated: false,
    doc: "What payments cost the shop: the most that it may charge for them.",
  },
  page_probes: {
    shape: "PageProbe",
    row: pageProbe,
    key: ["url"],
    dated: false,
    doc: "What a probe found of pages that the law asks for.",
  },
  order_value_stats: {
    shape: "UsualOrder",
    row: usualOrder,
    key: ["market", "currency"],
    dated: false,
    doc: "What orders usually cost.",
  },
} as const satisfies Readonly<Record<string, ReferenceTable>>;
