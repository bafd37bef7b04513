import type { JsonObject } from "../../core/expression/value.ts";
import { amountText, divided, type Units } from "../amounts.ts";
import { type Random, randomOf } from "../random.ts";
import type { Draft, InvoiceSetting } from "./invoice.ts";
import { type Line, levelOf, monthlyFees, netOf, ofEachItem, quantityText } from "./lines.ts";
import { dateText, type Month, monthBefore } from "./month.ts";
import { costOf, useOf } from "./usage.ts";
import { midnightText } from "./zone-times.ts";

type Rows = Readonly<Record<string, readonly JsonObject[]>>;

/** What was billed of a contract before this month, as the tables that know it have it. */
export interface PastBills {
  /** How many months it was billed. */
  readonly months: number;
  /** The contract's first day. */
  readonly began: number;
  readonly rows: Rows;
}

/**
 * Most contracts were billed once before, so that a run's tables stay small; one in ten has the half
 * year to two years that amounts are compared with, one in twenty a short history, and a few get
 * their first bill. Usage spreads as this month's does, by the same draw.
 */
export function pastBillsOf(draft: Draft, index: number, setting: InvoiceSetting): PastBills {
  const { month, seed } = setting;
  const random = randomOf(seed, "past", index);
  const from = Math.min(...monthlyFees(draft.lines).map((line) => line.from));
  const isLate = from > month.first && from < month.issued;
  const months = isLate ? 0 : monthsOf(random);
  const began = isLate ? from : monthBefore(month, months).first;
  const past = Array.from({ length: months }, (_, i) => monthBefore(month, months - i));
  const history = past.map((one) => billedPeriod(draft, one, setting, random));
  const billed =
    months > 0 ? ofEachItem(draft.lines).flatMap((line) => usageBefore(draft, line, setting)) : [];
  return {
    months,
    began,
    rows: {
      ...(history.length > 0 && { customer_history: history }),
      ...(billed.length > 0 && { billed_lines: billed }),
    },
  };
}

function monthsOf(random: Random): number {
  const kind = random.between(1, 100);
  if (kind <= 10) return random.between(6, 24);
  if (kind <= 15) return random.between(2, 5);
  return kind <= 18 ? 0 : 1;
}

function billedPeriod(
  { lines, currency, customer }: Draft,
  past: Month,
  { market, month }: InvoiceSetting,
  random: Random,
): JsonObject {
  const sum = (some: readonly Line[], amountOf: (line: Line) => Units): Units =>
    some.reduce((all, line) => all + amountOf(line), 0);
  // What was paid for a year was paid for the year before, twelve months ago.
  const yearsBefore = lines.filter(({ item }) => {
    const { prepaidMonths: count } = item;
    return count !== undefined && monthBefore(month, count).name === past.name;
  });
  const fees = sum(ofEachItem(monthlyFees(lines)), wholeOf) + sum(yearsBefore, netOf);
  const usages = ofEachItem(lines.filter(({ item }) => item.kind === "usage"));
  const usage = sum(usages, ({ item }) => {
    const used = useOf(item, customer.isSeasonal, past.name, random);
    return costOf(item, used, levelOf(market, 1));
  });
  return {
    contract_id: customer.contractId,
    period_start: dateText(past.first),
    period_end: dateText(past.last),
    currency,
    net: amountText(fees + usage),
    recurring_net: amountText(fees),
    usage_net: amountText(usage),
  };
}

/** What a whole month of a fee came to before. */
const wholeOf = (line: Line): Units =>
  line.fullPrice === undefined ? netOf(line) : divided(line.fullPrice, 100);

/** Use up to the moment at which this month's begins. */
function usageBefore(draft: Draft, line: Line, { market, month, seller }: InvoiceSetting) {
  if (line.item.kind !== "usage" || draft.typeCode === "381") return [];
  const before = monthBefore(month, 1);
  return [
    {
      customer_id: draft.customer.customerId,
      object_id: line.objectId,
      item_id: line.item.itemId,
      seller_id: seller.sellerId,
      invoice_number: `${draft.credits.number}-1`,
      issue_date: dateText(before.issued),
      charge_kind: "usage",
      period_start: dateText(before.first),
      period_end: dateText(before.last),
      usage_from: midnightText(market.country, before.first),
      usage_to: midnightText(market.country, line.from),
      quantity: quantityText(line.item.usage?.median ?? 0),
    },
  ];
}
