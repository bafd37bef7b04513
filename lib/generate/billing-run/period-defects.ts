import type { JsonObject } from "../../core/expression/value.ts";
import { amountText } from "../amounts.ts";
import type { Expected, Fields } from "../generated.ts";
import type { DefectKind } from "./defects.ts";
import type { Draft } from "./invoice.ts";
import { isSplit, type Line } from "./lines.ts";
import { dateText, type Month } from "./month.ts";
import type { Rows } from "./record-rows.ts";

const rules = (...ids: readonly string[]): readonly Expected[] => ids.map((rule) => ({ rule }));
const isBill = ({ typeCode, isPaid }: Draft): boolean => typeCode === "380" && !isPaid;
const isFee = ({ item }: Line): boolean => item.kind === "recurring";
const isPart = ({ fullPrice }: Line): boolean => fullPrice !== undefined;
/** The only part of a month that is billed of an item. */
const partOfMonth = ({ lines }: Draft): Line | undefined =>
  isSplit(lines) ? undefined : lines.find(isPart);
const lateStart = (draft: Draft, { first }: Month): Line | undefined => {
  const part = partOfMonth(draft);
  return part && part.from > first ? part : undefined;
};
const billsWholeMonth = (draft: Draft): boolean =>
  isBill(draft) && !draft.lines.some(isPart) && draft.lines.some(isFee);

const withContract = (rows: Rows, change: JsonObject): Rows => ({
  ...rows,
  contracts: (rows["contracts"] ?? []).map((contract) => ({ ...contract, ...change })),
});

/** A credit note that states no days of its own, in a country whose standard rate has changed. */
const isPlainCredit = ({ typeCode, currency, lines }: Draft): boolean =>
  typeCode === "381" &&
  currency !== "NOK" &&
  lines.every(
    ({ item, category, fullPrice }) =>
      item.vatClass === "standard" && category === "S" && fullPrice === undefined,
  );

/** The last day of a rate that no longer holds, in Estonia and in Romania. */
const formerRateDay = "2025-06-30";

/** Days that are billed wrongly: outside the contract, twice, or at the rate of other days. */
export const periodDefects: readonly DefectKind[] = [
  {
    name: "days on which billing was suspended",
    expected: rules("BIL-24"),
    fits: billsWholeMonth,
    rows: (rows, _, { month }) =>
      withContract(rows, {
        suspensions: [{ from: dateText(month.first + 3), to: dateText(month.first + 4) }],
      }),
  },
  {
    name: "a period that ends before it starts",
    expected: rules("BIL-25"),
    fits: isBill,
    invoice: (invoice: Fields, { month }) => {
      invoice["period_end"] = dateText(month.first - 1);
    },
  },
  {
    name: "a whole month for a part of it",
    expected: rules("BIL-26"),
    fits: (draft) => isBill(draft) && partOfMonth(draft) !== undefined,
    draft: (draft) => {
      const part = partOfMonth(draft);
      draft.lines = draft.lines.map((line) =>
        line === part ? { ...line, price: line.fullPrice ?? line.price } : line,
      );
    },
  },
  {
    name: "a credit note at today's rate for an invoice of before",
    expected: rules("BIL-63"),
    fits: isPlainCredit,
    invoice: (invoice: Fields) => {
      const preceding = invoice["preceding_invoice"] as JsonObject;
      invoice["preceding_invoice"] = { ...preceding, issue_date: formerRateDay };
      for (const line of invoice["lines"] as Fields[]) {
        delete line["period_start"];
        delete line["period_end"];
      }
    },
  },
  {
    name: "a month that costs more in two parts than in one",
    expected: rules("BIL-67"),
    fits: (draft, _, { month }) => isBill(draft) && lateStart(draft, month) !== undefined,
    rows: (rows, draft, { month, seller }) => {
      const part = partOfMonth(draft) as Line;
      const billed = {
        customer_id: draft.customer.customerId,
        object_id: part.objectId,
        item_id: part.item.itemId,
        seller_id: seller.sellerId,
        invoice_number: `${draft.credits.number}-4`,
        issue_date: dateText(month.first),
        charge_kind: "recurring",
        period_start: dateText(month.first),
        period_end: dateText(part.from - 1),
        net_amount: amountText(Math.round((part.fullPrice ?? 0) / 100)),
      };
      return { ...rows, billed_lines: [...(rows["billed_lines"] ?? []), billed] };
    },
  },
  {
    name: "a contract billed on long after notice",
    expected: rules("BIL-69"),
    fits: billsWholeMonth,
    rows: (rows) => withContract(rows, { terminated_on: "2026-01-15" }),
  },
];
