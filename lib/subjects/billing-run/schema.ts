import * as z from "zod";
import * as s from "../scalars.ts";
import { documentAdjustment, invoiceLine } from "./line.ts";

/**
 * An invoice or credit note before it is issued, by the business terms (BT) and groups (BG) of
 * EN 16931-1. Amounts are in `currency` unless they say otherwise; a credit note (381) carries
 * positive amounts.
 *
 * Required, leaf by leaf, is only what a group means nothing without. What an invoice must state
 * depends on what it is, and rules judge it: BIL-01 first.
 */
const seller = z.object({
  name: s.text(300, "BT-27, name of the seller").nullish(),
  vat_id: s.text(20, "BT-31, the seller's VAT number").nullish(),
  tax_registration_id: s.text(64, "BT-32, the seller's tax registration").nullish(),
  legal_id: s.text(64, "BT-30, number in the business register").nullish(),
  country: s.country.nullish().meta({ description: "BT-40, where the seller is" }),
  register_note: s.text(200, "NO: Foretaksregisteret, where the company is entered").nullish(),
});

const buyer = z.object({
  customer_id: s.text(100, "BT-46, the seller's number of the customer").nullish(),
  name: s.personalText(300, "BT-44, name of the buyer").nullish(),
  type: z.enum(["consumer", "business"]).nullish().meta({ description: "Which sort" }),
  legal_id: s.personalText(64, "BT-47, register number; of a consumer the personal code").nullish(),
  vat_id: s.text(20, "BT-48, the buyer's VAT number").nullish(),
  electronic_address: s.personalText(200, "BT-49, where e-invoices go").nullish(),
  street: s.personalText(300, "BT-50, street and house number").nullish(),
  street2: s.personalText(300, "BT-51, second line of the address").nullish(),
  city: s.text(100, "BT-52, town or village").nullish(),
  postal_code: s.personalText(16, "BT-53, postal code").nullish(),
  region: s.text(100, "BT-54, county (judeţ), region or state").nullish(),
  country: s.country.nullish().meta({ description: "BT-55, where the buyer is" }),
  language: s.lang.nullish().meta({ description: "Language of the document" }),
  email: s.personalText(254, "Address that the invoice is sent to").nullish(),
});

export const referenceSchemes = ["EE_731", "NO_KID10", "NO_KID11", "RF", "none"] as const;

const payment = z.object({
  means_code: s.text(8, "BT-81, UNCL4461: 30, 31, 58 credit transfer, 49, 59 debit").nullish(),
  reference: s.text(140, "BT-83, reference that the payer states").nullish(),
  reference_scheme: z
    .enum(referenceSchemes)
    .nullish()
    .meta({ description: "How the reference is built: what its check digit follows" }),
  payee_iban: s.text(64, "BT-84, account to pay to, as IBAN").nullish(),
  payee_account: s.text(64, "BT-84, account to pay to, as national number (BBAN)").nullish(),
  mandate_ref: s.personalText(64, "BT-89, direct-debit mandate").nullish(),
  card_masked: s.personalText(32, "BT-87, card number, masked").nullish(),
});

const vatBreakdown = z.object({
  taxable: s.money.nullish().meta({ description: "BT-116, what is taxed" }),
  tax: s.money.nullish().meta({ description: "BT-117, the VAT on it" }),
  category: s.text(2, "BT-118, UNCL5305").nullish(),
  rate: s.percentage.nullish().meta({ description: "BT-119, VAT rate", usualScale: 2 }),
  exemption_reason: s.text(1000, "BT-120, why no VAT is charged").nullish(),
  exemption_code: s.text(64, "BT-121, VATEX code of it").nullish(),
});

const money = (description: string) => s.money.nullish().meta({ description });

