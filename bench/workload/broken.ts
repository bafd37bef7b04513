import { fixed, unitsOf } from "./fixed.ts";
import type { Invoice } from "./invoice.ts";

/** One known way to break an invoice, and what the rule it is named for gives then. */
export interface Break {
  /** The rule and what was done: `BIL-06 sum a cent off`. */
  readonly name: string;
  readonly rule: string;
  readonly outcome: "failed" | "missing" | "fault" | "pass";
  /**
   * What to set, by path; `line` stands for the line in the middle. Undefined takes the field out,
   * a function makes the new value from the old one.
   */
  readonly set: Readonly<Record<string, unknown>>;
}

/** Breaks an invoice in place, in the way whose turn it is, and names it. */
export function breakOne(invoice: Invoice, turn: number): string {
  const way = breaks[turn % breaks.length]!;
  for (const [path, value] of Object.entries(way.set)) put(invoice, path, value);
  return way.name;
}

function put(invoice: Invoice, path: string, value: unknown): void {
  const middle = `lines.${invoice.lines.length >> 1}`;
  const steps = path.replace(/^line\b/, middle).split(".");
  const field = steps.pop()!;
  let at = invoice as unknown as Record<string, unknown>;
  for (const step of steps) at = at[step] as Record<string, unknown>;
  const made = typeof value === "function" ? value(at[field], invoice) : value;
  if (made === undefined) delete at[field];
  else at[field] = made;
}

const shift = (cents: number) => (amount: string) => fixed(unitsOf(amount, 2) + cents, 2);
const noted = (text: string) => ({ notes: [text] });
const credit = { type_code: "381", preceding_invoice: undefined };
const currency = (_: unknown, invoice: Invoice) => invoice.currency;
const month = { period_start: "2026-10-01", period_end: "2026-10-31" };
const unpaid = { amount_due: "9.00", due_date: undefined, payment_terms: undefined };
const digit = (amount: string) => `${amount}5`;

const account = (payee_iban: string | undefined) => ({
  "payment.means_code": "30",
  "payment.payee_iban": payee_iban,
});
const reference = (text: string | undefined) => ({
  "payment.reference_scheme": "EE_731",
  "payment.reference": text,
});
const pieces = (quantity: string) => ({
  type_code: "380",
  "line.unit_code": "C62",
  "line.quantity": quantity,
});
const discount = (amount: string, reason: Readonly<Record<string, string>>) => ({
  allowances: (_: unknown, { lines: [line] }: Invoice) => [
    {
      ...{ amount, base_amount: "2.00", percentage: "11", ...reason },
      ...{ vat_category: line!.vat_category, vat_rate: line!.vat_rate },
    },
  ],
});
const norwegian = (vatId: string) => ({
  "seller.country": "NO",
  "seller.vat_id": vatId,
  "seller.register_note": undefined,
});

/** More digits than the fast path decodes at, and a net amount that is right all the same. */
const sixDigits = {
  "line.quantity": "1000.000001",
  "line.unit_price": "1234567.123456",
  "line.price_base_qty": undefined,
  "line.unit_code": "KWH",
  "line.net_amount": "1234567124.69",
};

type Row = readonly [rule: string, what: string, set: Break["set"]];

const failed: readonly Row[] = [
  ["BIL-01", "no name on a line", { "line.name": undefined }],
  ["BIL-01", "no lines", { lines: [] }],
  ["BIL-01", "blank buyer", { "buyer.name": "  " }],
  ["BIL-02", "unknown type", { type_code: "999" }],
  ["BIL-02", "credit of nothing", credit],
  ["BIL-03", "due before issue", { due_date: "2026-10-31" }],
  ["BIL-03", "due in a year", { due_date: "2027-12-01" }],
  ["BIL-04", "no terms", unpaid],
  ["BIL-05", "line five cents off", { "line.net_amount": shift(5) }],
  ["BIL-05", "price per nothing", { "line.price_base_qty": "0" }],
  ["BIL-06", "sum a cent off", { sum_lines: shift(1) }],
  ["BIL-07", "allowance of nothing", { sum_allowances: "5000.00" }],
  ["BIL-08", "line at another rate", { "line.vat_rate": "5" }],
  ["BIL-09", "tax a unit off", { "vat_breakdown.0.tax": shift(100) }],
  ["BIL-10", "gross a cent off", { total_gross: shift(1) }],
  ["BIL-11", "three digits", { total_vat: digit }],
  ["BIL-12", "unknown currency", { currency: "XXX" }],
  ["BIL-12", "VAT in the same", { vat_currency: currency }],
  ["BIL-15", "S at no rate", { "vat_breakdown.0.category": "S", "vat_breakdown.0.rate": "0" }],
  ["BIL-16", "short VAT number", { "seller.vat_id": "EE1" }],
  ["BIL-17", "wrong account", account("EE382200221020145686")],
  ["BIL-17", "no account", account(undefined)],
  ["BIL-18", "wrong reference", reference("1234567")],
  ["BIL-19", "negative price", { "line.unit_price": "-5.00" }],
  ["BIL-19", "half a unit due", { amount_due: "0.50" }],
  ["BIL-22", "half a piece", pieces("1.5")],
  ["BIL-22", "minus a piece", pieces("-1")],
  ["BIL-23", "discount without reason", discount("0.22", {})],
  ["BIL-23", "discount miscalculated", discount("0.10", { reason: "Loyalty" })],
  ["BIL-25", "line outside", { ...month, "line.period_start": "2026-09-30" }],
  ["BIL-27", "bad address", { delivery_channel: "email", "buyer.email": "nobody" }],
  ["BIL-27", "unknown channel", { delivery_channel: "pigeon" }],
  ["BIL-28", "card number", noted("Card 4111111111111111")],
  ["BIL-29", "placeholder", noted("Dear {{name}},")],
  ["BIL-30", "no MVA", norwegian("NO974760673")],
  ["BIL-31", "wrong profile", { "seller.country": "RO", profile: "ehf-3" }],
];

const missing: readonly Row[] = [
  ["BIL-06", "no net amount", { "line.net_amount": undefined }],
  ["BIL-10", "null VAT", { total_vat: null }],
  ["BIL-19", "no gross total", { total_gross: undefined }],
  ["BIL-18", "no reference", reference(undefined)],
  [
    "BIL-25",
    "line without end",
    { ...month, "line.period_start": "2026-10-02", "line.period_end": undefined },
  ],
  ["BIL-30", "no statement", norwegian("NO974760673MVA")],
];

const fault: readonly Row[] = [
  ["BIL-03", "no such day", { due_date: "2026-02-30" }],
  ["BIL-10", "comma for a point", { amount_due: "1.000,00" }],
  ["BIL-22", "quantity in words", { "line.quantity": "two" }],
];

const waysOf = (outcome: Break["outcome"], rows: readonly Row[]): readonly Break[] =>
  rows.map(([rule, what, set]) => ({ name: `${rule} ${what}`, rule, outcome, set }));

/** All the ways. One in seven leaves a rule unjudged, one is right but takes the exact path. */
export const breaks: readonly Break[] = [
  ...waysOf("failed", failed),
  ...waysOf("missing", missing),
  ...waysOf("fault", fault),
  ...waysOf("pass", [["BIL-05", "six digits", sixDigits]]),
];
