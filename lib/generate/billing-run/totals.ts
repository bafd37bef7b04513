import { divided, type Units, unitsOf } from "../amounts.ts";
import { type Line, netOf } from "./lines.ts";

/** An allowance or charge on the document, in cents. */
export interface Adjustment {
  readonly amount: Units;
  readonly base?: Units;
  readonly percentage?: number;
  readonly reason: string;
  readonly category: string;
  readonly rate: string;
}

export interface VatRow {
  taxable: Units;
  tax: Units;
  readonly category: string;
  readonly rate: string;
}

/** The sums of an invoice in cents; a defect may change any of them. */
export interface Totals {
  lines: Units;
  allowances: Units;
  charges: Units;
  net: Units;
  vat: Units;
  gross: Units;
  paid: Units;
  due: Units;
  readonly breakdown: VatRow[];
}

export function totalsOf(
  lines: readonly Line[],
  allowances: readonly Adjustment[],
  charges: readonly Adjustment[],
): Totals {
  const sum = (parts: readonly { readonly amount: Units }[]) =>
    parts.reduce((total, { amount }) => total + amount, 0);
  const sums = {
    lines: lines.reduce((total, line) => total + netOf(line), 0),
    allowances: sum(allowances),
    charges: sum(charges),
  };
  const breakdown = breakdownOf(lines, allowances, charges);
  const vat = breakdown.reduce((total, { tax }) => total + tax, 0);
  const net = sums.lines - sums.allowances + sums.charges;
  return { ...sums, net, vat, gross: net + vat, paid: 0, due: net + vat, breakdown };
}

function breakdownOf(
  lines: readonly Line[],
  allowances: readonly Adjustment[],
  charges: readonly Adjustment[],
): VatRow[] {
  const rows = new Map<string, VatRow>();
  const add = ({ category, rate }: { category: string; rate: string }, amount: Units): void => {
    const row = rows.get(`${category} ${rate}`) ?? { taxable: 0, tax: 0, category, rate };
    row.taxable += amount;
    rows.set(`${category} ${rate}`, row);
  };
  for (const line of lines) add(line, netOf(line));
  for (const allowance of allowances) add(allowance, -allowance.amount);
  for (const charge of charges) add(charge, charge.amount);
  for (const row of rows.values()) row.tax = divided(row.taxable * unitsOf(row.rate), 10_000);
  return [...rows.values()];
}
