import { formatDate } from "../../core/expression/time.ts";
import type { JsonObject } from "../../core/expression/value.ts";
import { amountText } from "../amounts.ts";
import { type Article, articles, traps } from "./catalogue.ts";
import type { Draft } from "./draft.ts";
import { registeredWording } from "./extras.ts";
import { allMarkets } from "./market.ts";
import { askedIn, priceListId } from "./offer.ts";
import { historyOf } from "./prices.ts";

/** What a campaign brings to the tables: the prices that its own lists hold while it runs. */
export function rowsOf(draft: Draft): Readonly<Record<string, readonly JsonObject[]>> {
  if (draft.isEvergreen) return {};
  return {
    price_lists: draft.markets.map((market) => ({
      price_list_id: priceListId(draft, market),
      sku: draft.article.sku,
      amount: amountText(askedIn(draft, market).price),
      currency: market.currency,
      includes_vat: true,
      valid_from: formatDate(draft.start - 1),
      valid_to: formatDate(draft.end + 1),
    })),
  };
}

const all: readonly Article[] = [...articles, ...Object.values(traps)];
const days = { p50_working_days: "2", p80_working_days: "3", p90_working_days: "4" };

/** The tables of the shop, the same for every submission. */
export const shopRows: Readonly<Record<string, readonly JsonObject[]>> = {
  products: all.map(({ sku, gtin, names, trap }) => ({
    sku,
    gtin,
    name: names.en,
    status: trap === "recalled" ? "recalled" : "active",
    markets: ["EE", "RO", "NO"],
  })),
  product_facts: all.map(({ sku, content }) => ({
    sku,
    durability_tested: true,
    spare_parts_until: "2034-12-31",
    net_content: String(content?.amount ?? 1),
    net_content_unit: content?.unit ?? "C62",
  })),
  price_history: all.flatMap((article) =>
    allMarkets.flatMap((market) => historyOf(article, market)),
  ),
  delivery_times: ["EE", "RO", "NO"].map((market) => ({
    ...{ method: "standard", market, ...days },
    p95_working_days: market === "EE" ? "4" : "5",
    measured_to: "2026-11-29",
  })),
  campaign_contacts: ["web", "email", "influencer"].flatMap((channel) =>
    ["0.8", "1.1", "1.9"].map((contacts_per_1000, index) => ({
      ...{ channel, campaign_id: `K-${900 + index}`, contacts_per_1000 },
    })),
  ),
  liability_periods: [
    { market: "EE", months: 24 },
    { market: "RO", months: 24 },
    { market: "NO", months: 60 },
  ],
  label_registry: [
    { label_id: "EU-ECOLABEL", scheme: "EU Ecolabel", is_certified: true },
    { label_id: "OWN-LEAF", scheme: "Our own leaf", is_certified: false },
  ],
  health_claims_register: [
    {
      claim_id: "ID-129",
      substance: "vitamin C",
      wording: registeredWording,
      conditions: "At least a source of vitamin C",
    },
  ],
  restricted_ads: [
    { market: "NO", category: "gambling", allowed: false },
    { market: "RO", category: "alcohol", channel: "tv", allowed: false },
  ],
  banned_substances: ["EE", "RO", "NO"].map((market) => ({ market, substance: "BPA" })),
  escaped_claims: [
    {
      type: "price_reduction",
      campaign_id: "K-700",
      language: "en",
      text: "Everything must leave the warehouse at half of its price",
      seen_on: "2026-03-31",
      misleading: true,
      contacts: 420,
      cost: "2100.00",
      currency: "EUR",
    },
  ],
  campaigns_live: [
    {
      sku: "RT-5",
      campaign_id: "K-801",
      market: "EE",
      status: "ended",
      starts_on: "2026-06-01",
      ends_on: "2026-06-14",
      price: "69.00",
      currency: "EUR",
      reduction_reason: "Suvi",
    },
  ],
};
