import type { Json } from "../../core/expression/value.ts";
import { amountText, unitsOf } from "../amounts.ts";
import type { Expected, Fields } from "../generated.ts";
import { priceDefects } from "./defects-of-prices.ts";
import { promiseDefects } from "./defects-of-promises.ts";
import type { Draft } from "./order.ts";

/** One way in which orders go wrong, with every violation that must follow from it. */
export interface OrderDefect {
  readonly name: string;
  readonly expected: readonly Expected[];
  /** On what orders it can be planted; baskets of goods where it does not say. */
  readonly fits?: (draft: Draft) => boolean;
  readonly plant: (order: Fields) => void;
}

const group = (order: Fields, name: string): Fields => order[name] as Fields;
const item = (order: Fields): Fields => (order["items"] as Json[])[0] as Fields;
/** The usual order: a basket of goods. */
export const isBasket = ({ kind }: Draft): boolean => kind === "sale";

const isShipped = (draft: Draft): boolean => isBasket(draft) && draft.locker === undefined;
const one = (rule: string): readonly Expected[] => [{ rule }];

/** A cent more than is said elsewhere. */
function aCentMore(fields: Fields, name: string): void {
  fields[name] = amountText(unitsOf(String(fields[name])) + 1);
}

const baskets: readonly OrderDefect[] = [
  {
    name: "no customer number",
    expected: [{ rule: "ORD-01" }, { rule: "schema" }],
    plant: (order) => {
      group(order, "customer")["customer_id"] = "";
    },
  },
  {
    name: "an e-mail address with a slip of the keyboard",
    expected: one("ORD-02"),
    plant: (order) => {
      group(order, "customer")["email"] = "mari@gmial.com";
    },
  },
  {
    name: "no house number",
    expected: one("ORD-03"),
    fits: isShipped,
    plant: (order) => {
      delete group(order, "delivery_address")["house_number"];
    },
  },
  {
    name: "a postal code of another country",
    expected: one("ORD-04"),
    plant: (order) => {
      group(order, "delivery_address")["postal_code"] = "0150";
    },
  },
  {
    name: "an article number whose check digit is wrong",
    expected: one("ORD-06"),
    plant: (order) => {
      const gtin = String(item(order)["gtin"]);
      item(order)["gtin"] = `${gtin.slice(0, -1)}${(Number(gtin.at(-1)) + 1) % 10}`;
    },
  },
  {
    name: "a total that is not the sum of its lines",
    expected: one("ORD-10"),
    plant: (order) => {
      const totals = group(order, "totals");
      totals["items_gross"] = amountText(unitsOf(String(totals["items_gross"])) + 100);
    },
  },
  {
    name: "something ticked for the customer",
    expected: one("ORD-14"),
    plant: (order) => {
      group(order, "consents")["preselected_extras"] = true;
    },
  },
  {
    name: "delivery promised for after thirty days",
    expected: one("ORD-18"),
    plant: (order) => {
      order["promised_to"] = "2029-12-31";
    },
  },
  {
    name: "a cent captured more than is due",
    expected: one("ORD-22"),
    plant: (order) => {
      const payment = group(order, "payment");
      payment["captured_amount"] = payment["authorised_amount"];
      payment["authorised_amount"] = "0.00";
      aCentMore(payment, "captured_amount");
    },
  },
  {
    name: "withdrawal information of before",
    expected: one("ORD-26"),
    plant: (order) => {
      group(order, "consents")["withdrawal_info_version"] = "6";
    },
  },
  {
    name: "nowhere to withdraw online",
    expected: one("ORD-27"),
    plant: (order) => {
      delete group(order, "consents")["withdrawal_function_url"];
    },
  },
  {
    name: "a button that does not say that it costs",
    expected: one("ORD-30"),
    plant: (order) => {
      group(order, "consents")["button_label"] = "Esita tellimus";
    },
  },
  {
    name: "a customer called like a test",
    expected: one("ORD-43"),
    plant: (order) => {
      group(order, "customer")["name"] = "Test";
    },
  },
  {
    name: "a line without a name",
    expected: one("ORD-63"),
    plant: (order) => {
      item(order)["name"] = "?";
    },
  },
];

/** All ways in which generated orders go wrong, each in turn. */
export const orderDefects: readonly OrderDefect[] = [
  ...baskets,
  ...promiseDefects,
  ...priceDefects,
];
