import { cents, centsOrZero, dayOf, isAbsent, isShown } from "./decode.ts";
import * as found from "./found.ts";
import { codeOf, outcomeOf, worst } from "./found.ts";
import { adjustRows, discounts, netTotal } from "./handwritten-allowances.ts";
import { judgeEachLine, lineTotals } from "./handwritten-lines.ts";
import { judgeEachRow, rows, rowsMax } from "./handwritten-rows.ts";
import { isRecord, type Raw } from "./raw.ts";
import { FAILED, FAULT, NOT_APPLICABLE, PASS, UNPROVEN } from "./verdicts.ts";
import { equal, whyAmount, whyDay, whyScale } from "./why.ts";

/** Lists up to this length: sums of them stay safe. */
const linesMax = 9000;

/** The places of the rules that are judged here. */
const places = [0, 4, 5, 6, 7, 8, 9, 10, 12, 16, 17, 18, 19];

/** The rules with loops and sums. Returns whether it proved each of them. */
export function judgeTotals(record: Raw, out: Uint8Array): boolean {
  const { lines, vat_breakdown, seller, buyer } = record;
  if (!isRecord(seller) || !isRecord(buyer)) return unproven(out);
  if (!isShort(lines, linesMax) || !isShort(vat_breakdown, rowsMax)) return unproven(out);
  if (!judgeEachRow(vat_breakdown, buyer) || !judgeEachLine(record, lines)) return unproven(out);
  adjustRows(record.allowances, 1);
  adjustRows(record.charges, -1);
  const bits = rows.found | lineTotals.found;
  const { sum } = lineTotals;

  const sumLines = cents(record.sum_lines);
  const net = cents(record.total_net);
  const vat = cents(record.total_vat);
  const gross = cents(record.total_gross);
  const due = cents(record.amount_due);
  const bil01 = worst(outcomeOf(found.BIL_01, bits), complete(record, seller, buyer, lines.length));
  const bil05 = outcomeOf(found.BIL_05, bits);
  const bil06 = sum === sumLines ? PASS : sumOff(record, sum, sumLines);
  const bil07 = netTotal(record, sumLines, net);
  const bil08 = worst(outcomeOf(found.BIL_08, bits), rests());
  const bil09 = outcomeOf(found.BIL_09, bits);
  const bil10 = grossTotal(record, net, vat, gross, due);
  const all = sum + rows.taxes + rows.taxables + sumLines + net + vat + gross + due;
  const bil11 = Number.isNaN(all) ? scales(record) : PASS;
  const bil15 = worst(outcomeOf(found.BIL_15, bits), shown(seller.vat_id));
  const bil19 = worst(outcomeOf(found.BIL_19, bits), notNegative(record, gross, due));
  const bil22 = outcomeOf(found.BIL_22, bits);
  const bil23 = discounts(record, sumLines);
  const bil25 = periods(record, outcomeOf(found.BIL_25, bits));
  out[0] = bil01;
  out[4] = bil05;
  out[5] = bil06;
  out[6] = bil07;
  out[7] = bil08;
  out[8] = bil09;
  out[9] = bil10;
  out[10] = bil11;
  out[12] = bil15;
  out[16] = bil19;
  out[17] = bil22;
  out[18] = bil23;
  out[19] = bil25;
  const first = bil01 && bil05 && bil06 && bil07 && bil08 && bil09 && bil10;
  return first !== 0 && (bil11 && bil15 && bil19 && bil22 && bil23 && bil25) !== 0;
}

function unproven(out: Uint8Array): false {
  for (const place of places) out[place] = UNPROVEN;
  return false;
}

const isShort = (raw: unknown, max: number): raw is readonly unknown[] =>
  Array.isArray(raw) && raw.length <= max;

const shown = (raw: unknown): number =>
  isShown(raw) ? PASS : typeof raw === "string" || isAbsent(raw) ? FAILED : FAULT;

