import { cents, dayOf, isAbsent, isShown, tenThousandths, thousandths } from "./decode.ts";
import {
  allOpen,
  BIL_01,
  BIL_05,
  BIL_08,
  BIL_19,
  BIL_22,
  BIL_25,
  bitsOf,
  codeOf,
  openOf,
  worst,
} from "./found.ts";
import { rows } from "./handwritten-rows.ts";
import { isRecord, type Raw } from "./raw.ts";
import { FAILED, PASS, UNPROVEN } from "./verdicts.ts";

/** What the loop over the lines leaves: the bits found, and the sum of the net amounts. */
export const lineTotals = { found: 0, sum: 0 };

/** One pass over the lines for all rules that look at them. */
export function judgeEachLine(record: Raw, lines: readonly unknown[]): void {
  const { type_code, period_start, period_end } = record;
  const periodic = !isAbsent(period_start) && !isAbsent(period_end);
  const from = periodic ? dayOf(period_start) : 0;
  const to = periodic ? dayOf(period_end) : 0;
  let found = 0;
  let sum = 0;
  for (let i = 0; i < lines.length; i++) {
    const line: unknown = lines[i];
    if (!isRecord(line)) {
      found = allOpen;
      break;
    }
    const net = cents(line.net_amount);
    const quantity = thousandths(line.quantity);
    const price = tenThousandths(line.unit_price);
    sum += net;
    found |= complete(line, net, quantity, price);
    found |= netAmount(line.price_base_qty, net, quantity, price);
    found |= covered(line, net);
    if (!(price >= 0)) found |= negativePrice(line, price);
    if (!(quantity > 0 && isCounted(line.unit_code, quantity)))
      found |= oddQuantity(type_code, line, quantity, net);
    if (periodic && !isAbsent(line.period_start)) found |= within(line, from, to);
  }
  lineTotals.found = found;
  lineTotals.sum = sum;
}

function complete(line: Raw, net: number, quantity: number, price: number): number {
  const texts =
    isShown(line.line_id) &&
    isShown(line.unit_code) &&
    isShown(line.name) &&
    isShown(line.vat_category);
  return texts && !Number.isNaN(net + quantity + price) ? 0 : incomplete(line);
}

function incomplete(line: Raw): number {
  let outcome = PASS;
  for (const raw of [line.quantity, line.net_amount, line.unit_price])
    outcome = worst(outcome, codeOf(!isAbsent(raw)));
  for (const raw of [line.line_id, line.unit_code, line.name, line.vat_category])
    if (!isShown(raw))
      outcome = worst(outcome, typeof raw === "string" || isAbsent(raw) ? FAILED : UNPROVEN);
  return bitsOf(BIL_01, outcome);
}

/**
 * The net amount is within 2 cents of the rounded quotient exactly when it is nearer than 2.5 to
 * the quotient itself, so that nothing is divided; at 2.5 the sign decides, and the exact path.
 */
function netAmount(rawBase: unknown, net: number, quantity: number, price: number): number {
  const base = isAbsent(rawBase) ? 1000 : thousandths(rawBase);
  const product = quantity * price;
  const off = net * 100 * base - product;
  const slack = 250 * base;
  if (off < slack && off > -slack && product < 8e15 && product > -8e15) return 0;
  if (base <= 0) return BIL_05;
  const proved = Math.abs(off) > slack && Math.abs(product) < 8e15;
  return proved ? BIL_05 : openOf(BIL_05);
}

/** Takes the line off the row of its category and rate; there must be exactly one. */
function covered(line: Raw, net: number): number {
  const { categories, rates, rests } = rows;
  const category = line.vat_category;
  const rate = rateOf(line.vat_rate);
  let hits = 0;
  for (let k = 0; k < rows.count; k++) {
    if (rate !== rates[k] || category !== categories[k]) continue;
    rests[k] = rests[k]! - net;
    hits++;
  }
  if (hits === 1) return 0;
  return !Number.isNaN(rate) && typeof category === "string" ? BIL_08 : openOf(BIL_08);
}

let lastRaw: unknown;
let lastRate = 0;

/** The rate that most lines share is read once. */
function rateOf(raw: unknown): number {
  if (raw !== lastRaw) {
    lastRate = cents(raw);
    lastRaw = raw;
  }
  return lastRate;
}

const negativePrice = (line: Raw, price: number): number =>
  bitsOf(BIL_19, price < 0 ? adjusts(line) : UNPROVEN);

function adjusts(line: Raw): number {
  const { charge_kind } = line;
  if (charge_kind === "discount" || charge_kind === "adjustment") return PASS;
  return typeof charge_kind === "string" || isAbsent(charge_kind) ? FAILED : UNPROVEN;
}

const isCounted = (unit: unknown, quantity: number): boolean =>
  typeof unit === "string" && ((unit !== "C62" && unit !== "H87") || isWhole(quantity));

const isWhole = (quantity: number): boolean => Math.floor(quantity / 1000) * 1000 === quantity;

function oddQuantity(type: unknown, line: Raw, quantity: number, net: number): number {
  const { unit_code: unit } = line;
  if (Number.isNaN(quantity) || typeof unit !== "string" || typeof type !== "string")
    return openOf(BIL_22);
  const positive = quantity > 0 || type === "381" ? PASS : adjusts(line);
  const empty = quantity !== 0 || net === 0 ? PASS : !Number.isNaN(net) ? FAILED : UNPROVEN;
  return bitsOf(BIL_22, worst(positive, worst(empty, codeOf(isCounted(unit, quantity)))));
}

function within(line: Raw, from: number, to: number): number {
  const start = dayOf(line.period_start);
  const end = dayOf(line.period_end);
  if (start >= from && end <= to && start <= end) return 0;
  const sum = start + end + from + to;
  return !Number.isNaN(sum) ? BIL_25 : openOf(BIL_25);
}
