import * as z from "zod";
import * as s from "../scalars.ts";

const price = (description: string) => s.money.nullish().meta({ description, usualScale: 4 });

/** An allowance or a charge, on the document (BG-20, BG-21) or on a line (BG-27, BG-28). */
const adjustment = {
  amount: s.money.meta({ description: "BT-92, BT-99, BT-136, BT-141, its amount without VAT" }),
  base_amount: s.money
    .nullish()
    .meta({ description: "BT-93, BT-100, BT-137, BT-142, what the percentage is of" }),
  percentage: s.percentage
    .nullish()
    .meta({ description: "BT-94, BT-101, BT-138, BT-143, percent of the base", usualScale: 2 }),
  reason: s.text(1000, "BT-97, BT-104, BT-139, BT-144, why, in words").nullish(),
  reason_code: s
    .text(16, "BT-98, BT-105, BT-140, BT-145, why: UNCL5189 of allowances, UNCL7161 of charges")
    .nullish(),
  discount_id: s.id.nullish().meta({ description: "The discount that a contract or offer grants" }),
  discount_type: s.text(32, "contract, campaign, goodwill, outage …: limits differ").nullish(),
};

export const lineAdjustment = z.object(adjustment);

export const documentAdjustment = z.object({
  ...adjustment,
  vat_category: s.text(2, "BT-95, BT-102, VAT category, UNCL5305").nullish(),
  vat_rate: s.percentage.nullish().meta({ description: "BT-96, BT-103, VAT rate", usualScale: 2 }),
});

export const chargeKinds = [
  "recurring",
  "usage",
  "one_time",
  "discount",
  "fee",
  "adjustment",
] as const;

/** One line of an invoice (BG-25). What must be there BIL-01 judges, not the schema. */
export const invoiceLine = z.object({
  line_id: s.text(64, "BT-126, number of the line, unique in the invoice").nullish(),
  note: s.personalText(5000, "BT-127, words on the line").nullish(),
  object_id: s.text(100, "BT-128, the line, meter or device that is billed").nullish(),
  quantity: s.quantity.nullish().meta({
    description: "BT-129, how many, in `unit_code`",
    usualScale: 3,
  }),
  unit_code: s.text(8, "BT-130, unit, UN/ECE Recommendation 20: C62 one, MON month, KWH").nullish(),
  net_amount: s.money.nullish().meta({ description: "BT-131, net amount of the line, no VAT" }),
  period_start: s.date.nullish().meta({ description: "BT-134, first day billed" }),
  period_end: s.date.nullish().meta({ description: "BT-135, last day billed, inclusive" }),
  unit_price: price("BT-146, net price of `price_base_qty` units"),
  price_base_qty: s.quantity.nullish().meta({
    description: "BT-149, how many units the price is for; 1 when absent",
    usualScale: 3,
  }),
  gross_price: price("BT-148, price before the price discount"),
  price_discount: price("BT-147, what is taken off the gross price, a unit"),
  item_id: s.text(64, "BT-155, the seller's number of the charge item").nullish(),
  gtin: s.text(20, "BT-157, standard number of the item").nullish(),
  name: s.text(500, "BT-153, what the customer reads").nullish(),
  vat_category: s.text(2, "BT-151, UNCL5305: S, Z, E, AE, K, G, O").nullish(),
  vat_rate: s.percentage.nullish().meta({ description: "BT-152, VAT rate", usualScale: 2 }),
  vat_transition: s
    .text(200, "Why one rate covers a period in which it changed, where the law allows it")
    .nullish(),
  allowances: z.array(lineAdjustment).nullish().meta({ description: "BG-27, taken off the line" }),
  charges: z.array(lineAdjustment).nullish().meta({ description: "BG-28, put on the line" }),
  charge_kind: z.enum(chargeKinds).nullish().meta({ description: "What sort of charge it is" }),
  source_charge_id: s
    .text(200, "Rating event, order line or subscription period that is billed: once, ever")
    .nullish(),
  contract_quantity: s.quantity
    .nullish()
    .meta({ description: "Recurring: how many the contract has", usualScale: 3 }),
  prepaid: s.flag("Whether the period is billed in advance").nullish(),
  price_list_id: s.id.nullish().meta({ description: "Price list the price was taken from" }),
  full_period_price: price("Price of one unit for the full period, before proration"),
  full_period_start: s.date.nullish().meta({ description: "First day of that full period" }),
  full_period_end: s.date.nullish().meta({ description: "Last day of it, inclusive" }),
  billing_anchor: z.int().nullish().meta({
    description: "Day of the month on which full periods begin; 31 means the last day",
  }),
  usage_from: s.instant.nullish().meta({ description: "Usage: from this moment on" }),
  usage_to: s.instant.nullish().meta({ description: "Usage: up to this moment" }),
  meter_start: s.quantity.nullish().meta({ description: "Meter reading at the start" }),
  meter_end: s.quantity.nullish().meta({ description: "Meter reading at the end" }),
});
