import type { JsonObject } from "../../core/expression/value.ts";
import { priceText } from "../amounts.ts";
import { catalogue } from "./catalogue.ts";
import type { Customer } from "./customer.ts";
import { levelOf, quantityText } from "./lines.ts";
import type { Market } from "./market.ts";
import type { Seller } from "./seller.ts";

type Rows = Readonly<Record<string, readonly JsonObject[]>>;

const listValidFrom = "2026-01-01";

/** The list that the one in force replaced. */
export const formerList = "STANDARD-2025";

/** What the seller knows of itself and of what it sells. */
export function sellerRows(market: Market, seller: Seller): Rows {
  return {
    sellers: [
      {
        seller_id: seller.sellerId,
        name: market.seller,
        country: market.country,
        legal_id: seller.registryCode,
        vat_ids: [seller.vatId],
        approved_accounts: [...seller.accounts],
        reference_scheme: market.scheme,
        reference_level: "invoice",
        number_series: [{ series_id: seller.seriesId, prefix: seller.prefix }],
        is_limited_company: true,
        template_languages: [market.language, "en"],
      },
    ],
    products: catalogue.map(({ itemId, name, unit, vatClass, kind }) => ({
      sku: itemId,
      name,
      status: "active",
      unit_code: unit,
      ...(kind === "one_time" && { once_per_contract: true }),
      vat_classes: {
        [market.country]: vatClass === "standard" ? "standard" : market.reducedClass,
      },
    })),
    price_list_heads: [
      {
        price_list_id: "STANDARD",
        version: "2026-1",
        currency: market.currency,
        valid_from: listValidFrom,
      },
      {
        price_list_id: formerList,
        version: "2026-1",
        currency: market.currency,
        valid_from: "2025-01-01",
        superseded_on: listValidFrom,
      },
    ],
    // Nobody ended the prices of the list before, which were the same: it confirms itself.
    price_lists: ["STANDARD", formerList].flatMap((listId) =>
      catalogue.flatMap(({ itemId, price, unit, tiers = [] }) =>
        [{ above: 0, price }, ...tiers].map((tier) => ({
          price_list_id: listId,
          sku: itemId,
          amount: priceText(levelOf(market, tier.price), 4),
          currency: market.currency,
          ...(tier.above > 0 && { min_qty: quantityText(tier.above) }),
          includes_vat: false,
          unit_code: unit,
          valid_from: listId === formerList ? "2025-01-01" : listValidFrom,
        })),
      ),
    ),
    discounts: [{ discount_id: "LOYALTY", type: "contract", name: "Loyalty discount" }],
    bounces: [{ email: "gone@example.org" }],
  };
}

/** What a contract agrees on, and how far it was billed. */
export interface Agreed {
  /** Its first day. */
  readonly began: string;
  /** The part of the cycle in which it is billed. */
  readonly part?: string;
  /** Its last day, where it has ended. */
  readonly ended?: string;
  readonly recurringItems: readonly JsonObject[];
  /** What the first invoice should come to; absent where it was billed before. */
  readonly firstAmount?: string;
  /** Prices of its own, those of the item with the list's left out. */
  readonly prices?: readonly JsonObject[];
}

/** A customer with several contracts stands in the table once: with the first of them. */
export function customerRows(
  market: Market,
  customer: Customer,
  isFirst: boolean,
  agreed: Agreed,
): Rows {
  const row = {
    customer_id: customer.customerId,
    type: customer.isBusiness ? "business" : "consumer",
    status: "active",
    start_date: "2024-01-01",
    country: customer.country,
    language: market.language,
    billing_cycle: "monthly-01",
    currency: market.currency,
    ...(customer.vatId !== undefined && { vat_id: customer.vatId }),
    delivery_channel: customer.channel,
  };
  const contract = {
    contract_id: customer.contractId,
    customer_id: customer.customerId,
    object_id: customer.objectId,
    start_date: agreed.began,
    ...(agreed.part !== undefined && { run_part: agreed.part }),
    ...(agreed.ended !== undefined && { end_date: agreed.ended }),
    billing_cycle: "monthly-01",
    currency: market.currency,
    price_list_id: "STANDARD",
    proration_policy: "actual",
    recurring_items: agreed.recurringItems,
    ...(agreed.firstAmount !== undefined && { first_amount_expected: agreed.firstAmount }),
    valid_from: "2024-01-01",
  };
  const { prices = [] } = agreed;
  return {
    ...(isFirst && { customers: [row] }),
    contracts: [contract],
    ...(prices.length > 0 && {
      contract_prices: prices.map((price) => ({
        contract_id: customer.contractId,
        currency: market.currency,
        ...price,
      })),
    }),
  };
}

/** An invoice of before, which a credit note takes back. */
export const archivedInvoice = (
  seller: Seller,
  customer: Customer,
  invoice: {
    readonly number: string;
    readonly issued: string;
    readonly currency: string;
    readonly gross: string;
  },
): Rows => ({
  invoice_archive: [
    {
      seller_id: seller.sellerId,
      invoice_number: invoice.number,
      type_code: "380",
      issue_date: invoice.issued,
      customer_id: customer.customerId,
      contract_id: customer.contractId,
      currency: invoice.currency,
      total_gross: invoice.gross,
      credited: "0.00",
      paid: invoice.gross,
    },
  ],
});
