import * as z from "zod";
import * as s from "../scalars.ts";
import { orderLine } from "./line.ts";

/**
 * An order as a shop sends it to the gate, aligned with schema.org's `Order`, `OrderItem`,
 * `PostalAddress` and `ParcelDelivery`.
 *
 * Required is what an order cannot be read without, leaf by leaf: a required field of a group must
 * be there where the group is. What else must be there depends on the order and is judged by rules
 * (ORD-01 first), which say so in the reader's language. Unknown fields are allowed and ignored.
 */
const address = z.object({
  name: s.personalText(200, "Who receives it").nullish(),
  street: s.personalText(200, "Street, with the house number if it is written so").nullish(),
  house_number: s.personalText(20, "House number, where it stands alone").nullish(),
  unit: s.personalText(50, "Flat, floor, entrance").nullish(),
  named_place: s.personalText(200, "Farm or house name where no street is numbered").nullish(),
  postal_code: s.personalText(16, "Postal code").nullish(),
  locality: s.text(100, "Town or village").nullish(),
  region: s.text(100, "County (judeţ), region or state").nullish(),
  country: s.country.nullish().meta({ description: "Country of the address" }),
  pickup_point_id: s.id.nullish().meta({ description: "Parcel shop or locker" }),
  instructions: s.personalText(500, "Words for the carrier").nullish(),
});

const customer = z.object({
  customer_id: s.id.nullish().meta({ description: "The shop's number of the customer" }),
  type: z.enum(["consumer", "business"]).nullish().meta({ description: "In which role she buys" }),
  name: s.personalText(200, "Name").nullish(),
  email: s.personalText(254, "E-mail address").nullish(),
  phone: s.personalText(32, "Phone, E.164 such as +3725551234").nullish(),
  language: s.lang.nullish().meta({ description: "Language she is served in" }),
  birth_date: s.date.nullish().meta({ description: "Date of birth", personal: true }),
  age_verified_level: z
    .enum(["none", "self_declared", "id_checked"])
    .nullish()
    .meta({ description: "How the age is known" }),
  vat_id: s.text(20, "VAT number of a business").nullish(),
  is_member: s.flag("Whether she has what members are promised").nullish(),
});

const totals = z.object({
  items_gross: s.money.nullish().meta({ description: "Sum of the line totals" }),
  discounts: s.money.nullish().meta({ description: "Discounts on the whole order, positive" }),
  shipping: s.money.nullish().meta({ description: "Shipping" }),
  fees: z
    .array(
      z.object({
        name: s.text(200, "What the fee is called").nullish(),
        amount: s.money.meta({ description: "The fee" }),
        kind: s.text(64, "What it is for: payment, packaging, service …").nullish(),
        shown: s.flag("Whether the customer saw it before she ordered").nullish(),
      }),
    )
    .nullish()
    .meta({ description: "Fees beside shipping" }),
  vat: s.money.nullish().meta({ description: "VAT, contained or on top" }),
  gross: s.money.nullish().meta({ description: "What the order costs, with everything" }),
  prepaid: s.money.nullish().meta({ description: "Paid already, by gift card or credit" }),
  due: s.money.nullish().meta({ description: "What is still to be paid" }),
});

export const paymentMethods = [
  "card",
  "wallet",
  "bank_link",
  "bank_transfer",
  "direct_debit",
  "gift_card",
  "invoice",
  "instalments",
  "cash_on_delivery",
  "cash",
] as const;

const payment = z.object({
  method: z.enum(paymentMethods).meta({ description: "How it is paid" }),
  card_class: z
    .enum(["consumer", "commercial"])
    .nullish()
    .meta({ description: "Whose card it is" }),
  status: s.text(32, "State at the payment provider").nullish(),
  authorised_amount: s.money.nullish().meta({ description: "Reserved, not yet captured" }),
  captured_amount: s.money.nullish().meta({ description: "Taken already" }),
  currency: s.currency.nullish().meta({ description: "Currency of the payment" }),
  capture_promise: z
    .enum(["at_order", "at_dispatch"])
    .nullish()
    .meta({ description: "When the customer was told that it is taken" }),
  authorisation_expires_at: s.instant.nullish().meta({ description: "When the hold lapses" }),
  surcharge: s.money.nullish().meta({ description: "What paying this way costs the customer" }),
  instalment_plan: s.text(64, "The plan, when paid in parts").nullish(),
});