function complete(record: Raw, seller: Raw, buyer: Raw, lineCount: number): number {
  const isFull =
    isShown(record.invoice_number) &&
    isShown(record.type_code) &&
    isShown(record.currency) &&
    isShown(seller.name) &&
    isShown(seller.country) &&
    isShown(buyer.name) &&
    isShown(buyer.country) &&
    !isAbsent(record.issue_date) &&
    !isAbsent(record.sum_lines) &&
    !isAbsent(record.total_net) &&
    !isAbsent(record.total_gross) &&
    !isAbsent(record.amount_due) &&
    lineCount > 0 &&
    rows.count > 0;
  return isFull ? PASS : incomplete(record, seller, buyer, lineCount);
}

function incomplete(record: Raw, seller: Raw, buyer: Raw, lineCount: number): number {
  const texts = [record.invoice_number, record.type_code, record.currency];
  const names = [seller.name, seller.country, buyer.name, buyer.country];
  const values = [record.issue_date, record.sum_lines, record.total_net];
  const totals = [record.total_gross, record.amount_due];
  const lists = codeOf(lineCount > 0 && rows.count > 0);
  const text = [...texts, ...names].map(shown).reduce(worst, lists);
  return [...values, ...totals].map((raw) => codeOf(!isAbsent(raw))).reduce(worst, text);
}

/** Whether each row of the breakdown is within 2 cents of what it covers. */
function rests(): number {
  let outcome = PASS;
  for (let k = 0; k < rows.count; k++) {
    const rest = rows.rests[k]!;
    if (rest <= 2 && rest >= -2) continue;
    outcome = worst(outcome, !Number.isNaN(rest) ? FAILED : UNPROVEN);
  }
  return outcome;
}

function grossTotal(record: Raw, net: number, vat: number, gross: number, due: number): number {
  const paid = centsOrZero(record.paid_amount);
  const rounding = centsOrZero(record.rounding_amount);
  const most = record.currency === "NOK" ? 50 : 5;
  const holds =
    vat === rows.taxes &&
    gross === net + vat &&
    due === gross - paid + rounding &&
    rounding <= most &&
    rounding >= -most;
  if (holds && typeof record.currency === "string") return PASS;
  if (typeof record.currency !== "string" || Number.isNaN(paid + rounding)) return UNPROVEN;
  const [whyNet, whyVat] = [whyAmount(record.total_net), whyAmount(record.total_vat)];
  const [whyGross, whyDue] = [whyAmount(record.total_gross), whyAmount(record.amount_due)];
  const sums = worst(
    equal(vat, rows.taxes, [whyVat, ...whyEach(record.vat_breakdown, "tax")]),
    equal(gross, net + vat, [whyGross, whyNet, whyVat]),
  );
  const owed = equal(due, gross - paid + rounding, [whyDue, whyGross]);
  return worst(sums, worst(owed, codeOf(rounding <= most && rounding >= -most)));
}

const whyEach = (list: unknown, field: string): readonly number[] =>
  (list as readonly Raw[]).map((item) => whyAmount(item[field]));

function sumOff(record: Raw, sum: number, sumLines: number): number {
  const whys = Number.isNaN(sum) ? whyEach(record.lines, "net_amount") : [];
  return equal(sum, sumLines, [whyAmount(record.sum_lines), ...whys]);
}

/** BIL-11, amount by amount: the digits of those that the fast path did not take. */
function scales(record: Raw): number {
  const { sum_lines, total_net, total_vat, total_gross, amount_due } = record;
  const inRows = (record.vat_breakdown as readonly Raw[]).flatMap((row) => [row.taxable, row.tax]);
  const inLines = (record.lines as readonly Raw[]).map((line) => line.net_amount);
  const all = [sum_lines, total_net, total_vat, total_gross, amount_due, ...inRows, ...inLines];
  return all.map(whyScale).reduce(worst, PASS);
}

function notNegative(record: Raw, gross: number, due: number): number {
  if (gross >= 0 && (due <= 0 || due >= 100)) return PASS;
  if (gross < 0 || (due > 0 && due < 100)) return FAILED;
  return worst(whyAmount(record.total_gross), whyAmount(record.amount_due));
}

function periods(record: Raw, lines: number): number {
  if (isAbsent(record.period_start) || isAbsent(record.period_end)) return NOT_APPLICABLE;
  const from = dayOf(record.period_start);
  const to = dayOf(record.period_end);
  if (from <= to) return lines;
  if (from > to || lines === FAILED) return FAILED;
  return worst(whyDay(record.period_start, from), whyDay(record.period_end, to));
}
