import type { JsonObject } from "../../core/expression/value.ts";
import { amountText, divided } from "../amounts.ts";
import { yearly } from "./catalogue.ts";
import type { Customer } from "./customer.ts";
import type { Draft, InvoiceSetting } from "./invoice.ts";
import { isSplit, type Line, monthlyFees, ofEachItem, unitPriceText } from "./lines.ts";
import { dateText, type Month, monthBefore } from "./month.ts";
import { pastBillsOf } from "./past-bills.ts";
import { type Agreed, archivedInvoice, customerRows } from "./reference.ts";
import type { Totals } from "./totals.ts";

export type Rows = Readonly<Record<string, readonly JsonObject[]>>;

interface Made {
  readonly setting: InvoiceSetting;
  readonly draft: Draft;
  readonly totals: Totals;
  /** The place of the invoice in the run. */
  readonly index: number;
  /** Whose place it is; where the invoice is another customer's, the owner has none. */
  readonly owner?: Customer;
  /** How much of a credited invoice there was, in percent; none: nobody knows it. */
  readonly creditedShare?: number;
}

/**
 * What an invoice brings to tables: the owner of the place and its contract, what was billed of it
 * before, and for a credit note the invoice that it takes back.
 */
export function rowsOf({ setting, draft, totals, index, owner, creditedShare = 100 }: Made): Rows {
  const { market, seller } = setting;
  const { customer, preceding } = draft;
  const isAnothers = owner !== undefined && owner.contractId !== customer.contractId;
  const own = owner ?? customer;
  const past = isAnothers ? undefined : pastBillsOf(draft, index, setting);
  const agreed = past ? agreedOn(draft, totals, setting, past) : nothingDue(setting);
  const ofPart = setting.part === undefined ? agreed : { ...agreed, part: setting.part };
  const rows = { ...customerRows(market, own, own.isFirst, ofPart), ...past?.rows };
  if (!preceding || creditedShare === 0) return rows;
  const archived = {
    number: preceding.number,
    issued: dateText(preceding.issued),
    currency: draft.currency,
    gross: amountText(divided(totals.gross * creditedShare, 100)),
  };
  return { ...rows, ...archivedInvoice(seller, customer, archived) };
}

const nothingDue = ({ month }: InvoiceSetting): Agreed => ({
  began: dateText(month.first),
  recurringItems: [],
});

function agreedOn(
  { lines, typeCode, customer }: Draft,
  totals: Totals,
  { month }: InvoiceSetting,
  { months, began }: { readonly months: number; readonly began: number },
): Agreed {
  // Who gets a credit note was billed for this month already.
  const through = typeCode === "381" ? month.last : month.first - 1;
  const hasUsage = typeCode !== "381" && lines.some(({ item }) => item.kind === "usage");
  const recurring = ofEachItem(lines.filter(({ item }) => item.kind === "recurring"));
  const last = Math.max(...monthlyFees(lines).map(({ to }) => to));
  // One in ten has a year that was paid for and is not over.
  const hasYear = Number(customer.contractId.slice(1)) % 10 === 3;
  const isYearDue = recurring.some(({ item }) => item.prepaidMonths !== undefined);
  const hasEnded = last > 0 && last < month.last && !isSplit(lines);
  return {
    began: dateText(began),
    ...(hasEnded && { ended: dateText(last) }),
    prices: isSplit(lines) ? changedPrices(lines) : [],
    recurringItems: [
      ...recurring.map(({ item, objectId }, at) => ({
        item_id: item.itemId,
        object_id: objectId,
        ...(item.prepaidMonths !== undefined && {
          prepaid: true,
          period_months: item.prepaidMonths,
        }),
        ...(months > 0 && {
          billed_through: dateText(item.prepaidMonths === undefined ? through : month.last),
        }),
        ...(hasUsage && at === 0 && { has_usage: true }),
      })),
      ...(hasYear && !isYearDue && !hasEnded && months > 0 ? [runningYear(customer, month)] : []),
    ],
    // Customers are told what to expect to the nearest tenth, about.
    ...(months === 0 && { firstAmount: amountText(divided(totals.net * 9, 10)) }),
  };
}

/** The price that the contract agreed, and the one that took its place within the month. */
function changedPrices(lines: readonly Line[]): readonly JsonObject[] {
  const fees = monthlyFees(lines);
  return fees
    .filter(({ item }) => fees.filter((other) => other.item === item).length > 1)
    .map((line, at) => ({
      item_id: line.item.itemId,
      amount: unitPriceText(line.fullPrice ?? 0),
      ...(at > 0 && { valid_from: dateText(line.from) }),
      ...(at === 0 && { valid_from: "2024-01-01", valid_to: dateText(line.to) }),
    }));
}

const runningYear = ({ objectId }: Customer, month: Month): JsonObject => ({
  item_id: yearly[0]?.itemId ?? "",
  object_id: objectId,
  prepaid: true,
  period_months: 12,
  billed_through: dateText(monthBefore(month, -5).last),
});
