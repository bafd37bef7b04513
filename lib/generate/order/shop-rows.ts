import type { JsonObject } from "../../core/expression/value.ts";
import { amountText } from "../amounts.ts";
import { type Article, articles, freeShippingFrom, lockers, special } from "./shop.ts";

const all: readonly Article[] = [...articles, ...Object.values(special)];

const productOf = (article: Article): JsonObject => {
  const { sku, gtin, name, pack, ageLimit, rate, grams, millimetres } = article;
  return {
    ...{ sku, name, status: "active" },
    ...(gtin !== undefined && { gtin }),
    ...(pack !== undefined && { pack_multiple: String(pack) }),
    ...(ageLimit !== undefined && { age_limits: { EE: ageLimit } }),
    ...(rate === "9" && { vat_classes: { EE: "books_medicines" } }),
    ...(grams !== undefined && { weight_kg: amountText(grams, 3) }),
    ...(millimetres !== undefined && { longest_cm: amountText(millimetres, 1) }),
    ...(article.isDigital && { is_digital: true }),
  };
};

const priceOf = ({ sku, price }: Article): JsonObject => ({
  ...{ price_list_id: "EE-1", sku, amount: amountText(price), currency: "EUR" },
  ...{ includes_vat: true, valid_from: "2026-01-01" },
});

/** Nothing is left of what can only be ordered ahead; of the rest there is plenty. */
const stockOf = ({ sku }: Article): JsonObject => ({
  ...{ sku, site: "TLN" },
  available: sku === special.preorder.sku ? "0" : "100000000",
});

/** The tables of the generated shop. */
export const shopRows: Readonly<Record<string, readonly JsonObject[]>> = {
  products: all.map(productOf),
  price_lists: all.map(priceOf),
  stock: all.filter(({ isDigital }) => !isDigital).map(stockOf),
  receipts: [{ sku: special.preorder.sku, expected_on: "2026-12-07", quantity: "100000" }],
  carriers: [
    {
      ...{ method: "parcel", needs_phone: true, is_pickup: false, checks_age: true },
      ...{ takes_hazmat: false, serves_po_boxes: false, cutoff: "14:00" },
    },
    {
      ...{ method: "locker", needs_phone: true, is_pickup: true, checks_age: false },
      ...{ takes_hazmat: false, serves_po_boxes: false, cutoff: "14:00" },
    },
  ],
  carrier_routes: ["parcel", "locker"].map((method) => ({
    ...{ method, country: "EE", weight_max_kg: "31.5", longest_max_cm: "150" },
  })),
  shipping_tariffs: ["parcel", "locker"].map((method) => ({
    ...{ method, country: "EE", amount: "3.99", currency: "EUR", valid_from: "2026-01-01" },
  })),
  delivery_times: ["parcel", "locker"].map((method) => ({
    ...{ method, market: "EE", p50_working_days: "1", p90_working_days: "2" },
  })),
  pickup_points: [
    ...lockers.map((pickup_point_id) => ({
      ...{ pickup_point_id, method: "locker", country: "EE" },
      ...{ longest_max_cm: "64", weight_max_kg: "40" },
    })),
    { pickup_point_id: "EE-9001", method: "parcel-shop", country: "EE" },
  ],
  campaign_promises: [
    {
      ...{ market: "EE", campaign_id: "K-FREE", promise: "free_shipping", currency: "EUR" },
      ...{ min_basket: amountText(freeShippingFrom), valid_from: "2026-01-01" },
    },
  ],
  discount_codes: [
    { code: "SYGIS", starts_on: "2026-09-01", markets: ["EE"] },
    { code: "TERE5", max_uses_per_customer: 1 },
    { code: "ESIMESED", max_uses: 2_000, used: 0 },
    { code: "KEVAD", ends_on: "2026-05-31" },
  ],
  code_uses: [{ code: "TERE5", customer_id: "CU-0", used: 1 }],
  automatic_discounts: [{ market: "EE", code: "MAHT", sku: "SCREW-4X40", min_qty: "1000" }],
  special_prices: [
    {
      ...{ sku: "CUP-1", market: "EE", kind: "contract", customer_id: "CO-1" },
      ...{ amount: "9.90", currency: "EUR" },
    },
  ],
  usual_prices: all.map(({ sku, price }) => ({
    ...{ sku, channel: "web", currency: "EUR", median: amountText(price) },
    cost: amountText(Math.floor(price / 2)),
  })),
  order_quantity_stats: all.map(({ sku, pack }) => ({
    ...{ sku, customer_type: "consumer", median: String(pack ?? 1), p995: String(6 * (pack ?? 1)) },
  })),
  order_value_stats: [{ market: "EE", currency: "EUR", median_gross: "61.00" }],
  restricted_goods: [{ sku: "ACID-1", country: "EE", kind: "limit", free_quantity: "2" }],
  bundles: [{ sku: "DESK-SET", component_sku: "LAMP-3", quantity: "1" }],
  companions: [{ sku: "TORCH-1", kind: "battery", companion_sku: "BATTERY-AA" }],
  vat_destinations: [{ country: "EE", rates_of: "EE", is_seller_country: true }],
  part_fits: [
    { sku: special.spare_part.sku, model: "WM-300" },
    { sku: special.spare_part.sku, model: "WM-400" },
  ],
  repair_times: [
    { model: "WM-300", market: "EE", p90_working_days: "10", bench_working_days: "2" },
  ],
  approved_texts: [
    ...["withdrawal_info", "terms"].map((kind) => ({
      ...{ kind, market: "EE", version: "7", valid_from: "2026-06-19" },
    })),
  ],
};
