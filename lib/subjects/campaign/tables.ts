import * as z from "zod";
import type { ReferenceTable } from "../reference-table.ts";
import * as s from "../scalars.ts";
import { effectiveDates } from "../tables/effective-dates.ts";
import { liabilityPeriods } from "../tables/liability-periods.ts";
import { priceLists, products } from "../tables/products.ts";
import { contactCosts, deliveryTimes, releasedCampaigns } from "../tables/promises.ts";
import { calendars, currencies, priorPricePolicies } from "../tables/public.ts";
import { claimTypes } from "./claims.ts";
import { categories } from "./offer.ts";
import { channels } from "./schema.ts";

const priceDay = z.object({
  sku: s.text(64, "Article number"),
  market: s.country.meta({ description: "Market" }),
  channel: s.text(32, "Where it was sold"),
  day: s.date.meta({ description: "The day" }),
  price: s.money.nullish().meta({ description: "Lowest price to the public on that day" }),
  currency: s.currency.nullish().meta({ description: "Its currency" }),
  was_offered: s.flag("Whether it was offered on that day"),
  was_reduced: s.flag("Whether a reduction was announced on that day").nullish(),
});

const healthClaim = z.object({
  claim_id: s.text(64, "Its number in the register"),
  substance: s.text(200, "Food or substance").nullish(),
  wording: s.text(1000, "The authorised words"),
  conditions: s.text(2000, "Conditions of use").nullish(),
  ...effectiveDates,
});

const label = z.object({
  label_id: s.id.meta({ description: "The label" }),
  scheme: s.text(200, "The certification scheme").nullish(),
  is_certified: s.flag("Whether a third party certifies it, or a public authority runs it"),
  markets: z.array(s.country).nullish().meta({ description: "Where; everywhere when absent" }),
  ...effectiveDates,
});

const restriction = z.object({
  market: s.country.meta({ description: "Market" }),
  category: z.enum(categories).meta({ description: "What is advertised" }),
  channel: z.enum(channels).nullish().meta({ description: "Where; everywhere when absent" }),
  allowed: s.flag("Whether it may be advertised"),
  condition: s.text(500, "On what condition").nullish(),
  ...effectiveDates,
});

const bannedSubstance = z.object({
  market: s.country.meta({ description: "Market" }),
  substance: s.text(100, "What the law forbids there: CFC, BPA"),
  ...effectiveDates,
});

const productFacts = z.object({
  sku: s.text(64, "Article number"),
  durability_tested: s.flag("Whether its durability was tested").nullish(),
  repairability_score: s.quantity.nullish().meta({ description: "Score of repairability" }),
  updates_until: s.date.nullish().meta({ description: "Last day of software updates" }),
  spare_parts_until: s.date.nullish().meta({ description: "Last day of spare parts" }),
  net_content: s.quantity.nullish().meta({ description: "Net content, in `net_content_unit`" }),
  net_content_unit: s.text(3, "UN/ECE Recommendation 20: KGM, LTR, MTR").nullish(),
});

const campaignContacts = z.object({
  channel: z.enum(channels).meta({ description: "Where it was shown" }),
  campaign_id: s.id.meta({ description: "An earlier campaign" }),
  contacts_per_1000: s.quantity.meta({ description: "Contacts per 1,000 people reached" }),
});

const escapedClaim = z.object({
  type: z.enum(claimTypes).meta({ description: "Sort of the claim" }),
  campaign_id: s.id.meta({ description: "Where it stood" }),
  language: s.lang.nullish().meta({ description: "Its language" }),
  text: s.text(2000, "Its words"),
  seen_on: s.date.nullish().meta({ description: "When it was last out" }),
  misleading: s.flag("Whether it was confirmed to mislead").nullish(),
  contacts: z.int().nullish().meta({ description: "Contacts that it caused" }),
  contacts_per_1000: s.quantity
    .nullish()
    .meta({ description: "Contacts it caused per 1,000 people reached" }),
  baseline_per_1000: s.quantity
    .nullish()
    .meta({ description: "Contacts that campaigns there cause as a rule per 1,000" }),
  cost: s.money.nullish().meta({ description: "What they cost" }),
  currency: s.currency.nullish().meta({ description: "Currency of the cost" }),
});

/** What is known beside the campaign. A table that was never loaded switches its rules off. */
export const campaignTables = {
  products,
  price_lists: priceLists,
  price_history: {
    shape: "PriceDay",
    row: priceDay,
    key: ["sku", "market", "channel"],
    dated: false,
    many: true,
    doc: "Lowest price of each day, a row a day.",
  },
  prior_price_policy: priorPricePolicies,
  campaigns_live: releasedCampaigns,
  health_claims_register: {
    shape: "HealthClaim",
    row: healthClaim,
    key: ["claim_id"],
    dated: true,
    doc: "Health claims that are authorised on food.",
  },
  label_registry: {
    shape: "Label",
    row: label,
    key: ["label_id"],
    dated: true,
    doc: "Sustainability labels.",
  },
  restricted_ads: {
    shape: "AdRestriction",
    row: restriction,
    key: ["market", "category"],
    dated: true,
    many: true,
    doc: "What may be advertised where.",
  },
  banned_substances: {
    shape: "BannedSubstance",
    row: bannedSubstance,
    key: ["market"],
    dated: true,
    many: true,
    doc: "Substances that nobody may use, so that doing without is no advantage.",
  },
  product_facts: {
    shape: "ProductFacts",
    row: productFacts,
    key: ["sku"],
    dated: false,
    doc: "What was tested and promised of articles, and their net content.",
  },
  liability_periods: liabilityPeriods,
  delivery_times: deliveryTimes,
  campaign_contacts: {
    shape: "CampaignContacts",
    row: campaignContacts,
    key: ["channel"],
    dated: false,
    many: true,
    doc: "Contacts that earlier campaigns caused.",
  },
  escaped_claims: {
    shape: "EscapedClaim",
    row: escapedClaim,
    key: ["type"],
    dated: false,
    many: true,
    doc: "Earlier claims that customers complained about with reason.",
  },
  contact_costs: contactCosts,
  currencies,
  calendars,
} as const satisfies Readonly<Record<string, ReferenceTable>>;
