/** A decimal as data carries it: text, or a JSON number in the other variant. */
export type Amount = string | number;

/** An invoice as it is generated: every field that the subject knows, those of broken ones apart. */
export interface Invoice {
  invoice_number: string;
  series_id: string;
  issue_date: string;
  type_code: string;
  currency: string;
  vat_currency?: string | null;
  due_date?: string | null;
  payment_terms?: string | null;
  contract_id?: string | null;
  notes?: string[] | null;
  profile?: string | null;
  preceding_invoice?: { number: string; issue_date?: string } | null;
  seller: { name: string; vat_id?: string | null; country: string; register_note?: string | null };
  buyer: Buyer;
  delivery_channel: string;
  period_start?: string | null;
  period_end?: string | null;
  payment: Payment;
  allowances?: Allowance[] | null;
  charges?: Allowance[] | null;
  sum_lines: Amount;
  sum_allowances?: Amount | null;
  sum_charges?: Amount | null;
  total_net: Amount;
  total_vat: Amount;
  total_vat_acc?: Amount | null;
  total_gross: Amount;
  paid_amount?: Amount | null;
  rounding_amount?: Amount | null;
  amount_due: Amount;
  vat_breakdown: VatRow[];
  lines: Line[];
}

export interface Buyer {
  customer_id: string;
  name: string;
  type: string;
  vat_id?: string | null;
  electronic_address?: string | null;
  street?: string | null;
  city?: string | null;
  postal_code?: string | null;
  country: string;
  language: string;
  email?: string | null;
}

export interface Payment {
  means_code: string;
  reference?: string | null;
  reference_scheme: string;
  payee_iban?: string | null;
  card_masked?: string | null;
}

export interface Allowance {
  amount: Amount;
  base_amount?: Amount | null;
  percentage?: Amount | null;
  reason?: string | null;
  reason_code?: string | null;
  vat_category: string;
  vat_rate: Amount;
}

export interface VatRow {
  taxable: Amount;
  tax: Amount;
  category: string;
  rate: Amount;
  exemption_reason?: string | null;
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
