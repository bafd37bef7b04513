import type { Json, JsonObject } from "../../core/expression/value.ts";
import { amountText, divided } from "../amounts.ts";
import { referenceOf } from "../identifiers.ts";
import type { Random } from "../random.ts";
import { notes } from "./catalogue.ts";
import type { Customer } from "./customer.ts";
import { type Line, linesOf, netOf, quantityText, unitPriceText } from "./lines.ts";
import type { Market } from "./market.ts";
import { dateText, type Month } from "./month.ts";
import type { Seller } from "./seller.ts";
import { type Adjustment, type Totals, totalsOf } from "./totals.ts";
import { midnightText } from "./zone-times.ts";

/** An invoice while it is made: what a defect changes before the sums are taken. */
export interface Draft {
  number: string;
  typeCode: string;
  currency: string;
  customer: Customer;
  preceding: Preceding | undefined;
  /** The earlier invoice that it would take back, were it a credit note. */
  readonly credits: Preceding;
  /** The number that the payment reference is made of. */
  referenceBody: string;
  lines: Line[];
  allowances: Adjustment[];
  charges: Adjustment[];
  isPaid: boolean;
  readonly note: string | undefined;
  readonly means: "30" | "59" | "48";
}

interface Preceding {
  readonly number: string;
  /** A day number. */
  readonly issued: number;
}

export interface InvoiceSetting {
  readonly market: Market;
  readonly seller: Seller;
  readonly month: Month;
  /** Which part of the cycle is billed, where it is billed in parts. */
  readonly part?: string;
  readonly seed: number;
}

/** One in two hundred is a credit note, which takes back one line of an earlier invoice. */
export function draftOf(
  { market, month }: InvoiceSetting,
  customer: Customer,
  number: string,
  index: number,
  random: Random,
): Draft {
  const isCredit = random.chance(50);
  const all = linesOf(market, customer, month, random);
  const lines = isCredit ? all.slice(0, 1) : all;
  const credits = { number: `${market.country}P-${100_000 + index}`, issued: month.first };
  return {
    number,
    typeCode: isCredit ? "381" : "380",
    currency: market.currency,
    customer,
    preceding: isCredit ? credits : undefined,
    credits,
    referenceBody: String(10_000_000 + index),
    lines,
    allowances: !isCredit && random.chance(400) ? [loyalty(lines, random)] : [],
    charges: !isCredit && random.chance(200) ? [delivery(lines)] : [],
    isPaid: !isCredit && random.chance(200),
    note: random.chance(2_500) ? random.pick(notes) : undefined,
    means: random.pick(["30", "30", "30", "59", "48"]),
  };
}

function loyalty(lines: readonly Line[], random: Random): Adjustment {
  const [{ category, rate }] = lines as [Line];
  const same = lines.filter((line) => line.category === category && line.rate === rate);
  const base = same.reduce((total, line) => total + netOf(line), 0);
  const percentage = random.pick([5, 10]);
  const amount = divided(base * percentage, 100);
  return { amount, base, percentage, reason: "Loyalty discount", category, rate };
}

function delivery(lines: readonly Line[]): Adjustment {
  const [{ category, rate }] = lines as [Line];
  return { amount: 499, reason: "Delivery", category, rate };
}

export function sumsOf(draft: Draft): Totals {
  const totals = totalsOf(draft.lines, draft.allowances, draft.charges);
  if (draft.isPaid) {
    totals.paid = totals.gross;
    totals.due = 0;
  }
  return totals;
}

/** The invoice as it is sent, with the field names of the domain specification. */
export function invoiceOf(draft: Draft, totals: Totals, setting: InvoiceSetting): JsonObject {
  const { month, seller } = setting;
  const { customer } = draft;
  const isCredit = draft.typeCode === "381";
  return {
    invoice_number: draft.number,
    series_id: seller.seriesId,
    issue_date: dateText(month.issued),
    type_code: draft.typeCode,
    currency: draft.currency,
    ...(!isCredit && { due_date: dateText(month.due) }),
    contract_id: customer.contractId,
    object_id: customer.objectId,
    ...(draft.note !== undefined && { notes: [draft.note] }),
    profile: setting.market.profile,
    ...(draft.preceding && {
      preceding_invoice: {
        number: draft.preceding.number,
        issue_date: dateText(draft.preceding.issued),
      },
    }),
    seller: seller.party,
    buyer: buyerOf(customer, setting.market),
    delivery_channel: customer.channel,
    ...(setting.market.country === "RO" && { transmission_planned_on: dateText(month.issued + 2) }),
    period_start: dateText(month.first),
    period_end: dateText(month.last),
    payment: paymentOf(draft, setting),
    ...(draft.allowances.length > 0 && { allowances: draft.allowances.map(adjustmentOf) }),
    ...(draft.charges.length > 0 && { charges: draft.charges.map(adjustmentOf) }),
    ...sumFields(totals),
    vat_breakdown: totals.breakdown.map(({ taxable, tax, category, rate }) => ({
      taxable: amountText(taxable),
      tax: amountText(tax),
      category,
      rate,
      ...(category === "AE" && {
        exemption_reason: "Reverse charge",
        exemption_code: "VATEX-EU-AE",
      }),
    })),
    lines: draft.lines.map((line, index) => lineOf(line, index, draft, setting)),
  };
}

