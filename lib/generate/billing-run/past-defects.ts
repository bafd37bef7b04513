import type { JsonObject } from "../../core/expression/value.ts";
import { amountText, divided, type Units } from "../amounts.ts";
import type { DefectKind } from "./defects.ts";
import type { Draft, InvoiceSetting } from "./invoice.ts";
import { monthlyFees, netOf } from "./lines.ts";
import { dateText, monthBefore } from "./month.ts";
import type { Rows } from "./record-rows.ts";
import { midnightText } from "./zone-times.ts";

/** Mistakes that only what was billed before tells: the invoice itself is coherent. */
export const pastDefects: readonly DefectKind[] = [
  {
    name: "a month that nobody billed",
    expected: [{ rule: "BIL-38" }],
    fits: (draft) => isBill(draft) && isWholeMonth(draft) && fixedItems(draft).length > 0,
    rows: (rows, _, { month }) => {
      const through = dateText(monthBefore(month, 1).first - 1);
      return withContract(rows, ({ recurring_items: items, ...rest }) => ({
        ...rest,
        start_date: dateText(monthBefore(month, 2).first),
        recurring_items: (items as readonly JsonObject[]).map((item) => ({
          ...item,
          billed_through: through,
        })),
      }));
    },
  },
  {
    name: "a one-time charge that was billed before",
    expected: [{ rule: "BIL-39" }],
    fits: (draft) => isBill(draft) && draft.lines.some(({ item }) => item.kind === "one_time"),
    rows: (rows, draft, { month, seller }) => {
      const [line] = draft.lines.filter(({ item }) => item.kind === "one_time");
      const billed = {
        customer_id: draft.customer.customerId,
        object_id: line?.objectId ?? "",
        item_id: line?.item.itemId ?? "",
        seller_id: seller.sellerId,
        invoice_number: `${draft.credits.number}-2`,
        issue_date: dateText(monthBefore(month, 2).issued),
        charge_kind: "one_time",
      };
      return { ...rows, billed_lines: [...(rows["billed_lines"] ?? []), billed] };
    },
  },
  {
    name: "fees five times those of the months before",
    expected: [{ rule: "BIL-54" }],
    // A few euros more are no shock, whatever they are a multiple of.
    fits: (draft, _, { market }) =>
      isBill(draft) && isWholeMonth(draft) && feesOf(draft) >= 5_000 * market.priceLevel,
    rows: (rows, draft, setting) => withHistory(rows, draft, setting, 5),
  },
  {
    name: "use that was billed up to ten days before",
    expected: [{ rule: "BIL-64" }],
    fits: (draft) => isBill(draft) && draft.lines.some(({ item }) => item.kind === "usage"),
    rows: (rows, draft, { market, month, seller }) => {
      const [line] = draft.lines.filter(({ item }) => item.kind === "usage");
      const from = line?.from ?? month.first;
      const billed = {
        customer_id: draft.customer.customerId,
        object_id: line?.objectId ?? "",
        item_id: line?.item.itemId ?? "",
        seller_id: seller.sellerId,
        invoice_number: `${draft.credits.number}-1`,
        issue_date: dateText(monthBefore(month, 1).issued),
        charge_kind: "usage",
        usage_from: midnightText(market.country, from - 40),
        usage_to: midnightText(market.country, from - 10),
      };
      const others = (rows["billed_lines"] ?? []).filter(
        (row) => row["item_id"] !== billed.item_id,
      );
      return { ...rows, billed_lines: [...others, billed] };
    },
  },
  {
    name: "a first bill of more than three times what was expected",
    expected: [{ rule: "BIL-54" }],
    fits: (draft) => isBill(draft) && isWholeMonth(draft) && feesOf(draft) > 0,
    rows: (rows, draft, { month }) => {
      const { customer_history: _, ...rest } = rows;
      const expected = amountText(divided(feesOf(draft), 4));
      return withContract(rest, (contract) => ({
        ...contract,
        start_date: dateText(month.first),
        first_amount_expected: expected,
      }));
    },
  },
  {
    name: "use of thirty times what it was in a year",
    expected: [{ rule: "BIL-53" }],
    fits: (draft, { net }, { market }) =>
      isBill(draft) &&
      isWholeMonth(draft) &&
      useOfMonth(draft) >= 5_000 * market.priceLevel &&
      !isTenTimes(net, feesOf(draft) + divided(useOfMonth(draft), 30)),
    rows: (rows, draft, { month }) => {
      const [fees, use] = [feesOf(draft), divided(useOfMonth(draft), 30)];
      const past = Array.from({ length: 12 }, (_, at) => monthBefore(month, 12 - at));
      return {
        ...rows,
        customer_history: past.map(({ first, last }) => ({
          contract_id: draft.customer.contractId,
          period_start: dateText(first),
          period_end: dateText(last),
          currency: draft.currency,
          net: amountText(fees + use),
          recurring_net: amountText(fees),
          usage_net: amountText(use),
        })),
      };
    },
  },
  {
    name: "a number that another customer's invoice had",
    expected: [{ rule: "BIL-91" }],
    fits: (draft) => isBill(draft),
    rows: (rows, draft, { market, month, seller }) => {
      const archived = {
        seller_id: seller.sellerId,
        invoice_number: draft.number,
        type_code: "380",
        issue_date: dateText(monthBefore(month, 1).issued),
        customer_id: "K999999",
        currency: market.currency,
        total_gross: "19.90",
      };
      return { ...rows, invoice_archive: [...(rows["invoice_archive"] ?? []), archived] };
    },
  },
  {
    name: "a fee that the customer disputes",
    expected: [{ rule: "BIL-42" }],
    fits: (draft) => isBill(draft) && fixedItems(draft).length > 0,
    rows: (rows, draft, { month }) => {
      const [fee] = fixedItems(draft);
      const contact = {
        customer_id: draft.customer.customerId,
        contact_id: `C-${draft.number}`,
        opened_on: dateText(month.first + 2),
        status: "open",
        reason: "billing.price_wrong",
        item_id: fee?.item.itemId ?? "",
        object_id: fee?.objectId ?? "",
      };
      return { ...rows, contacts: [...(rows["contacts"] ?? []), contact] };
    },
  },
];

