import type { Json } from "../../core/expression/value.ts";
import { divided, type Units } from "../amounts.ts";
import type { Expected, Fields } from "../generated.ts";
import type { DefectKind } from "./defects.ts";
import type { Draft } from "./invoice.ts";
import { type Line, netOf } from "./lines.ts";
import { dateText } from "./month.ts";
import { formerList } from "./reference.ts";

const rules = (...ids: readonly string[]): readonly Expected[] => ids.map((rule) => ({ rule }));
const isBill = ({ typeCode, isPaid }: Draft): boolean => typeCode === "380" && !isPaid;

/** Whole months at a list price, without anything taken off. */
const wholeFees = ({ lines }: Draft): readonly Line[] =>
  lines.filter(
    ({ item, fullPrice, allowance }) =>
      item.kind === "recurring" && fullPrice === undefined && allowance === undefined,
  );

const cheapest = (lines: readonly Line[]): Line | undefined =>
  lines.toSorted((a, b) => netOf(a) - netOf(b))[0];

/** A fee that may go wrong by itself: so small a part of the bill that its total stays usual. */
function smallFee(draft: Draft): Line | undefined {
  const fee = cheapest(wholeFees(draft).filter(({ item }) => item.vatClass === "standard"));
  const standard = draft.lines.filter(({ item }) => item.vatClass === "standard");
  const rest = standard.reduce((sum, line) => sum + netOf(line), 0) - (fee ? netOf(fee) : 0);
  return fee && rest > netOf(fee) * 2 ? fee : undefined;
}

const changed = (draft: Draft, line: Line | undefined, change: Partial<Line>): void => {
  draft.lines = draft.lines.map((one) => (one === line ? { ...one, ...change } : one));
};

const hasDiscount = ({ lines, allowances }: Draft): boolean =>
  allowances.length > 0 || lines.some(({ allowance }) => allowance !== undefined);

const lineOf = (invoice: Fields, wanted: (line: Fields) => boolean): Fields =>
  (invoice["lines"] as Json[]).map((line) => line as Fields).find(wanted) as Fields;
/** The lines of one item's use, a line a tier. */
const linesOfUse = (invoice: Fields): readonly Fields[] => {
  const { item_id: item } = lineOf(invoice, isUsage);
  return (invoice["lines"] as Fields[]).filter((line) => line["item_id"] === item);
};
const isUsage = (line: Fields): boolean => line["charge_kind"] === "usage";
const hasUsage = (draft: Draft): boolean =>
  isBill(draft) && draft.lines.some(({ item }) => item.kind === "usage");

const usageUnits: Readonly<Record<string, string>> = { KWH: "MWH", MIN: "SEC" };

/** Prices, quantities and units that are not those of list or contract, and discounts. */
export const priceDefects: readonly DefectKind[] = [
  {
    name: "a tenth more than the price list says",
    expected: rules("BIL-21"),
    fits: (draft) => isBill(draft) && smallFee(draft) !== undefined,
    draft: (draft) => {
      const fee = smallFee(draft);
      changed(draft, fee, { price: divided((fee?.price ?? 0) * 11, 10) });
    },
  },
  {
    name: "a point in the wrong place",
    expected: rules("BIL-21", "BIL-61"),
    fits: (draft) => isBill(draft) && smallFee(draft) !== undefined,
    draft: (draft) => {
      const fee = smallFee(draft);
      changed(draft, fee, { price: divided(fee?.price ?? 0, 10) });
    },
  },
  {
    name: "two of what was ordered once",
    expected: rules("BIL-22"),
    fits: (draft) => isBill(draft) && smallFee(draft) !== undefined,
    draft: (draft) => changed(draft, smallFee(draft), { quantity: 2_000 }),
  },
  {
    name: "a discount without a reason",
    expected: rules("BIL-23"),
    fits: (draft) => isBill(draft) && hasDiscount(draft),
    invoice: (invoice) => {
      const own = (invoice["allowances"] ?? []) as readonly Fields[];
      const ofLines = (invoice["lines"] as readonly Fields[]).flatMap(
        (line) => (line["allowances"] ?? []) as readonly Fields[],
      );
      delete [...own, ...ofLines][0]?.["reason"];
    },
  },
  {
    name: "the price list of the year before",
    expected: rules("BIL-62"),
    fits: isBill,
    invoice: (invoice) => {
      lineOf(invoice, () => true)["price_list_id"] = formerList;
    },
  },
  {
    name: "a unit a thousand or sixty times the price's",
    expected: rules("BIL-66"),
    fits: hasUsage,
    invoice: (invoice) => {
      for (const line of linesOfUse(invoice))
        line["unit_code"] = usageUnits[String(line["unit_code"])];
    },
  },
  {
    name: "use that ends at midnight in Greenwich",
    expected: rules("BIL-68"),
    fits: hasUsage,
    invoice: (invoice, { month }) => {
      for (const line of linesOfUse(invoice))
        line["usage_to"] = `${dateText(month.last + 1)}T00:00:00Z`;
    },
  },
  {
    name: "more taken off a line than it costs",
    expected: rules("BIL-71"),
    fits: (draft) => isBill(draft) && !hasDiscount(draft) && smallFee(draft) !== undefined,
    draft: (draft) => {
      const fee = smallFee(draft);
      const amount: Units = divided((fee ? netOf(fee) : 0) * 105, 100);
      changed(draft, fee, { allowance: { amount, reason: "Campaign" } });
    },
  },
];
