import { formatDate } from "../../core/expression/time.ts";
import type { JsonObject } from "../../core/expression/value.ts";
import { amountText, divided, type Units } from "../amounts.ts";
import type { Fields } from "../generated.ts";
import { credits, gifts, warnings } from "./copy.ts";
import type { Draft } from "./draft.ts";
import type { Market } from "./market.ts";
import { offerId, type Parts, tonguesOf } from "./parts.ts";
import { priceOn, priorPrice } from "./prices.ts";

/** What an offer asks for in a market. */
export interface Asked {
  readonly price: Units;
  /** The lowest price of the thirty days before, where it is reduced. */
  readonly prior?: Units;
}

export function askedIn({ article, start, percent }: Draft, market: Market): Asked {
  if (percent === 0) return { price: priceOn(article, market, start - 1) };
  const prior = priorPrice(article, market, start);
  return { prior, price: prior - divided(prior * percent, 100) };
}

/** The price list of a campaign in a market: nothing else is sold by it. */
export const priceListId = (draft: Draft, market: Market): string =>
  `${draft.id}-${market.country}`;

export function offerIn(draft: Draft, market: Market, { assets }: Parts): Fields {
  const { article, start, end } = draft;
  const { price, prior } = askedIn(draft, market);
  const asset_ids = assets
    .filter((asset) => asset["market"] === market.country)
    .map((asset) => String(asset["asset_id"]));
  const reduced = prior !== undefined && {
    strike_price: amountText(prior),
    strike_price_type: "prior_price",
    announced_discount_pct: String(draft.announced),
    prior_price_shown: amountText(prior),
    reduction_started_on: formatDate(start),
    first_reduced_on: formatDate(start),
    progressive: false,
  };
  return {
    offer_id: offerId(market),
    asset_ids,
    sku: article.sku,
    gtin: article.gtin,
    name: article.names[market.language],
    category: article.category,
    is_goods: true,
    price: amountText(price),
    currency: market.currency,
    price_includes_vat: true,
    price_list_id: priceListId(draft, market),
    landing_price: amountText(price),
    landing_checked_at: `${formatDate(start - 1)}T06:00:00Z`,
    mandatory_fees: [],
    ...reduced,
    ...unitPriceOf(draft, price),
    valid_from: formatDate(start),
    valid_through: formatDate(end),
    markets: [market.country],
    sales_channels: draft.number % 3 === 0 ? ["web", "pos"] : ["web"],
    order_url: `https://shop.example/${market.country.toLowerCase()}/${article.sku.toLowerCase()}`,
    leads_to_sku: article.sku,
    ...(draft.extras.has("delivery") && { delivery_promise: { working_days: 5 } }),
    ...(draft.extras.has("freeDelivery") && { delivery_cost_from: "0.00" }),
    ...(draft.extras.has("gift") && { gift: giftOf(draft, market) }),
    ...(draft.extras.has("range") && prior !== undefined && rangeOf(draft, price, prior)),
    checkout_probes: [probeIn(market, price)],
    ...(draft.extras.has("credit") && { credit: creditOf(market, price) }),
    ...(draft.extras.has("listing") && safetyOf(draft, market)),
  };
}

/** The checkout was looked at on the eve of the first campaigns, as it is before each goes live. */
const probeIn = ({ country, currency }: Market, price: Units): JsonObject => ({
  market: country,
  checked_at: "2026-12-01T21:30:00Z",
  price: amountText(price),
  fees: "0.00",
  currency,
});

const giftOf = ({ stock }: Draft, { language }: Market): JsonObject => ({
  sku: "MUG-1",
  condition: gifts.condition[language],
  retail_value: "3.90",
  stock: String(stock * 3),
});

/** A range in which the advertised article is one of those with the largest saving. */
const rangeOf = ({ article, announced }: Draft, price: Units, prior: Units): JsonObject => ({
  up_to_pct: String(announced),
  share_at_top_pct: "40",
  range_sku_count: 5,
  range_items: [{ sku: article.sku, price: amountText(price), prior_price: amountText(prior) }],
});

function unitPriceOf({ article: { content } }: Draft, price: Units): JsonObject {
  if (!content) return {};
  const amount = amountText(divided(price * 1_000, content.amount));
  return { unit_price: { amount, unit_code: content.unit === "GRM" ? "KGM" : "LTR" } };
}

function creditOf({ language }: Market, price: Units): JsonObject {
  const total = amountText(price);
  const instalment = amountText(divided(price, 6));
  return {
    apr: "0",
    rate_type: "fixed",
    total_credit: total,
    total_payable: total,
    term_months: 6,
    instalment,
    representative_example: `${total}: 6 × ${instalment}, 0 %`,
    warning_text: credits.warning[language],
  };
}

function safetyOf(draft: Draft, market: Market): JsonObject {
  return {
    manufacturer: {
      name: "Tehas GmbH",
      postal_address: "Musterstraße 1, 10115 Berlin",
      electronic_address: "info@tehas.example",
      in_eu: true,
    },
    safety_texts: tonguesOf(draft, market).map((language) => ({
      language,
      text: warnings[language],
    })),
    image_present: true,
  };
}
