import {
  DATE,
  decimalOf,
  type Field,
  listOf,
  recordOf,
  type Schema,
  STRING,
  type Type,
} from "../../lib/core/expression/types.ts";
import type { Subject } from "../../lib/core/subject.ts";

const required = (type: Type | Field): Field => ({ ...fieldOf(type), required: true });
const optional = (type: Type | Field): Field => ({ ...fieldOf(type), required: false });
const fieldOf = (type: Type | Field): Field => ("kind" in type ? { type, required: false } : type);

/** A decimal with the digits that the fast path decodes it at. */
const decimal = (usualScale: number): Field => ({
  type: decimalOf(6),
  required: true,
  usualScale,
});
const money = decimal(2);
const quantity = decimal(3);
const price = decimal(4);
const rate = decimal(2);

const invoiceFields: Readonly<Record<string, Field>> = {
  invoice_number: required(STRING),
  series_id: required(STRING),
  issue_date: required(DATE),
  type_code: required(STRING),
  currency: required(STRING),
  vat_currency: optional(STRING),
  due_date: optional(DATE),
  payment_terms: optional(STRING),
  contract_id: optional(STRING),
  notes: optional(listOf(STRING)),
  profile: optional(STRING),
  preceding_invoice: optional(recordOf("Invoice.preceding_invoice")),
  seller: required(recordOf("Invoice.seller")),
  buyer: required(recordOf("Invoice.buyer")),
  delivery_channel: required(STRING),
  period_start: optional(DATE),
  period_end: optional(DATE),
  payment: required(recordOf("Invoice.payment")),
  allowances: optional(listOf(recordOf("Invoice.allowance"))),
  charges: optional(listOf(recordOf("Invoice.allowance"))),
  sum_lines: required(money),
  sum_allowances: optional(money),
  sum_charges: optional(money),
  total_net: required(money),
  total_vat: required(money),
  total_vat_acc: optional(money),
  total_gross: required(money),
  paid_amount: optional(money),
  rounding_amount: optional(money),
  amount_due: required(money),
  vat_breakdown: required(listOf(recordOf("Invoice.vat"))),
  lines: required(listOf(recordOf("Invoice.line"))),
};

const sellerFields: Readonly<Record<string, Field>> = {
  name: required(STRING),
  vat_id: optional(STRING),
  country: required(STRING),
  register_note: optional(STRING),
};

const buyerFields: Readonly<Record<string, Field>> = {
  customer_id: required(STRING),
  name: required(STRING),
  type: required(STRING),
  vat_id: optional(STRING),
  electronic_address: optional(STRING),
  street: optional(STRING),
  city: optional(STRING),
  postal_code: optional(STRING),
  country: required(STRING),
  language: required(STRING),
  email: optional(STRING),
};

const paymentFields: Readonly<Record<string, Field>> = {
  means_code: required(STRING),
  reference: optional(STRING),
  reference_scheme: required(STRING),
  payee_iban: optional(STRING),
  card_masked: optional(STRING),
};

const allowanceFields: Readonly<Record<string, Field>> = {
  amount: required(money),
  base_amount: optional(money),
  percentage: optional(rate),
  reason: optional(STRING),
  reason_code: optional(STRING),
  vat_category: required(STRING),
  vat_rate: required(rate),
};

const vatFields: Readonly<Record<string, Field>> = {
  taxable: required(money),
  tax: required(money),
  category: required(STRING),
  rate: required(rate),
  exemption_reason: optional(STRING),
};

const lineFields: Readonly<Record<string, Field>> = {
  line_id: required(STRING),
  quantity: required(quantity),
  unit_code: required(STRING),
  unit_price: required(price),
  price_base_qty: optional(quantity),
  net_amount: required(money),
  name: required(STRING),
  charge_kind: optional(STRING),
  vat_category: required(STRING),
  vat_rate: required(rate),
  period_start: optional(DATE),
  period_end: optional(DATE),
};

const schema: Schema = {
  Invoice: { fields: invoiceFields },
  "Invoice.seller": { fields: sellerFields },
  "Invoice.buyer": { fields: buyerFields },
  "Invoice.preceding_invoice": {
    fields: { number: required(STRING), issue_date: optional(DATE) },
  },
  "Invoice.payment": { fields: paymentFields },
  "Invoice.allowance": { fields: allowanceFields },
  "Invoice.vat": { fields: vatFields },
  "Invoice.line": { fields: lineFields },
};

/**
 * Invoices as section 2.1 of the domain specification has them, cut down to what the workload's
 * rules read. The subject `billing-run` of the product comes with its readers; this one is the
 * bench's own, so that figures stay comparable when that one grows.
 */
export const invoiceSubject: Subject = {
  kind: "bench-invoice",
  schema: schema,
  records: [
    {
      name: "invoice",
      shape: "Invoice",
      key: ["invoice_number"],
      effectiveOn: "record.issue_date",
      markets: "record.seller.country",
      currency: "record.currency",
      customer: "record.buyer.customer_id",
    },
  ],
  tables: {},
};
