import * as z from "zod";
import * as s from "../scalars.ts";

const money = (description: string) => s.money.nullish().meta({ description });
const day = (description: string) => s.date.nullish().meta({ description });
const count = (description: string) => z.int().nullish().meta({ description });

export const categories = [
  "food",
  "supplement",
  "cosmetic",
  "medicine",
  "medical_device",
  "alcohol",
  "tobacco",
  "gambling",
  "toy",
  "electronics",
  "appliance",
  "textile",
  "service",
  "digital",
  "financial",
  "other",
] as const;

const contactAddress = {
  name: s.text(200, "Name").nullish(),
  postal_address: s.text(500, "Postal address").nullish(),
  electronic_address: s.text(300, "Electronic address").nullish(),
};

const subscription = z.object({
  trial_days: count("Days of the trial"),
  trial_price: money("Price of the trial"),
  price_after: money("Price of a period after it"),
  billing_period: s.text(32, "Period: month, year").nullish(),
  min_term_months: count("Shortest term"),
  renewal: s.text(200, "How it renews").nullish(),
  notice_days: count("Notice to end it"),
  first_charge: s.text(200, "When the first payment is taken").nullish(),
  total_min_cost: money("What it costs at least, over its shortest term"),
  cancel_method: s.text(200, "How it is ended").nullish(),
  cancel_channels: z
    .array(s.text(32, "Where it can be ended, as sales channels are named"))
    .nullish()
    .meta({ description: "Where it can be ended" }),
});

const credit = z.object({
  apr: s.percentage.nullish().meta({ description: "Annual percentage rate", usualScale: 2 }),
  rate_type: s.text(32, "fixed or variable").nullish(),
  total_credit: money("Total amount of credit"),
  total_payable: money("Total amount payable"),
  term_months: count("Term"),
  instalment: money("One instalment"),
  representative_example: s.text(2000, "The representative example").nullish(),
  warning_text: s.text(500, "The warning").nullish(),
});

const rangeItem = z.object({
  sku: s.text(64, "An article of the range"),
  price: money("Its price in the campaign"),
  prior_price: money("Its prior price"),
});

const checkoutProbe = z.object({
  market: s.country.meta({ description: "In which market" }),
  checked_at: s.instant.meta({ description: "When" }),
  price: money("The price of the article there"),
  fees: money("Fees that nobody can avoid, beyond that price"),
  currency: s.currency.nullish().meta({ description: "Currency of both" }),
});

