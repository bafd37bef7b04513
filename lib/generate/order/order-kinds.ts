import type { JsonObject } from "../../core/expression/value.ts";
import { amountText, type Units } from "../amounts.ts";
import type { Kind } from "./order.ts";
import { dateText, instantText } from "./times.ts";

const day = 86_400_000;

/** What orders of a kind have instead of, or beside, what baskets have. */
export function fieldsOfKind(kind: Kind, placed: number, gross: Units): JsonObject {
  switch (kind) {
    case "sale":
      return {};
    case "preorder":
      // What comes weeks later is paid at once, as the customer was told.
      return {
        promised_from: dateText(placed + 50 * day),
        delivery_time_agreed: true,
        payment: {
          ...{ method: "bank_link", status: "captured", currency: "EUR" },
          ...{ captured_amount: amountText(gross), authorised_amount: "0.00", surcharge: "0.00" },
        },
      };
    case "subscription":
      return { order_kind: "subscription", subscription: termsOf(gross) };
    case "spare_part":
      return { order_kind: "spare_part" };
    case "digital":
      return { shipping_method: "none" };
    case "repair":
      return {
        order_kind: "repair",
        payment: { method: "invoice", status: "none", currency: "EUR" },
        promised_to: dateText(placed + 21 * day),
        repair: repairOf(placed),
      };
  }
}

/** What a customer agrees to where digital content is supplied at once. */
export const digitalConsents = (placed: number): JsonObject => ({
  digital_start_consent_at: instantText(placed - 60_000),
  digital_loss_ack_at: instantText(placed - 50_000),
  digital_boxes_preticked: false,
});

const termsOf = (gross: Units): JsonObject => ({
  ...{ period: "month", period_price: amountText(gross), total_per_month: amountText(gross) },
  ...{ minimum_months: 0, renewal: "until_cancelled", notice_days: 0 },
  ...{ cancel_path: "https://shop.example.org/lopeta", first_charge: amountText(gross) },
});

const repairOf = (placed: number): JsonObject => ({
  ...{ rma_id: `RMA-${placed}`, serial: "WM-300-77", model: "WM-300", fault: "ei tsentrifuugi" },
  ...{ purchase_date: dateText(placed - 400 * day), misuse_evidence: false },
  ...{ liability: "legal_guarantee", charge_to_customer: "0.00", criticality: "B" },
});