export const invoice = z.object({
  invoice_number: s.text(64, "BT-1, the invoice's number, unique with its seller"),
  series_id: s.id.nullish().meta({ description: "Number series that it was taken from" }),
  issue_date: s.date.nullish().meta({ description: "BT-2, issued on" }),
  type_code: s
    .text(3, "BT-3, UNTDID 1001: 380 invoice, 381 credit note, 383, 384, 386, 389")
    .nullish(),
  currency: s.currency.nullish().meta({ description: "BT-5, currency of all amounts" }),
  vat_currency: s.currency.nullish().meta({ description: "BT-6, currency VAT is accounted in" }),
  vat_point_date: s.date.nullish().meta({ description: "BT-7, tax point; outranks all others" }),
  due_date: s.date.nullish().meta({ description: "BT-9, to be paid by" }),
  payment_terms: s.text(2000, "BT-20, terms of payment in words").nullish(),
  buyer_reference: s.text(200, "BT-10, the buyer's reference").nullish(),
  contract_id: s.text(100, "BT-12, the contract").nullish(),
  purchase_order_ref: s.text(200, "BT-13, the buyer's order").nullish(),
  order_number: s.text(200, "BT-14, the seller's order").nullish(),
  object_id: s.text(100, "BT-18, the line, meter or device that is billed").nullish(),
  notes: z
    .array(s.text(5000, "A note"))
    .nullish()
    .meta({ description: "BT-22, words on the document", personal: true }),
  profile: s.text(200, "BT-24, the specification it follows: Peppol BIS 3.0, RO_CIUS …").nullish(),
  preceding_invoice: z
    .object({
      number: s.text(64, "BT-25, its number").nullish(),
      issue_date: s.date.nullish().meta({ description: "BT-26, issued on" }),
    })
    .nullish()
    .meta({ description: "BG-3, the invoice that it credits or corrects" }),
  seller: seller.nullish().meta({ description: "BG-4, who sells" }),
  buyer: buyer.nullish().meta({ description: "BG-7, who is billed" }),
  delivery_channel: z
    .enum(["email", "einvoice", "post", "portal", "api"])
    .nullish()
    .meta({ description: "How it reaches the customer" }),
  transmission_planned_on: s.date
    .nullish()
    .meta({ description: "RO: day on which it goes to e-Factura" }),
  delivery_date: s.date.nullish().meta({ description: "BT-72, day of delivery" }),
  deliver_to_country: s.country.nullish().meta({ description: "BT-80, where it was delivered" }),
  period_start: s.date.nullish().meta({ description: "BT-73, first day billed" }),
  period_end: s.date.nullish().meta({ description: "BT-74, last day billed, inclusive" }),
  payment: payment.nullish().meta({ description: "BG-16, how it is paid" }),
  other_payments: z
    .array(payment)
    .nullish()
    .meta({ description: "BG-16, further means of payment: other accounts that may be paid to" }),
  allowances: z
    .array(documentAdjustment)
    .nullish()
    .meta({ description: "BG-20, taken off the document" }),
  charges: z.array(documentAdjustment).nullish().meta({ description: "BG-21, put on it" }),
  sum_lines: money("BT-106, sum of the lines' net amounts"),
  sum_allowances: money("BT-107, sum of the document's allowances"),
  sum_charges: money("BT-108, sum of the document's charges"),
  total_net: money("BT-109, total without VAT"),
  total_vat: money("BT-110, total VAT"),
  total_vat_acc: money("BT-111, total VAT, in `vat_currency`"),
  total_gross: money("BT-112, total with VAT"),
  paid_amount: money("BT-113, paid already"),
  rounding_amount: money("BT-114, added to round the amount due"),
  amount_due: money("BT-115, still to be paid"),
  vat_breakdown: z
    .array(vatBreakdown)
    .nullish()
    .meta({ description: "BG-23, VAT by category and rate" }),
  lines: z.array(invoiceLine).nullish().meta({ description: "BG-25, the lines" }),
  ext: z
    .record(z.string(), z.unknown())
    .nullish()
    .meta({ description: "The sender's own; no rule looks into it" }),
});

/** A reminder of an invoice that is not paid. */
export const notice = z.object({
  notice_id: s.id.meta({ description: "The reminder's number, unique" }),
  invoice_number: s.text(64, "BT-1 of the invoice that it reminds of").nullish(),
  customer_id: s.text(100, "Who is reminded").nullish(),
  level: z.int().nullish().meta({ description: "First reminder 1, second 2 …" }),
  notice_date: s.date.nullish().meta({ description: "Its date" }),
  original_due_date: s.date.nullish().meta({ description: "When the invoice was to be paid" }),
  claimed_amount: money("What is claimed, without fee and interest"),
  fee: money("Fee of this reminder"),
  interest: money("Interest claimed"),
  new_due_date: s.date.nullish().meta({ description: "To be paid by now" }),
  currency: s.currency.nullish().meta({ description: "Currency of all amounts" }),
  country: s.country.nullish().meta({ description: "Country whose limits of fees hold" }),
  text: s.personalText(10000, "What the customer reads").nullish(),
});

export type Invoice = z.infer<typeof invoice>;
