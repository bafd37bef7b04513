import { cents, dayOf, isAbsent, isShown, tenThousandths, thousandths } from "./decode.ts";
import { BIL_01, BIL_05, BIL_08, BIL_19, BIL_22, BIL_25, bitsOf, codeOf, worst } from "./found.ts";
import { rows } from "./handwritten-rows.ts";
import { isRecord, type Raw } from "./raw.ts";
import { FAILED, FAULT, PASS, UNPROVEN } from "./verdicts.ts";
import { atMost, whyAmount, whyDay } from "./why.ts";

/** What the loop over the lines leaves: the bits found, and the sum of the net amounts. */
export const lineTotals = { found: 0, sum: 0 };

/** One pass over the lines for all rules that look at them; false where one is no line at all. */
export function judgeEachLine(record: Raw, lines: readonly unknown[]): boolean {
  const { type_code, period_start, period_end } = record;
  const periodic = !isAbsent(period_start) && !isAbsent(period_end);
  const from = periodic ? dayOf(period_start) : 0;
  const to = periodic ? dayOf(period_end) : 0;
  let found = 0;
  let sum = 0;
  for (let i = 0; i < lines.length; i++) {
    const line: unknown = lines[i];
    if (!isRecord(line)) return false;
    const net = cents(line.net_amount);
    const quantity = thousandths(line.quantity);
    const price = tenThousandths(line.unit_price);
    sum += net;
    found |= complete(line, net, quantity, price);
    found |= netAmount(line, net, quantity, price);
    found |= covered(line, net);
    if (!(price >= 0)) found |= negativePrice(line, price);
    if (!(quantity > 0 && isCounted(line.unit_code, quantity)))
      found |= oddQuantity(type_code, line, quantity, net);
    if (periodic && !isAbsent(line.period_start)) found |= within(line, from, to);
  }
  lineTotals.found = found;
  lineTotals.sum = sum;
  return true;
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
      outcome = worst(outcome, typeof raw === "string" || isAbsent(raw) ? FAILED : FAULT);
  return bitsOf(BIL_01, outcome);
}

/**
 * The net amount is within 2 cents of the rounded quotient exactly when it is nearer than 2.5 to
 * the quotient itself, so that nothing is divided; at 2.5 the sign decides, and the exact path.
 */
function netAmount(line: Raw, net: number, quantity: number, price: number): number {
  const base = isAbsent(line.price_base_qty) ? 1000 : thousandths(line.price_base_qty);
  const product = quantity * price;
  const off = net * 100 * base - product;
  const slack = 250 * base;
  if (off < slack && off > -slack && product < 8e15 && product > -8e15) return 0;
  if (base <= 0) return BIL_05;
  if (Math.abs(off) > slack && Math.abs(product) < 8e15) return BIL_05;
  return bitsOf(BIL_05, whyNot(line, base));
}

/** Why a line's net amount cannot be checked; what is there but long is left to the exact path. */
function whyNot(line: Raw, base: number): number {
  const rates = [line.net_amount, line.quantity, line.unit_price].map(whyAmount);
  const outcome = rates.reduce(worst, Number.isNaN(base) ? whyAmount(line.price_base_qty) : PASS);
  return outcome === PASS ? UNPROVEN : outcome;
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
  const known = !Number.isNaN(rate) && typeof category === "string";
  if (!known) rests.fill(Number.NaN);
  return bitsOf(BIL_08, known && rows.known ? FAILED : UNPROVEN);
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

function negativePrice(line: Raw, price: number): number {
  const adjusted = adjusts(line);
  if (price < 0 || adjusted === PASS) return bitsOf(BIL_19, adjusted);
  const why = whyAmount(line.unit_price);
  return bitsOf(BIL_19, adjusted === FAILED && why !== PASS ? why : UNPROVEN);
}

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
  if (typeof unit !== "string" || typeof type !== "string" || Number.isNaN(net))
    return bitsOf(BIL_22, UNPROVEN);
  if (Number.isNaN(quantity)) return bitsOf(BIL_22, unknownQuantity(type, line, net));
  const positive = quantity > 0 || type === "381" ? PASS : adjusts(line);
  const empty = codeOf(quantity !== 0 || net === 0);
  return bitsOf(BIL_22, worst(positive, worst(empty, codeOf(isCounted(unit, quantity)))));
}

/** Conditions that hold whatever the quantity is do not need it. */
function unknownQuantity(type: string, line: Raw, net: number): number {
  const why = whyAmount(line.quantity);
  const { unit_code: unit } = line;
  if (why === PASS) return UNPROVEN;
  const positive = type === "381" || adjusts(line) === PASS ? PASS : why;
  const counted = unit === "C62" || unit === "H87" ? why : PASS;
  return worst(positive, worst(net === 0 ? PASS : why, counted));
}

function within(line: Raw, from: number, to: number): number {
  const start = dayOf(line.period_start);
  const end = dayOf(line.period_end);
  if (start >= from && end <= to && start <= end) return 0;
  const whyStart = whyDay(line.period_start, start);
  const whyEnd = whyDay(line.period_end, end);
  const inside = worst(atMost(from, start, FAULT, whyStart), atMost(end, to, whyEnd, FAULT));
  return bitsOf(BIL_25, worst(inside, atMost(start, end, whyStart, whyEnd)));
}
