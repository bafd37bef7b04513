import { cents, isAbsent, isShown } from "./decode.ts";
import { BIL_08, BIL_09, BIL_15, bitsOf, codeOf, worst } from "./found.ts";
import { isRecord, type Raw } from "./raw.ts";
import { FAILED, PASS, UNPROVEN } from "./verdicts.ts";

/** More rows go the exact way. */
export const rowsMax = 8;

/** The VAT breakdown of the invoice at hand, taken apart once; one for all, since none is kept. */
export const rows = {
  count: 0,
  categories: new Array<unknown>(rowsMax).fill(""),
  rates: new Float64Array(rowsMax),
  /** The taxable amount less the lines and allowances of the row's category and rate. */
  rests: new Float64Array(rowsMax),
  /** Whether each row says its category and rate. */
  known: true,
  /** What the loop found, as bits. */
  found: 0,
  taxables: 0,
  taxes: 0,
};

/** One pass over the rows for all rules that look at them; false where one is no row at all. */
export function judgeEachRow(list: readonly unknown[], buyer: Raw): boolean {
  let found = 0;
  let taxables = 0;
  let taxes = 0;
  let known = true;
  for (let k = 0; k < list.length; k++) {
    const row: unknown = list[k];
    if (!isRecord(row)) return false;
    const { category } = row;
    const taxable = cents(row.taxable);
    const tax = cents(row.tax);
    const rate = cents(row.rate);
    rows.categories[k] = category;
    rows.rates[k] = rate;
    rows.rests[k] = Number.isNaN(rate) || typeof category !== "string" ? Number.NaN : taxable;
    taxables += taxable;
    taxes += tax;
    found |= taxOf(category, taxable, tax, rate);
    if (!(category === "S" && rate > 0 && isAbsent(row.exemption_reason)))
      found |= bitsOf(BIL_15, categoryOf(row, rate, buyer));
    if (Number.isNaN(rate) || typeof category !== "string") known = false;
  }
  rows.count = list.length;
  rows.found = known ? found : found | bitsOf(BIL_08, UNPROVEN);
  rows.known = known;
  rows.taxables = taxables;
  rows.taxes = taxes;
  return true;
}

/** Within 2 cents of the rounded product is nearer than 2.5 to it; at 2.5 the exact path. */
function taxOf(category: unknown, taxable: number, tax: number, rate: number): number {
  const product = taxable * rate;
  const off = tax * 10_000 - product;
  const near = off < 25_000 && off > -25_000 && product < 8e15 && product > -8e15;
  if (near && (category === "S" || tax === 0)) return 0;
  const proved = near || (Math.abs(off) > 25_000 && Math.abs(product) < 8e15);
  return proved && typeof category === "string" ? BIL_09 : bitsOf(BIL_09, UNPROVEN);
}

function categoryOf(row: Raw, rate: number, buyer: Raw): number {
  if (Number.isNaN(rate)) return UNPROVEN;
  const reason = row.exemption_reason;
  if (typeof reason !== "string" && !isAbsent(reason)) return UNPROVEN;
  switch (row.category) {
    case "S":
      return codeOf(rate > 0 && !isShown(reason));
    case "Z":
      return codeOf(rate === 0);
    case "E":
    case "G":
    case "O":
      return codeOf(rate === 0 && isShown(reason));
    case "AE":
    case "K":
      return worst(codeOf(rate === 0 && isShown(reason)), taxableBuyer(buyer));
    default:
      return typeof row.category === "string" ? FAILED : UNPROVEN;
  }
}

function taxableBuyer(buyer: Raw): number {
  const { vat_id, type } = buyer;
  if (typeof type !== "string" || (typeof vat_id !== "string" && !isAbsent(vat_id)))
    return UNPROVEN;
  return type !== "consumer" && isShown(vat_id) ? PASS : FAILED;
}