/** A price or benefit that the campaign promises: schema.org's `Offer`. */
export const offer = z.object({
  offer_id: s.id.meta({ description: "The offer" }),
  asset_ids: z
    .array(s.id.meta({ description: "An asset" }))
    .nullish()
    .meta({ description: "Assets that show it" }),
  markets: z
    .array(s.country)
    .nullish()
    .meta({ description: "Markets it holds in; the campaign's if absent" }),
  sales_channels: z
    .array(s.text(32, "A place of sale: web, marketplace, pos …"))
    .nullish()
    .meta({ description: "Where it is sold, as the price history names it; web if absent" }),
  sku: s.text(64, "Article number").nullish(),
  gtin: s.text(20, "Its GTIN").nullish(),
  name: s.text(500, "What is offered").nullish(),
  category: z.enum(categories).nullish().meta({ description: "What sort of thing" }),
  is_goods: s.flag("Whether it is goods").nullish(),
  is_perishable: s.flag("Whether it spoils quickly").nullish(),
  prescription_only: s.flag("A medicine on prescription").nullish(),
  price: money("Price of one unit"),
  price_list_id: s.id.nullish().meta({ description: "The price list that the price stands in" }),
  currency: s.currency.nullish().meta({ description: "Currency of all amounts" }),
  price_includes_vat: s.flag("Whether the price contains VAT").nullish(),
  landing_price: money("Price found on the page it leads to"),
  checkout_probes: z
    .array(checkoutProbe)
    .nullish()
    .meta({ description: "What the checkout asked for it, one a market and look" }),
  landing_checked_at: s.instant.nullish().meta({ description: "When that was looked up" }),
  mandatory_fees: z
    .array(
      z.object({
        name: s.text(200, "What it is called"),
        amount: s.money.meta({ description: "The fee" }),
        included: s.flag("Whether the price contains it").nullish(),
      }),
    )
    .nullish()
    .meta({ description: "Fees that nobody can avoid" }),
  delivery_cost_from: money("Cheapest delivery"),
  unit_price: z
    .object({
      amount: s.money.meta({ description: "Price of one unit of measure", usualScale: 4 }),
      unit_code: s.text(3, "The unit, UN/ECE Recommendation 20").nullish(),
    })
    .nullish()
    .meta({ description: "Price per kilogram, litre …" }),
  strike_price: money("The price that is crossed out"),
  strike_price_type: z
    .enum(["prior_price", "rrp", "competitor", "own_regular", "launch", "bundle_sum"])
    .nullish()
    .meta({ description: "What that price is" }),
  announced_discount_pct: s.percentage
    .nullish()
    .meta({ description: "Reduction announced, percent", usualScale: 2 }),
  announced_discount_amount: money("Reduction announced"),
  prior_price_shown: money("Prior price as shown"),
  reduction_started_on: day("First day of this step of the reduction"),
  first_reduced_on: day("First day of the first step"),
  reduction_reason: s.text(200, "Why it is reduced, as the customer reads it").nullish(),
  progressive: s.flag("Whether it is a further step of one reduction").nullish(),
  valid_from: day("First day"),
  valid_through: day("Last day, in the market's time zone"),
  quantity_limit: s.quantity.nullish().meta({ description: "Most that one customer gets" }),
  conditions: s.text(2000, "What must be so").nullish(),
  gift: z
    .object({
      sku: s.text(64, "What is given").nullish(),
      condition: s.text(500, "What must be bought for it").nullish(),
      retail_value: money("What it costs alone"),
      stock: s.quantity.nullish().meta({ description: "How many there are" }),
      days_offered_free: count("Days of the last twelve months on which it was free"),
    })
    .nullish()
    .meta({ description: "A gift" }),
  subscription: subscription.nullish().meta({ description: "Of a subscription" }),
  credit: credit.nullish().meta({ description: "Of credit" }),
  up_to_pct: s.percentage.nullish().meta({ description: "The largest saving, percent" }),
  share_at_top_pct: s.percentage
    .nullish()
    .meta({ description: "Share of the range at the largest saving, percent" }),
  range_sku_count: count("Articles in the range"),
  range_items: z.array(rangeItem).nullish().meta({ description: "The articles of the range" }),
  delivery_promise: z
    .object({
      working_days: count("Working days"),
      hours: count("Hours"),
      cut_off: s.text(8, "Order by, 14:00").nullish(),
      method: s.id
        .nullish()
        .meta({ description: "By which shipping method; `standard` if absent" }),
    })
    .nullish()
    .meta({ description: "How fast it comes" }),
  order_url: s.url.nullish().meta({ description: "Where it is ordered" }),
  leads_to_sku: s.text(64, "Article that the page offers").nullish(),
  manufacturer: z
    .object({ ...contactAddress, in_eu: s.flag("Whether it is in the EU").nullish() })
    .nullish()
    .meta({ description: "The manufacturer" }),
  responsible_person: z
    .object(contactAddress)
    .nullish()
    .meta({ description: "Who answers for it in the EU" }),
  safety_texts: z
    .array(
      z.object({
        language: s.lang.meta({ description: "Its language" }),
        text: s.text(5000, "The text"),
      }),
    )
    .nullish()
    .meta({ description: "Warnings and safety information" }),
  image_present: s.flag("Whether it is shown in a picture").nullish(),
});
