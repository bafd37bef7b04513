import type { JsonObject } from "../../core/expression/value.ts";
import { amountText, divided, type Units, unitsOf } from "../amounts.ts";
import type { Random } from "../random.ts";
import { digitalConsents, fieldsOfKind } from "./order-kinds.ts";
import {
  type Article,
  articles,
  freeShippingFrom,
  lockers,
  people,
  places,
  special,
} from "./shop.ts";
import { dateText, instantText } from "./times.ts";

/** What sort of order is made: most are baskets of goods. */
export type Kind = "sale" | keyof typeof special;

/** A line while it is made; amounts in cents. */
export interface Line {
  readonly article: Article;
  quantity: number;
  price: Units;
  discount: Units;
}

/** An order while it is made. */
export interface Draft {
  readonly kind: Kind;
  number: string;
  cart: string;
  /** Milliseconds since 1970. */
  readonly placed: number;
  readonly customerId: string;
  readonly name: string;
  readonly place: (typeof places)[number];
  readonly birthDate: string;
  lines: Line[];
  /** The code on its first line, where that has a discount. */
  readonly code: string | undefined;
  /** The locker that it goes to, instead of the customer's door. */
  readonly locker: string | undefined;
}

const firstOrder = Date.UTC(2026, 10, 20, 6);
const secondsBetween = 40;

/** Of ten thousand orders, how many are of a kind; the others are baskets. */
const kinds: readonly (readonly [Exclude<Kind, "sale">, number])[] = [
  ["subscription", 400],
  ["spare_part", 300],
  ["digital", 200],
  ["preorder", 200],
  ["repair", 100],
];

function kindOf(random: Random): Kind {
  let drawn = random.between(0, 9_999);
  for (const [kind, share] of kinds) {
    if (drawn < share) return kind;
    drawn -= share;
  }
  return "sale";
}

/** Baskets are small, some are large: one to five articles, more of what comes in packs. */
function basketOf(random: Random): readonly Article[] {
  const count = 1 + Math.min(4, Math.floor(random.logNormal(0.8, 0.8)));
  const chosen = new Map<string, Article>();
  for (let i = 0; i < count; i++) {
    const article = random.pick(articles);
    chosen.set(article.sku, article);
  }
  return [...chosen.values()];
}

/** Some have a code: one for all, one that a customer has once, one for the first orders. */
function codeOf(index: number, random: Random): string | undefined {
  if (!random.chance(1_200)) return undefined;
  if (index % 50 === 7 && index < 50_000) return "ESIMESED";
  return random.chance(2_500) ? "TERE5" : "SYGIS";
}

/** The order of an index: everything about it follows from the random numbers given. */
export function draftOf(index: number, random: Random): Draft {
  const kind = kindOf(random);
  const basket: readonly Article[] = kind === "sale" ? basketOf(random) : [special[kind]];
  const lines = basket.map((article) => lineOf(article, kind, random));
  const code = kind === "sale" ? codeOf(index, random) : undefined;
  const [first] = lines;
  if (code !== undefined && first) first.discount = divided(first.quantity * first.price, 10);
  const isPickup =
    kind !== "digital" && random.chance(3_000) && !basket.some(({ ageLimit }) => ageLimit);
  return {
    kind,
    number: `O-${100_001 + index}`,
    cart: `cart-${index}`,
    placed: firstOrder + index * secondsBetween * 1000,
    customerId: `CU-${1 + index}`,
    name: random.pick(people),
    place: random.pick(places),
    birthDate: `${random.between(1950, 2004)}-0${random.between(1, 9)}-1${random.between(0, 9)}`,
    lines,
    code,
    locker: isPickup ? random.pick(lockers) : undefined,
  };
}

function lineOf(article: Article, kind: Kind, random: Random): Line {
  const pieces =
    kind !== "sale" ? 1 : Math.max(1, Math.min(6, Math.round(random.logNormal(1, 0.6))));
  const quantity = pieces * (article.pack ?? 1);
  return { article, quantity, price: article.price, discount: 0 };
}

const totalOf = ({ quantity, price, discount }: Line): Units => quantity * price - discount;

/** VAT contained in an amount, by a rate in percent. */
const vatIn = (amount: Units, rate: string): Units =>
  divided(amount * unitsOf(rate, 0), 100 + unitsOf(rate, 0));

const shippingOf = (basket: Units): Units => (basket >= freeShippingFrom ? 0 : 399);

/** The order as a shop sends it. */
export function orderOf(draft: Draft): JsonObject {
  const { lines, place, placed, name } = draft;
  const items = lines.reduce((sum, line) => sum + totalOf(line), 0);
  const basket = lines.reduce((sum, { quantity, price }) => sum + quantity * price, 0);
  const shipping =
    draft.kind === "sale" || draft.kind === "spare_part" || draft.kind === "preorder"
      ? shippingOf(basket)
      : 0;
  const gross = items + shipping;
  const vat = lines.reduce(
    (sum, line) => sum + vatIn(totalOf(line), line.article.rate),
    vatIn(shipping, "24"),
  );
  const day = 86_400_000;
  // Eight days are two working days, whatever holidays lie between.
  const promisedTo = dateText(placed + (draft.kind === "preorder" ? 60 : 8) * day);
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
    delivery_address: { ...address, ...(draft.locker && { pickup_point_id: draft.locker }) },
    items: lines.map((line, index) => itemOf(draft, line, index, promisedTo)),
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
    shipping_method: draft.locker ? "locker" : "parcel",
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
      ...(draft.kind === "digital" && digitalConsents(placed)),
    },
    confirmation: {
      sent_at: instantText(placed + 60_000),
      medium: "email",
      language: "et",
      contains_withdrawal_info: true,
    },
    risk: { velocity_24h: 1, ip_country: "EE", payment_attempts: 1, sanctions_result: "clear" },
    ...fieldsOfKind(draft.kind, placed, gross),
  };
}

function itemOf(draft: Draft, line: Line, index: number, promisedTo: string): JsonObject {
  const { article, quantity, price, discount } = line;
  return {
    line_id: String(index + 1),
    sku: article.sku,
    ...(article.gtin !== undefined && { gtin: article.gtin }),
    name: article.name,
    quantity: String(quantity),
    unit_code: "C62",
    unit_price: amountText(price),
    price_includes_vat: true,
    price_list_id: "EE-1",
    discounts:
      discount > 0 && draft.code ? [{ code: draft.code, amount: amountText(discount) }] : [],
    vat_rate: article.rate,
    vat_category: "S",
    line_total: amountText(totalOf(line)),
    promised_to: promisedTo,
    added_by: "customer",
    age_restricted: article.ageLimit !== undefined,
    ...(draft.kind === "preorder" && { backorder: true }),
    ...(draft.kind === "digital" && { supply_start_at: instantText(draft.placed + 120_000) }),
    ...(draft.kind === "spare_part" && { for_model: "WM-300" }),
  };
}
