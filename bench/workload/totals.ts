import type { Market } from "./catalogue.ts";
import { divide, fixed, unitsOf } from "./fixed.ts";
import type { Allowance, Invoice, Line, VatRow } from "./invoice.ts";
import type { Random } from "./random.ts";

type Totals = Pick<
  Invoice,
  | "vat_currency"
  | "allowances"
  | "charges"
  | "sum_lines"
  | "sum_allowances"
  | "sum_charges"
  | "total_net"
  | "total_vat"
  | "total_vat_acc"
  | "total_gross"
  | "paid_amount"
  | "rounding_amount"
  | "amount_due"
  | "vat_breakdown"
>;

/** All that is computed from an invoice's lines, in cents, so that it adds up exactly. */
export function totalsOf(market: Market, lines: readonly Line[], random: Random): Totals {
  const sum = lines.reduce((total, line) => total + cents(line.net_amount), 0);
  const allowances = random.chance(12) ? [allowanceOf(lines, random)] : [];
  const charges = random.chance(5) ? [chargeOf(lines, random)] : [];
  const off = allowances.reduce((total, each) => total + cents(each.amount), 0);
  const on = charges.reduce((total, each) => total + cents(each.amount), 0);
  const rows = rowsOf(lines, allowances, charges, random);
  const vat = rows.reduce((total, row) => total + cents(row.tax), 0);
  return {
    ...accountingOf(market, vat, random),
    allowances: off > 0 ? allowances : null,
    charges: on > 0 ? charges : null,
    sum_lines: fixed(sum, 2),
    sum_allowances: off > 0 ? fixed(off, 2) : null,
    sum_charges: on > 0 ? fixed(on, 2) : null,
    total_net: fixed(sum - off + on, 2),
    total_vat: fixed(vat, 2),
    total_gross: fixed(sum - off + on + vat, 2),
    ...dueOf(market, sum - off + on + vat, random),
    vat_breakdown: rows,
  };
}

const cents = (amount: string | number): number => unitsOf(String(amount), 2);

/** Ten percent off what is billed at the first line's rate. */
function allowanceOf(lines: readonly Line[], random: Random): Allowance {
  const { vat_category, vat_rate } = lines[0]!;
  const same = lines.filter((line) => line.vat_rate === vat_rate);
  const base = same.reduce((total, line) => total + cents(line.net_amount), 0);
  const percentage = random.pick([5, 10, 20]);
  return {
    amount: fixed(divide(base * percentage, 100), 2),
    base_amount: fixed(base, 2),
    percentage: String(percentage),
    reason: "Loyalty discount",
    vat_category,
    vat_rate,
  };
}

function chargeOf(lines: readonly Line[], random: Random): Allowance {
  const { vat_category, vat_rate } = lines[0]!;
  return { amount: fixed(random.between(99, 999), 2), reason: "Delivery", vat_category, vat_rate };
}

/** A row a rate; one seller in ten writes the rate with other digits than its lines do. */
function rowsOf(
  lines: readonly Line[],
  allowances: readonly Allowance[],
  charges: readonly Allowance[],
  random: Random,
): VatRow[] {
  const taxables = new Map<string, number>();
  const add = (rate: string, amount: number) =>
    taxables.set(rate, (taxables.get(rate) ?? 0) + amount);
  for (const line of lines) add(String(line.vat_rate), cents(line.net_amount));
  for (const allowance of allowances) add(String(allowance.vat_rate), -cents(allowance.amount));
  for (const charge of charges) add(String(charge.vat_rate), cents(charge.amount));
  const longer = random.chance(10);
  return [...taxables].map(([rate, taxable]) => ({
    taxable: fixed(taxable, 2),
    tax: fixed(divide(taxable * unitsOf(rate, 2), 10_000), 2),
    category: lines[0]!.vat_category,
    rate: longer ? fixed(unitsOf(rate, 2), 2) : rate,
    exemption_reason: lines[0]!.vat_category === "AE" ? "Reverse charge" : null,
  }));
}

function accountingOf(market: Market, vat: number, random: Random): Partial<Totals> {
  if (!random.chance(1)) return { vat_currency: null, total_vat_acc: null };
  const vat_currency = market.currency === "EUR" ? "NOK" : "EUR";
  return { vat_currency, total_vat_acc: fixed(divide(vat * 115, 10), 2) };
}

function dueOf(
  market: Market,
  gross: number,
  random: Random,
): Pick<Totals, "paid_amount" | "rounding_amount" | "amount_due"> {
  const paid = random.chance(10) ? random.pick([gross, divide(gross, 3)]) : 0;
  const rounding = market.currency === "NOK" && paid === 0 ? divide(gross, 100) * 100 - gross : 0;
  return {
    paid_amount: paid > 0 ? fixed(paid, 2) : null,
    rounding_amount: rounding !== 0 ? fixed(rounding, 2) : null,
    amount_due: fixed(gross - paid + rounding, 2),
  };
}