const consents = z.object({
  button_label: s.text(200, "The words on the order button").nullish(),
  button_language: s.lang.nullish().meta({ description: "Their language" }),
  terms_version: s.text(64, "Version of the terms accepted").nullish(),
  terms_language: s.lang.nullish().meta({ description: "Language of these terms" }),
  withdrawal_info_version: s.text(64, "Version of the withdrawal information shown").nullish(),
  withdrawal_form_provided: s.flag("Whether the model withdrawal form was given").nullish(),
  withdrawal_function_url: s.text(2000, "Where the consumer withdraws online").nullish(),
  guarantee_notice_shown: s.flag("Whether the legal-guarantee notice was shown").nullish(),
  digital_start_consent_at: s.instant
    .nullish()
    .meta({ description: "When she asked for digital content at once" }),
  digital_loss_ack_at: s.instant
    .nullish()
    .meta({ description: "When she acknowledged losing the right of withdrawal by it" }),
  digital_boxes_preticked: s.flag("Whether one of these two was ticked for her").nullish(),
  age_declaration: s.flag("Whether she declared to be old enough").nullish(),
  preselected_extras: s.flag("Whether any extra was ticked for her").nullish(),
  total_shown: s.money.nullish().meta({ description: "The total above the button" }),
  personalised_price_disclosed: s.flag("Whether she was told of a personal price").nullish(),
});

const confirmation = z.object({
  sent_at: s.instant.nullish().meta({ description: "When it was sent" }),
  medium: z
    .enum(["email", "post", "pdf", "sms", "account", "web_page"])
    .nullish()
    .meta({ description: "On what; a web page alone is not durable" }),
  language: s.lang.nullish().meta({ description: "In which language" }),
  contains_withdrawal_info: s.flag("Whether the right of withdrawal is explained").nullish(),
});

const repair = z.object({
  rma_id: s.id.nullish().meta({ description: "Number of the return" }),
  serial: s.text(64, "Serial number of the device").nullish(),
  purchase_date: s.date.nullish().meta({ description: "When it was bought" }),
  fault: s.text(500, "What is wrong with it").nullish(),
  misuse_evidence: s.flag("Whether misuse was shown, which ends the seller's liability").nullish(),
  liability: z
    .enum(["legal_guarantee", "commercial_guarantee", "out_of_guarantee", "goodwill"])
    .nullish()
    .meta({ description: "On what ground it is repaired" }),
  charge_to_customer: s.money.nullish().meta({ description: "What she is asked to pay" }),
  model: s.text(64, "Model of the device").nullish(),
  parts: z
    .array(s.text(64, "Article number of a part"))
    .nullish()
    .meta({ description: "Parts that the repair needs" }),
  criticality: z
    .enum(["A", "B", "C"])
    .nullish()
    .meta({ description: "How hard it is to be without the device; A worst" }),
  loan_device_offered: s.flag("Whether another device is lent meanwhile").nullish(),
});

const subscription = z.object({
  period: z
    .enum(["week", "month", "quarter", "year"])
    .nullish()
    .meta({ description: "How long a period is" }),
  period_price: s.money.nullish().meta({ description: "Price of a period, all included" }),
  first_period_price: s.money
    .nullish()
    .meta({ description: "Price of the first period, where it is another one" }),
  total_per_month: s.money.nullish().meta({ description: "Costs a month, as she was told" }),
  minimum_months: z.int().nullish().meta({ description: "How long she is bound; 0 not at all" }),
  renewal: z
    .enum(["none", "until_cancelled", "automatic"])
    .nullish()
    .meta({ description: "What comes after the term" }),
  notice_days: z.int().nullish().meta({ description: "Days of notice" }),
  cancel_path: s.text(2000, "Where or how she ends it").nullish(),
  first_charge: s.money.nullish().meta({ description: "What is charged first" }),
});

const deliveryPlan = z.object({
  choice: z
    .enum(["split", "wait"])
    .nullish()
    .meta({ description: "Several parcels, or one when all is there, as the customer chose" }),
  extra_shipping: s.money.nullish().meta({ description: "What several parcels cost her more" }),
});

const fulfilment = z.object({
  status: s.text(32, "How far the order is").nullish(),
  status_changed_at: s.instant.nullish().meta({ description: "Since when" }),
  dispatched_at: s.instant.nullish().meta({ description: "When all of it was sent" }),
  last_notice_at: s.instant.nullish().meta({ description: "When she was last told how it stands" }),
});