const isBill = ({ typeCode, isPaid, allowances }: Draft): boolean =>
  typeCode === "380" && !isPaid && allowances.length === 0;

const fixedItems = ({ lines }: Draft) => monthlyFees(lines);

const isWholeMonth = (draft: Draft): boolean =>
  fixedItems(draft).every(({ fullPrice }) => fullPrice === undefined);

const feesOf = (draft: Draft): Units =>
  fixedItems(draft).reduce((all, line) => all + netOf(line), 0);

const useOfMonth = ({ lines }: Draft): Units =>
  lines.reduce((all, line) => all + (line.item.kind === "usage" ? netOf(line) : 0), 0);

/** What BIL-61 would take for a slip of the point. */
const isTenTimes = (net: Units, usual: Units): boolean => net >= usual * 9 && net <= usual * 11;

function withContract(rows: Rows, changed: (contract: JsonObject) => JsonObject): Rows {
  return { ...rows, contracts: (rows["contracts"] ?? []).map(changed) };
}

/** Three months in which the fees were a part of what they are. */
function withHistory(rows: Rows, draft: Draft, { month }: InvoiceSetting, part: number): Rows {
  const fees = amountText(divided(feesOf(draft), part));
  const past = [3, 2, 1].map((count) => monthBefore(month, count));
  return {
    ...rows,
    customer_history: past.map(({ first, last }) => ({
      contract_id: draft.customer.contractId,
      period_start: dateText(first),
      period_end: dateText(last),
      currency: draft.currency,
      net: fees,
      recurring_net: fees,
      usage_net: "0.00",
    })),
  };
}
