import type { Json } from "../../core/expression/value.ts";
import { amountText, divided, unitsOf } from "../amounts.ts";
import type { Expected, Fields } from "../generated.ts";
import type { OrderDefect } from "./defects.ts";
import type { Draft } from "./order.ts";
import { freeShippingFrom } from "./shop.ts";

const group = (order: Fields, name: string): Fields => order[name] as Fields;
const items = (order: Fields): Fields[] => order["items"] as unknown as Fields[];
const first = (order: Fields): Fields => items(order)[0] as Fields;
const of = (...rules: readonly string[]): readonly Expected[] => rules.map((rule) => ({ rule }));

const basketOf = ({ lines }: Draft): number =>
  lines.reduce((sum, { quantity, price }) => sum + quantity * price, 0);
/** Whether the sums of an order may change without a promise of the shop beginning or ending. */
const isFree = (draft: Draft): boolean =>
  draft.kind === "sale" && basketOf(draft) >= freeShippingFrom;
const isSmall = (draft: Draft): boolean =>
  draft.kind === "sale" && draft.code === undefined && basketOf(draft) < freeShippingFrom;
const firstIs = ({ lines }: Draft, ...skus: readonly string[]): boolean =>
  skus.includes(lines[0]?.article.sku ?? "");
const hasLiqueur = ({ lines }: Draft): boolean =>
  lines.some(({ article }) => article.ageLimit !== undefined);

function add(fields: Fields, name: string, cents: number): void {
  fields[name] = amountText(unitsOf(String(fields[name])) + cents);
}

/** Everything that follows from lines that cost so much more, at the rate of the first. */
function addToSums(order: Fields, cents: number): void {
  const totals = group(order, "totals");
  for (const name of ["items_gross", "gross", "due"]) add(totals, name, cents);
  const rate = unitsOf(String(first(order)["vat_rate"]), 0);
  add(totals, "vat", divided(cents * rate, 100 + rate));
  add(group(order, "payment"), "authorised_amount", cents);
  add(group(order, "consents"), "total_shown", cents);
}

/** The first line at another price, with all that follows from it. */
function reprice(order: Fields, cents: number): void {
  const item = first(order);
  const more = (cents - unitsOf(String(item["unit_price"]))) * Number(item["quantity"]);
  item["unit_price"] = amountText(cents);
  add(item, "line_total", more);
  addToSums(order, more);
}

function liqueurOf(order: Fields): Fields {
  return items(order).find(({ age_restricted }) => age_restricted === true) as Fields;
}

/** What goes wrong with prices and sums, and with what a customer may buy and is told. */
export const priceDefects: readonly OrderDefect[] = [
  {
    name: "a price ten cents above the list",
    expected: of("ORD-07"),
    fits: (draft) => isFree(draft) && !firstIs(draft, "SCREW-4X40"),
    plant: (order) => reprice(order, unitsOf(String(first(order)["unit_price"])) + 10),
  },
  {
    name: "a price of zero",
    expected: of("ORD-07", "ORD-08"),
    fits: isSmall,
    plant: (order) => reprice(order, 0),
  },
  {
    name: "a tenth of a cent of VAT",
    expected: of("ORD-12"),
    plant: (order) => {
      const totals = group(order, "totals");
      totals["vat"] = `${String(totals["vat"])}1`;
    },
  },
  {
    name: "a surcharge for a consumer's card",
    expected: of("ORD-15"),
    plant: (order) => {
      group(order, "payment")["surcharge"] = "1.00";
    },
  },
  {
    name: "sixty-one pieces for one household",
    expected: of("ORD-19"),
    fits: (draft) =>
      isFree(draft) && draft.code === undefined && firstIs(draft, "CUP-1", "DRILL-5"),
    plant: (order) => {
      const item = first(order);
      const price = unitsOf(String(item["unit_price"]));
      const more = (61 - Number(item["quantity"])) * price;
      item["quantity"] = "61";
      add(item, "line_total", more);
      addToSums(order, more);
    },
  },
  {
    name: "spirits for a fourteen-year-old",
    expected: of("ORD-24"),
    fits: hasLiqueur,
    plant: (order) => {
      group(order, "customer")["birth_date"] = "2012-05-05";
    },
  },
  {
    name: "withdrawal excluded because it was on sale",
    expected: of("ORD-28"),
    plant: (order) => {
      order["withdrawal_excluded_lines"] = [{ line_id: "1", ground: "sale item" }] as Json;
    },
  },
  {
    name: "a repair under guarantee that is charged",
    expected: of("ORD-38"),
    fits: ({ kind }) => kind === "repair",
    plant: (order) => {
      group(order, "repair")["charge_to_customer"] = "80.00";
    },
  },
  {
    name: "a quantity changed after the confirmation",
    expected: of("ORD-40"),
    plant: (order) => {
      order["amended_after_confirmation"] = { fields: ["items.0.quantity"] } as Json;
    },
  },
  {
    name: "a surcharge below zero",
    expected: of("ORD-45"),
    plant: (order) => {
      group(order, "payment")["surcharge"] = "-1.00";
    },
  },
  {
    name: "cents authorised as euros",
    expected: of("ORD-46"),
    plant: (order) => {
      const payment = group(order, "payment");
      payment["authorised_amount"] = amountText(
        100 * unitsOf(String(payment["authorised_amount"])),
      );
    },
  },
  {
    name: "a line twice",
    expected: of("ORD-62"),
    fits: (draft) => isFree(draft) && draft.code === undefined,
    plant: (order) => {
      const copy: Fields = { ...first(order), line_id: String(items(order).length + 1) };
      items(order).push(copy);
      addToSums(order, unitsOf(String(copy["line_total"])));
    },
  },
  {
    name: "spirits that the shop calls harmless",
    expected: of("ORD-65"),
    fits: hasLiqueur,
    plant: (order) => {
      liqueurOf(order)["age_restricted"] = false;
    },
  },
];
