import type { JsonObject } from "../../core/expression/value.ts";
import { amountText, divided, type Units, unitsOf } from "../amounts.ts";
import type { Random } from "../random.ts";
import { type Article, articles, people, places } from "./shop.ts";
import { dateText, instantText } from "./times.ts";

/** A line while it is made; amounts in cents. */
export interface Line {
  readonly article: Article;
  quantity: number;
  price: Units;
  discount: Units;
}

/** An order while it is made. */
export interface Draft {
  number: string;
  cart: string;
  /** Milliseconds since 1970. */
  readonly placed: number;
  readonly customerId: string;
  readonly name: string;
  readonly place: (typeof places)[number];
  readonly birthDate: string;
  lines: Line[];
  readonly isPickup: boolean;
}

const firstOrder = Date.UTC(2026, 10, 20, 6);
const secondsBetween = 40;

/** Baskets are small, some are large: one to five articles, more of what comes in packs. */
export function draftOf(index: number, random: Random): Draft {
  const count = 1 + Math.min(4, Math.floor(random.logNormal(0.8, 0.8)));
  const chosen = new Map<string, Article>();
  for (let i = 0; i < count; i++) {
    const article = random.pick(articles);
    chosen.set(article.sku, article);
  }
  return {
    number: `O-${100_001 + index}`,
    cart: `cart-${index}`,
    placed: firstOrder + index * secondsBetween * 1000,
    customerId: `CU-${1 + index}`,
    name: random.pick(people),
    place: random.pick(places),
    birthDate: `${random.between(1950, 2004)}-0${random.between(1, 9)}-1${random.between(0, 9)}`,
    lines: [...chosen.values()].map((article) => lineOf(article, random)),
    isPickup: random.chance(3_000) && ![...chosen.values()].some(({ ageLimit }) => ageLimit),
  };
}

function lineOf(article: Article, random: Random): Line {
  const pieces = Math.max(1, Math.min(6, Math.round(random.logNormal(1, 0.6))));
  const quantity = pieces * (article.pack ?? 1);
  return { article, quantity, price: article.price, discount: 0 };
}

const totalOf = ({ quantity, price, discount }: Line): Units => quantity * price - discount;

/** VAT contained in an amount, by a rate in percent. */
const vatIn = (amount: Units, rate: string): Units =>
  divided(amount * unitsOf(rate, 0), 100 + unitsOf(rate, 0));

/** The order as a shop sends it. */
export function orderOf(draft: Draft): JsonObject {
  const { lines, place, placed, name } = draft;
  const items = lines.reduce((sum, line) => sum + totalOf(line), 0);
  const shipping = items >= 5_000 ? 0 : 399;
  const gross = items + shipping;
  const vat = lines.reduce(
    (sum, line) => sum + vatIn(totalOf(line), line.article.rate),
    vatIn(shipping, "24"),
  );
  const day = 86_400_000;
  const promisedTo = dateText(placed + 5 * day);
  const [locality, postal_code] = place;
  const address = {
    ...{ name, street: "Pikk", house_number: "1", postal_code, locality, country: "EE" },
  };
  return {
    order_number: draft.number,
    order_date: instantText(placed),
    cart_id: draft.cart,
    order_kind: "sale",
    channel: "web",
    market: "EE",
    customer: {
      customer_id: draft.customerId,
      type: "consumer",
      name,
      email: `${draft.customerId.toLowerCase()}@example.org`,
      phone: "+3725551234",
      language: "et",
      birth_date: draft.birthDate,
      age_verified_level: "self_declared",
    },
    billing_address: address,
    delivery_address: { ...address, ...(draft.isPickup && { pickup_point_id: "EE-0101" }) },
    items: lines.map((line, index) => itemOf(line, index, promisedTo)),
    currency: "EUR",
    totals: {
      items_gross: amountText(items),
      discounts: "0.00",
      shipping: amountText(shipping),
      fees: [],
      vat: amountText(vat),
      gross: amountText(gross),
      due: amountText(gross),
    },
    payment: {
      method: "card",
      card_class: "consumer",
      status: "authorised",
      authorised_amount: amountText(gross),
      captured_amount: "0.00",
      currency: "EUR",
      authorisation_expires_at: instantText(placed + 7 * day),
      surcharge: "0.00",
    },
    shipping_method: draft.isPickup ? "locker" : "parcel",
    promised_from: dateText(placed + 3 * day),
    promised_to: promisedTo,
    delivery_time_agreed: false,
    consents: {
      button_label: "Tellimus koos maksekohustusega",
      button_language: "et",
      terms_version: "7",
      withdrawal_info_version: "7",
      withdrawal_form_provided: true,
      withdrawal_function_url: "https://shop.example.org/taganen",
      guarantee_notice_shown: true,
      preselected_extras: false,
      total_shown: amountText(gross),
    },
    confirmation: {
      sent_at: instantText(placed + 60_000),
      medium: "email",
      language: "et",
      contains_withdrawal_info: true,
    },
  };
}

function itemOf(line: Line, index: number, promisedTo: string): JsonObject {
  const { article, quantity, price, discount } = line;
  return {
    line_id: String(index + 1),
    sku: article.sku,
    gtin: article.gtin,
    name: article.name,
    quantity: String(quantity),
    unit_code: "C62",
    unit_price: amountText(price),
    price_includes_vat: true,
    price_list_id: "EE-1",
    discounts:
      discount > 0 ? [{ code: "SYGIS", amount: amountText(discount), reason: "Sügis" }] : [],
    vat_rate: article.rate,
    vat_category: "S",
    line_total: amountText(totalOf(line)),
    promised_to: promisedTo,
    added_by: "customer",
    age_restricted: article.ageLimit !== undefined,
  };
}