const risk = z.object({
  velocity_24h: z.int().nullish().meta({ description: "Orders of this customer in 24 hours" }),
  ip_country: s.country.nullish().meta({ description: "Where the network address lies" }),
  payment_attempts: z.int().nullish().meta({ description: "Attempts with different instruments" }),
  account_age_days: z.int().nullish().meta({ description: "Days since she became a customer" }),
  sanctions_result: z
    .enum(["clear", "possible", "confirmed"])
    .nullish()
    .meta({ description: "What the search of the sanctions lists gave" }),
  flags: z.array(s.text(64, "A flag")).nullish().meta({ description: "Signs of fraud" }),
});

export const orderKinds = [
  "sale",
  "subscription",
  "exchange",
  "repair",
  "spare_part",
  "sample",
  "internal",
  "cancellation",
] as const;

export const order = z.object({
  order_number: s.id.meta({ description: "The order's number, unique" }),
  order_date: s.instant.meta({ description: "When it was placed" }),
  cart_id: s.id.nullish().meta({ description: "The cart, which finds retries" }),
  order_kind: z.enum(orderKinds).meta({ description: "What sort of order it is" }),
  cancels: s.id.nullish().meta({ description: "The order that a cancellation takes back" }),
  channel: z
    .enum(["web", "app", "phone", "chat", "email", "marketplace", "edi", "agent", "pos"])
    .nullish()
    .meta({ description: "Where it was placed; all but pos are at a distance" }),
  market: s.country.nullish().meta({ description: "The market it was sold in" }),
  customer: customer.nullish().meta({ description: "Who ordered" }),
  billing_address: address.nullish().meta({ description: "Where the invoice goes" }),
  delivery_address: address.nullish().meta({ description: "Where the goods go" }),
  items: z.array(orderLine).meta({ description: "What was ordered" }),
  currency: s.currency.nullish().meta({ description: "Currency of all amounts" }),
  discount_codes: z
    .array(
      z.object({
        code: s.text(64, "The code"),
        amount: s.money.nullish().meta({ description: "What it takes off the order" }),
      }),
    )
    .nullish()
    .meta({ description: "Codes for the whole order, within totals.discounts" }),
  totals: totals.nullish().meta({ description: "Sums of the order" }),
  payment: payment.nullish().meta({ description: "How it is paid" }),
  shipping_method: s.id
    .nullish()
    .meta({ description: "The carrier's method; `none` where nothing is shipped" }),
  promised_from: s.date.nullish().meta({ description: "Earliest day of delivery promised" }),
  promised_to: s.date.nullish().meta({ description: "Latest day of delivery promised" }),
  delivery_time_agreed: s.flag("Whether a time beyond 30 days was agreed").nullish(),
  consents: consents.nullish().meta({ description: "What the customer saw and agreed to" }),
  withdrawal_excluded_lines: z
    .array(
      z.object({
        line_id: s.id.meta({ description: "The line" }),
        ground: s.text(100, "Letter of Article 16 CRD, a to m"),
      }),
    )
    .nullish()
    .meta({ description: "Lines that are said to have no right of withdrawal" }),
  confirmation: confirmation.nullish().meta({ description: "The confirmation of the order" }),
  repair: repair.nullish().meta({ description: "For repairs" }),
  amended_after_confirmation: z
    .object({
      at: s.instant.nullish().meta({ description: "When it was changed" }),
      fields: z.array(s.text(200, "A field")).meta({ description: "What was changed" }),
      customer_consent_at: s.instant.nullish().meta({ description: "When she agreed" }),
    })
    .nullish()
    .meta({ description: "A change after the confirmation" }),
  risk: risk.nullish().meta({ description: "What fraud screening says" }),
  subscription: subscription.nullish().meta({ description: "For subscriptions: what was agreed" }),
  delivery_plan: deliveryPlan
    .nullish()
    .meta({ description: "Where lines come at different times" }),
  fulfilment: fulfilment.nullish().meta({ description: "How far an accepted order is" }),
  ext: z
    .record(z.string(), z.unknown())
    .nullish()
    .meta({ description: "The sender's own; no rule looks into it" }),
});

export type Order = z.infer<typeof order>;
