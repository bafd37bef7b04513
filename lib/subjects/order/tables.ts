import * as z from "zod";
import type { ReferenceTable } from "../reference-table.ts";
import * as s from "../scalars.ts";
import { bounces, customers } from "../tables/customers.ts";
import { effectiveDates } from "../tables/effective-dates.ts";
import { liabilityPeriods } from "../tables/liability-periods.ts";
import { priceLists, products } from "../tables/products.ts";
import { deliveryTimes } from "../tables/promises.ts";
import { calendars, vatRates } from "../tables/public.ts";
import { deliveryTables } from "./delivery-tables.ts";
import { lawTables } from "./law-tables.ts";
import { offerTables } from "./offer-tables.ts";
import { orderKinds, paymentMethods } from "./schema.ts";

const specialPrice = z.object({
  sku: s.text(64, "Article number"),
  market: s.country.meta({ description: "Market it is given in" }),
  kind: z.enum(["campaign", "contract"]).meta({ description: "Why it is given" }),
  campaign_id: s.id.nullish().meta({ description: "The campaign, released" }),
  customer_id: s.id.nullish().meta({ description: "The customer of a contract price" }),
  amount: s.money.meta({ description: "Price of one unit" }),
  currency: s.currency,
  min_qty: s.quantity.nullish().meta({ description: "From this quantity on; 1 when absent" }),
  ...effectiveDates,
});

const usualPrice = z.object({
  sku: s.text(64, "Article number"),
  channel: s.text(32, "Where it was sold at that price"),
  currency: s.currency,
  median: s.money.meta({ description: "Median price of one unit over 90 days, same tier" }),
  cost: s.money.nullish().meta({ description: "What one unit costs the shop" }),
  changed_on: s.date.nullish().meta({ description: "Day of the last released price change" }),
});

const usualQuantity = z.object({
  sku: s.text(64, "Article number"),
  customer_type: z.enum(["consumer", "business"]).meta({ description: "Who orders so many" }),
  median: s.quantity.meta({ description: "Median quantity of a line over 180 days" }),
  p995: s.quantity.meta({ description: "Quantity that 99.5 % of lines stay within" }),
});

const archivedOrder = z.object({
  order_number: s.id.meta({ description: "The order's number" }),
  order_date: s.instant.meta({ description: "When it was placed" }),
  order_kind: z.enum(orderKinds).meta({ description: "What sort of order it was" }),
  cart_id: s.id.nullish().meta({ description: "The cart" }),
  customer_id: s.id.nullish().meta({ description: "Who ordered" }),
  payment_method: z.enum(paymentMethods).nullish().meta({ description: "How it was paid" }),
  gross: s.money.nullish().meta({ description: "What it cost" }),
});

const approvedText = z.object({
  kind: s.id.meta({ description: "withdrawal_info, terms …" }),
  market: s.country.meta({ description: "Market it was approved for" }),
  version: s.text(64, "The approved version"),
  ...effectiveDates,
});

const recentOrder = z.object({
  customer_id: s.id.meta({ description: "Who ordered" }),
  order_number: s.id.meta({ description: "The order's number" }),
  order_date: s.instant.meta({ description: "When it was placed" }),
  order_kind: z.enum(orderKinds).meta({ description: "What sort of order it was" }),
  cart_id: s.id.nullish().meta({ description: "The cart" }),
  country: s.country.nullish().meta({ description: "Country of delivery" }),
  postal_code: s.text(16, "Postal code of delivery").nullish(),
  street: s.text(200, "Street of delivery").nullish(),
  house_number: s.text(20, "House number, where it stands alone").nullish(),
  items: z
    .array(z.object({ sku: s.text(64, "Article number"), quantity: s.quantity }))
    .nullish()
    .meta({ description: "What was ordered" }),
});

const postalPlace = z.object({
  country: s.country,
  postal_code: s.text(16, "Postal code"),
  locality: s.text(100, "A place it serves, or another name of it"),
});

const emailDomain = z.object({ domain: s.text(253, "A domain that people type by mistake") });

/** What the shop knows beside the order. A table that was never loaded switches its rules off. */
export const orderTables = {
  products,
  price_lists: priceLists,
  special_prices: {
    shape: "SpecialPrice",
    row: specialPrice,
    key: ["sku", "market"],
    dated: true,
    many: true,
    doc: "Prices below the list that a released campaign or a contract gives.",
  },
  usual_prices: {
    shape: "UsualPrice",
    row: usualPrice,
    key: ["sku", "channel", "currency"],
    dated: false,
    doc: "Median prices of 90 days and unit costs.",
  },
  order_quantity_stats: {
    shape: "UsualQuantity",
    row: usualQuantity,
    key: ["sku", "customer_type"],
    dated: false,
    doc: "How many of an article people order.",
  },
  ...deliveryTables,
  ...offerTables,
  ...lawTables,
  delivery_times: deliveryTimes,
  vat_rates: vatRates,
  customers,
  order_archive: {
    shape: "ArchivedOrder",
    row: archivedOrder,
    key: ["order_number"],
    dated: false,
    many: true,
    doc: "Orders that were accepted before.",
  },
  recent_orders: {
    shape: "RecentOrder",
    row: recentOrder,
    key: ["customer_id"],
    dated: false,
    many: true,
    doc: "Orders of the last days that were accepted, in which ORD-20 looks for repeats.",
  },
  approved_texts: {
    shape: "ApprovedText",
    row: approvedText,
    key: ["kind", "market"],
    dated: true,
    doc: "The version of each legal text in force in a market.",
  },
  postal_register: {
    shape: "PostalPlace",
    row: postalPlace,
    key: ["country", "postal_code"],
    dated: false,
    many: true,
    doc: "Places by postal code, a row a name.",
  },
  liability_periods: liabilityPeriods,
  typo_domains: {
    shape: "TypoDomain",
    row: emailDomain,
    key: ["domain"],
    dated: false,
    many: true,
    doc: "Domains that people mistype, beside the shipped ones.",
  },
  bounces,
  calendars,
} as const satisfies Readonly<Record<string, ReferenceTable>>;
