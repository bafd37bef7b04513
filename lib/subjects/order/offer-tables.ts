import * as z from "zod";
import type { ReferenceTable } from "../reference-table.ts";
import * as s from "../scalars.ts";
import { effectiveDates } from "../tables/effective-dates.ts";

// What the shop has promised or granted: discount codes, campaigns, and articles that go together.

const skus = z.array(s.text(64, "An article"));

const discountCode = z.object({
  code: s.text(64, "The code, in capitals"),
  starts_on: s.date.nullish().meta({ description: "First day; since ever when absent" }),
  ends_on: s.date.nullish().meta({ description: "Last day; open when absent" }),
  markets: z.array(s.country).nullish().meta({ description: "Where it holds; all when absent" }),
  skus: skus.nullish().meta({ description: "Articles that it is for; all when absent" }),
  customer_ids: z.array(s.text(100, "A customer")).nullish().meta({ description: "Whose it is" }),
  min_basket: s.money.nullish().meta({ description: "Least sum of lines, before discounts" }),
  currency: s.currency.nullish().meta({ description: "Currency of that sum" }),
  combinable: s.flag("Whether other codes may stand beside it; they may not when absent").nullish(),
  exclusive_group: s.text(64, "Of the codes of a group an order takes one").nullish(),
  max_uses: z.int().nullish().meta({ description: "Orders in all; unlimited when absent" }),
  max_uses_per_customer: z.int().nullish().meta({ description: "Orders a customer" }),
  used: z.int().nullish().meta({ description: "Orders that used it before this submission" }),
});

const codeUse = z.object({
  code: s.text(64, "The code, in capitals"),
  customer_id: s.text(100, "Who used it"),
  used: z.int().meta({ description: "In how many orders before this submission" }),
});

const automaticDiscount = z.object({
  market: s.country.meta({ description: "Where it holds" }),
  code: s.text(64, "The name under which it stands on a line or order"),
  sku: s.text(64, "The article that it is for; the whole order when absent").nullish(),
  min_qty: s.quantity.nullish().meta({ description: "From this quantity on" }),
  min_basket: s.money.nullish().meta({ description: "From this sum of lines on" }),
  currency: s.currency.nullish().meta({ description: "Currency of that sum" }),
  ...effectiveDates,
});

const livePromise = z.object({
  market: s.country.meta({ description: "Where it was made" }),
  campaign_id: s.id.meta({ description: "The campaign, released" }),
  promise: z
    .enum(["price", "gift", "free_shipping", "delivery"])
    .meta({ description: "What it gives" }),
  sku: s.text(64, "The article that must be bought; any when absent").nullish(),
  min_qty: s.quantity.nullish().meta({ description: "How many of it; 1 when absent" }),
  min_basket: s.money.nullish().meta({ description: "Least sum of lines, before discounts" }),
  currency: s.currency.nullish().meta({ description: "Currency of its amounts" }),
  members_only: s.flag("Whether it is for members alone").nullish(),
  methods: z
    .array(s.id)
    .nullish()
    .meta({ description: "Shipping methods that ship free or in time; all when absent" }),
  price: s.money.nullish().meta({ description: "Unit price promised, VAT included" }),
  gift_sku: s.text(64, "The gift promised").nullish(),
  quantity_max: s.quantity
    .nullish()
    .meta({ description: "Most that a customer may order of the article; unlimited when absent" }),
  working_days: z.int().nullish().meta({ description: "Working days to delivery promised" }),
  ...effectiveDates,
});

const campaignUse = z.object({
  campaign_id: s.id.meta({ description: "The campaign" }),
  customer_id: s.text(100, "Who ordered"),
  sku: s.text(64, "The article"),
  quantity: s.quantity.meta({ description: "How many before this submission" }),
});

const bundlePart = z.object({
  sku: s.text(64, "The set as it is sold"),
  component_sku: s.text(64, "An article of it"),
  quantity: s.quantity.meta({ description: "How many of it are in one set" }),
});

const companion = z.object({
  sku: s.text(64, "The article"),
  kind: s.text(64, "What it does not work without: battery, adapter, installation kit …"),
  companion_sku: s.text(64, "An article of that kind that fits; one of them is enough"),
});

const partFit = z.object({
  sku: s.text(64, "The part or accessory"),
  model: s.text(64, "A model that it fits"),
  serial_from: s.text(64, "First serial number that it fits; all when absent").nullish(),
  serial_to: s.text(64, "Last serial number that it fits").nullish(),
  suitable_sku: s.text(64, "The part for the other serial numbers of the model").nullish(),
});

const registeredDevice = z.object({
  customer_id: s.text(100, "Who owns it"),
  model: s.text(64, "Its model"),
  serial: s.text(64, "Its serial number").nullish(),
});

/** Tables of discounts, campaigns and what goes together. */
export const offerTables = {
  discount_codes: {
    shape: "DiscountCode",
    row: discountCode,
    key: ["code"],
    dated: false,
    doc: "Discount codes with their conditions and limits, those that ended included.",
  },
  code_uses: {
    shape: "CodeUse",
    row: codeUse,
    key: ["code", "customer_id"],
    dated: false,
    many: true,
    doc: "How often customers have used a code.",
  },
  automatic_discounts: {
    shape: "AutomaticDiscount",
    row: automaticDiscount,
    key: ["market"],
    dated: true,
    many: true,
    doc: "Discounts that an order gets without a code.",
  },
  campaign_promises: {
    shape: "LivePromise",
    row: livePromise,
    key: ["market"],
    dated: true,
    many: true,
    doc: "What released campaigns promise to whoever meets their conditions, a row a promise.",
  },
  campaign_uses: {
    shape: "CampaignUse",
    row: campaignUse,
    key: ["campaign_id", "customer_id"],
    dated: false,
    many: true,
    doc: "What customers have ordered in a campaign.",
  },
  bundles: {
    shape: "BundlePart",
    row: bundlePart,
    key: ["sku"],
    dated: false,
    many: true,
    doc: "Sets and what is in them.",
  },
  companions: {
    shape: "Companion",
    row: companion,
    key: ["sku"],
    dated: false,
    many: true,
    doc: "What an article does not work without, a row a choice.",
  },
  part_fits: {
    shape: "PartFit",
    row: partFit,
    key: ["sku"],
    dated: false,
    many: true,
    doc: "Models and serial numbers that parts and accessories fit.",
  },
  registered_devices: {
    shape: "RegisteredDevice",
    row: registeredDevice,
    key: ["customer_id"],
    dated: false,
    many: true,
    doc: "Devices that customers have registered.",
  },
} as const satisfies Readonly<Record<string, ReferenceTable>>;