function sumFields(totals: Totals): JsonObject {
  return {
    sum_lines: amountText(totals.lines),
    ...(totals.allowances !== 0 && { sum_allowances: amountText(totals.allowances) }),
    ...(totals.charges !== 0 && { sum_charges: amountText(totals.charges) }),
    total_net: amountText(totals.net),
    total_vat: amountText(totals.vat),
    total_gross: amountText(totals.gross),
    ...(totals.paid !== 0 && { paid_amount: amountText(totals.paid) }),
    amount_due: amountText(totals.due),
  };
}

function buyerOf(customer: Customer, market: Market): JsonObject {
  return {
    customer_id: customer.customerId,
    name: customer.name,
    type: customer.isBusiness ? "business" : "consumer",
    ...(customer.registryCode !== undefined && { legal_id: customer.registryCode }),
    // e-Factura takes thirteen zeros for the code of a consumer.
    ...(market.country === "RO" && !customer.isBusiness && { legal_id: "0".repeat(13) }),
    ...(customer.vatId !== undefined && { vat_id: customer.vatId }),
    ...(customer.channel === "einvoice" && { electronic_address: `0191:${customer.customerId}` }),
    street: customer.street,
    city: customer.city,
    postal_code: customer.postalCode,
    country: customer.country,
    language: market.language,
    email: `${customer.customerId.toLowerCase()}@example.org`,
  };
}

function paymentOf({ means, referenceBody, customer }: Draft, setting: InvoiceSetting): JsonObject {
  const { market, seller } = setting;
  return {
    means_code: means,
    reference: referenceOf(market.scheme, referenceBody),
    reference_scheme: market.scheme,
    ...(means === "30" && { payee_iban: seller.accounts[0] as string }),
    ...(means === "59" && { mandate_ref: `M-${customer.customerId}` }),
    ...(means === "48" && { card_masked: "411111******1111" }),
  };
}

const adjustmentOf = (adjustment: Adjustment): Json => ({
  amount: amountText(adjustment.amount),
  ...(adjustment.base !== undefined && { base_amount: amountText(adjustment.base) }),
  ...(adjustment.percentage !== undefined && { percentage: String(adjustment.percentage) }),
  reason: adjustment.reason,
  vat_category: adjustment.category,
  vat_rate: adjustment.rate,
});

function lineOf(
  line: Line,
  index: number,
  { customer }: Draft,
  { market, month }: InvoiceSetting,
): JsonObject {
  const { item, fullPrice, allowance } = line;
  return {
    line_id: String(index + 1),
    object_id: line.objectId,
    source_charge_id: `${customer.contractId}/${item.itemId}/${month.name}/${index + 1}`,
    quantity: quantityText(line.quantity),
    unit_code: item.unit,
    net_amount: amountText(netOf(line)),
    period_start: dateText(line.from),
    period_end: dateText(line.to),
    unit_price: unitPriceText(line.price),
    item_id: item.itemId,
    name: item.name,
    vat_category: line.category,
    vat_rate: line.rate,
    ...(allowance && {
      allowances: [{ amount: amountText(allowance.amount), reason: allowance.reason }],
    }),
    charge_kind: item.kind,
    price_list_id: "STANDARD",
    ...(item.prepaidMonths !== undefined && { prepaid: true }),
    ...(fullPrice !== undefined && { full_period_price: unitPriceText(fullPrice) }),
    ...(item.kind === "usage" && {
      usage_from: midnightText(market.country, line.from),
      usage_to: midnightText(market.country, line.to + 1),
    }),
  };
}
