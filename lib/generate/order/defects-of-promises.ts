import type { Json } from "../../core/expression/value.ts";
import { amountText, unitsOf } from "../amounts.ts";
import type { Expected, Fields } from "../generated.ts";
import type { OrderDefect } from "./defects.ts";
import type { Draft } from "./order.ts";
import { freeShippingFrom } from "./shop.ts";
import { dateText } from "./times.ts";

const group = (order: Fields, name: string): Fields => order[name] as Fields;
const items = (order: Fields): Fields[] => order["items"] as unknown as Fields[];
const first = (order: Fields): Fields => items(order)[0] as Fields;
const isBasket = ({ kind }: Draft): boolean => kind === "sale";
const basketOf = ({ lines }: Draft): number =>
  lines.reduce((sum, { quantity, price }) => sum + quantity * price, 0);
const isFree = (draft: Draft): boolean => isBasket(draft) && basketOf(draft) >= freeShippingFrom;
const hasCode = (draft: Draft): boolean => isBasket(draft) && draft.code !== undefined;
const of = (...rules: readonly string[]): readonly Expected[] => rules.map((rule) => ({ rule }));

/** Charges more for shipping, and every sum says so. */
function chargeShipping(order: Fields, more: number): void {
  const totals = group(order, "totals");
  const add = (fields: Fields, name: string, amount = more): void => {
    fields[name] = amountText(unitsOf(String(fields[name])) + amount);
  };
  for (const name of ["shipping", "gross", "due"]) add(totals, name);
  add(totals, "vat", Math.round((more * 24) / 124));
  add(group(order, "payment"), "authorised_amount");
  add(group(order, "consents"), "total_shown");
}

function setCode(order: Fields, code: string): void {
  const discounts = first(order)["discounts"] as unknown as Fields[];
  for (const discount of discounts) discount["code"] = code;
}

function promise(order: Fields, on: string): void {
  order["promised_to"] = on;
  for (const item of items(order)) item["promised_to"] = on;
}

/** What goes wrong with delivery, discounts, tax and what is sold beside goods. */
export const promiseDefects: readonly OrderDefect[] = [
  {
    name: "a parcel to a post office box, where the carrier does not go",
    expected: of("ORD-05"),
    fits: (draft) => isBasket(draft) && draft.locker === undefined,
    plant: (order) => {
      group(order, "delivery_address")["street"] = "Postkast 71";
    },
  },
  {
    name: "a discount code that ended in spring",
    expected: of("ORD-09"),
    fits: hasCode,
    plant: (order) => setCode(order, "KEVAD"),
  },
  {
    name: "the VAT rate of two years ago",
    expected: of("ORD-11"),
    plant: (order) => {
      first(order)["vat_rate"] = "20";
    },
  },
  {
    name: "shipping above the tariff",
    expected: of("ORD-13"),
    fits: (draft) => isBasket(draft) && !isFree(draft),
    plant: (order) => chargeShipping(order, 100),
  },
  {
    name: "shipping charged that a campaign promised free",
    expected: of("ORD-13", "ORD-41"),
    fits: isFree,
    plant: (order) => chargeShipping(order, 399),
  },
  {
    name: "an article out of stock that the customer does not know to be so",
    expected: of("ORD-16", "ORD-17"),
    fits: ({ kind }) => kind === "preorder",
    plant: (order) => {
      first(order)["backorder"] = false;
      // The day after it comes in: too soon to be sent on.
      promise(order, "2026-12-08");
    },
  },
  {
    name: "delivery promised for the day of the order",
    expected: of("ORD-17"),
    plant: (order) => promise(order, dateText(Date.parse(String(order["order_date"])))),
  },
  {
    name: "a customer on a sanctions list",
    expected: of("ORD-25"),
    plant: (order) => {
      group(order, "risk")["sanctions_result"] = "confirmed";
    },
  },
  {
    name: "a subscription without notice in the record",
    expected: of("ORD-34"),
    fits: ({ kind }) => kind === "subscription",
    plant: (order) => {
      delete group(order, "subscription")["notice_days"];
    },
  },
  {
    name: "a spare part for another machine",
    expected: of("ORD-35"),
    fits: ({ kind }) => kind === "spare_part",
    plant: (order) => {
      first(order)["for_model"] = "WM-500";
    },
  },
  {
    name: "a line that comes three weeks after the others, and no choice",
    expected: of("ORD-37"),
    fits: (draft) => isBasket(draft) && draft.lines.length > 1,
    plant: (order) => {
      const placed = Date.parse(String(order["order_date"]));
      first(order)["promised_to"] = dateText(placed + 29 * 86_400_000);
    },
  },
  {
    name: "a code on a line and on the order",
    expected: of("ORD-47"),
    fits: ({ code, kind }) => kind === "sale" && code === "SYGIS",
    plant: (order) => {
      order["discount_codes"] = [{ code: "sygis", amount: "0.00" }] as Json;
    },
  },
  {
    name: "a locker of another carrier",
    expected: of("ORD-48"),
    fits: ({ locker, kind }) => locker !== undefined && kind !== "repair",
    plant: (order) => {
      group(order, "delivery_address")["pickup_point_id"] = "EE-9001";
    },
  },
  {
    name: "a welcome code that the customer has used",
    expected: of("ORD-09", "ORD-66"),
    fits: hasCode,
    plant: (order) => {
      setCode(order, "TERE5");
      group(order, "customer")["customer_id"] = "CU-0";
    },
  },
];
