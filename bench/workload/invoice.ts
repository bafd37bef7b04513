/** A decimal as data carries it: text, or a JSON number in the other variant. */
export type Amount = string | number;

/** An invoice as it is generated: every field that the subject knows, those of broken ones apart. */
export interface Invoice {
  invoice_number: string;
  series_id: string;
  issue_date: string;
  type_code: string;
  currency: string;
  vat_currency?: string;
  due_date?: string;
  payment_terms?: string;
  contract_id?: string;
  notes?: string[];
  profile?: string;
  preceding_invoice?: { number: string; issue_date?: string };
  seller: { name: string; vat_id?: string; country: string; register_note?: string };
  buyer: Buyer;
  delivery_channel: string;
  period_start?: string;
  period_end?: string;
  payment: Payment;
  allowances?: Allowance[];
  charges?: Allowance[];
  sum_lines: Amount;
  sum_allowances?: Amount;
  sum_charges?: Amount;
  total_net: Amount;
  total_vat: Amount;
  total_vat_acc?: Amount;
  total_gross: Amount;
  paid_amount?: Amount;
  rounding_amount?: Amount;
  amount_due: Amount;
  vat_breakdown: VatRow[];
  lines: Line[];
}

export interface Buyer {
  customer_id: string;
  name: string;
  type: string;
  vat_id?: string;
  electronic_address?: string;
  street?: string;
  city?: string;
  postal_code?: string;
  country: string;
  language: string;
  email?: string;
}

export interface Payment {
  means_code: string;
  reference?: string;
  reference_scheme: string;
  payee_iban?: string;
  card_masked?: string;
}

export interface Allowance {
  amount: Amount;
  base_amount?: Amount;
  percentage?: Amount;
  reason?: string;
  reason_code?: string;
  vat_category: string;
  vat_rate: Amount;
}

export interface VatRow {
  taxable: Amount;
  tax: Amount;
  category: string;
  rate: Amount;
  exemption_reason?: string;
}

export interface Line {
  line_id: string;
  quantity: Amount;
  unit_code: string;
  unit_price: Amount;
  price_base_qty?: Amount;
  net_amount: Amount;
  name: string;
  /** `recurring` where it is absent. */
  charge_kind?: string;
  vat_category: string;
  vat_rate: Amount;
  period_start?: string;
  period_end?: string;
}

const amountFields: ReadonlySet<string> = new Set([
  ...["sum_lines", "sum_allowances", "sum_charges", "total_net", "total_vat", "total_vat_acc"],
  ...["total_gross", "paid_amount", "rounding_amount", "amount_due", "amount", "base_amount"],
  ...["percentage", "vat_rate", "taxable", "tax", "rate", "quantity", "unit_price"],
  ...["price_base_qty", "net_amount"],
]);

/** The same record with its decimals as JSON numbers, wherever their text is one. */
export function withNumbers(record: unknown): unknown {
  return JSON.parse(JSON.stringify(record), (key, value) =>
    amountFields.has(key) && typeof value === "string" && /^-?\d+(\.\d+)?$/.test(value)
      ? Number(value)
      : value,
  );
}
