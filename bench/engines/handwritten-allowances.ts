import { cents, centsOrZero, isAbsent, isShown } from "./decode.ts";
import { codeOf, worst } from "./found.ts";
import { rows } from "./handwritten-rows.ts";
import { isRecord, type Raw } from "./raw.ts";
import { FAILED, NOT_APPLICABLE, PASS, UNPROVEN } from "./verdicts.ts";

const listMax = 100;

/** The sum of the amounts of allowances or charges; NaN where one of them is no plain amount. */
export function sumOf(raw: unknown): number {
  if (isAbsent(raw)) return 0;
  if (!Array.isArray(raw) || raw.length > listMax) return Number.NaN;
  let sum = 0;
  for (const each of raw) sum += isRecord(each) ? cents(each.amount) : Number.NaN;
  return sum;
}

/** Adds them to the rests of the rows of their category and rate, or takes them off. */
export function adjustRows(raw: unknown, sign: 1 | -1): void {
  if (isAbsent(raw)) return;
  if (!Array.isArray(raw)) {
    rows.rests.fill(Number.NaN);
    return;
  }
  for (const each of raw) adjustRow(isRecord(each) ? each : {}, sign);
}

function adjustRow(each: Raw, sign: 1 | -1): void {
  const rate = cents(each.vat_rate);
  const known = !Number.isNaN(rate) && typeof each.vat_category === "string";
  const amount = cents(each.amount) * sign;
  for (let k = 0; k < rows.count; k++) {
    const same = rate === rows.rates[k] && each.vat_category === rows.categories[k];
    if (same || !known) rows.rests[k] = rows.rests[k]! + (known ? amount : Number.NaN);
  }
}

/** BIL-23: each allowance has its reason and adds up, and half of the lines is the limit. */
export function discounts(record: Raw, sumLines: number): number {
  const { allowances } = record;
  if (isAbsent(allowances)) return NOT_APPLICABLE;
  if (!Array.isArray(allowances)) return UNPROVEN;
  const sum = sumOf(allowances);
  let outcome = !Number.isNaN(sum + sumLines) ? codeOf(sum * 2 <= sumLines) : UNPROVEN;
  for (const each of allowances)
    outcome = worst(outcome, isRecord(each) ? discount(each) : UNPROVEN);
  return outcome;
}

function discount(of: Raw): number {
  const hasPercentage = !isAbsent(of.percentage);
  const shape = worst(reasoned(of), codeOf(hasPercentage === !isAbsent(of.base_amount)));
  if (!hasPercentage) return shape;
  const off = cents(of.amount) * 10_000 - cents(of.base_amount) * cents(of.percentage);
  if (off < 25_000 && off > -25_000) return shape;
  return worst(shape, off < -25_000 || off > 25_000 ? FAILED : UNPROVEN);
}

function reasoned(of: Raw): number {
  if (isShown(of.reason) || isShown(of.reason_code)) return PASS;
  const isText = (raw: unknown) => typeof raw === "string" || isAbsent(raw);
  return isText(of.reason) && isText(of.reason_code) ? FAILED : UNPROVEN;
}

/** BIL-07: what is stated is what the list gives, and the net total follows. */
export function netTotal(record: Raw, sumLines: number, net: number): number {
  const off = centsOrZero(record.sum_allowances);
  const on = centsOrZero(record.sum_charges);
  const offSum = sumOf(record.allowances);
  const onSum = sumOf(record.charges);
  if (net === sumLines - off + on && off === offSum && on === onSum) return PASS;
  const all = net + sumLines + off + on + offSum + onSum;
  return !Number.isNaN(all) ? FAILED : UNPROVEN;
}
