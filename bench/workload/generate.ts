import { breakOne } from "./broken.ts";
import { type Market, markets, names, notes, products } from "./catalogue.ts";
import { fixed } from "./fixed.ts";
import { ibanOf, referenceOf } from "./identifiers.ts";
import type { Buyer, Invoice, Line, Payment } from "./invoice.ts";
import { type Random, randomOf } from "./random.ts";
import { totalsOf } from "./totals.ts";

export interface Generated {
  readonly invoice: Invoice;
  /** What was broken, for one invoice in twenty. */
  readonly broken?: string;
}

/**
 * So many invoices, the same for the same seed: 10.5 lines on average, 5 % of them broken, each in
 * one way of broken.ts, all ways in turn. The others violate none of the workload's rules.
 */
export function generate(count: number, seed = 20_261_122): readonly Generated[] {
  const random = randomOf(seed);
  return Array.from({ length: count }, (_, index) => {
    const invoice = invoiceOf(index, random);
    if (index % 20 !== 7) return { invoice };
    return { invoice, broken: breakOne(invoice, Math.floor(index / 20)) };
  });
}

function invoiceOf(index: number, random: Random): Invoice {
  const market = markets[random.pick([0, 0, 0, 1, 1, 2])]!;
  const business = random.chance(25);
  const issued = day(random.between(0, 27));
  const lines = linesOf(market, business && random.chance(12), random);
  return {
    invoice_number: `${market.country}26-${String(400_000 + index)}`,
    series_id: market.country,
    issue_date: issued,
    ...kindOf(random),
    currency: market.currency,
    due_date: day(random.between(42, 55)),
    payment_terms: random.chance(10) ? "14 days net" : null,
    contract_id: random.chance(80) ? `C-${random.between(10_000, 99_999)}` : null,
    notes: random.chance(30) ? [random.pick(notes)] : null,
    profile: market.profile,
    seller: sellerOf(market),
    buyer: buyerOf(market, business, random),
    delivery_channel: random.pick(["email", "email", "email", "einvoice", "post", "portal"]),
    ...(random.chance(70) ? october : { period_start: null, period_end: null }),
    payment: paymentOf(market, random),
    ...totalsOf(market, lines, random),
    lines,
  };
}

function kindOf(random: Random): Pick<Invoice, "type_code" | "preceding_invoice"> {
  if (!random.chance(7)) return { type_code: "380", preceding_invoice: null };
  const number = `EE26-${random.between(300_000, 399_999)}`;
  return {
    type_code: random.pick(["381", "381", "384"]),
    preceding_invoice: { number, issue_date: "2026-10-05" },
  };
}

const sellerOf = (market: Market): Invoice["seller"] => ({
  name: market.seller,
  vat_id: market.vatId,
  country: market.country,
  register_note: market.registerNote ?? null,
});

function buyerOf(market: Market, business: boolean, random: Random): Buyer {
  const [city, postalCode] = random.pick(market.cities);
  const number = random.between(10_000, 99_999);
  return {
    customer_id: `K${number}`,
    name: random.pick(names),
    type: business ? "business" : "consumer",
    vat_id: business ? vatIdOf(market.country, random) : null,
    electronic_address: `0191:${random.digits(8)}`,
    street: `Aia ${random.between(1, 90)}-${random.between(1, 40)}`,
    city,
    postal_code: postalCode,
    country: market.country,
    language: market.language,
    email: `k${number}@example.com`,
  };
}

function vatIdOf(country: string, random: Random): string {
  if (country === "NO") return `NO${random.digits(9)}MVA`;
  return `${country}${random.digits(country === "EE" ? 9 : 8)}`;
}

function paymentOf(market: Market, random: Random): Payment {
  if (random.chance(8))
    return {
      ...{ means_code: "48", reference: null, reference_scheme: "none", payee_iban: null },
      card_masked: "516730******1234",
    };
  return {
    means_code: random.pick(["30", "58"]),
    reference: referenceOf(market.scheme, random),
    reference_scheme: market.scheme,
    payee_iban: ibanOf(market.country, random),
    card_masked: null,
  };
}

/** Lines at two of the market's rates, or all of them with the charge reversed. */
function linesOf(market: Market, reversed: boolean, random: Random): Line[] {
  return Array.from({ length: random.between(1, 20) }, (_, index) => {
    const product = random.pick(products);
    return {
      line_id: String(index + 1),
      ...(product.metered ? meteredOf(random) : pricedOf(random)),
      unit_code: product.unit,
      name: product.name,
      ...(product.kind ? { charge_kind: product.kind } : {}),
      vat_category: reversed ? "AE" : "S",
      vat_rate: reversed ? "0" : market.rates[random.chance(85) ? 0 : 1]!,
      ...(product.metered ? october : {}),
    };
  });
}

const october = { period_start: "2026-10-01", period_end: "2026-10-31" };

type Priced = Pick<Line, "quantity" | "unit_price" | "price_base_qty" | "net_amount">;

/** Thousandths of a unit at prices of up to 4 digits, some of them for 100 units. */
function meteredOf(random: Random): Priced {
  const quantity = random.between(9_000, 900_000);
  const base = random.chance(30) ? 100 : 1;
  const price = random.between(400, 25_000) * base;
  return {
    quantity: fixed(quantity, 3),
    unit_price: fixed(price, 4),
    ...(base > 1 ? { price_base_qty: String(base) } : {}),
    net_amount: fixed(Math.round((quantity * price) / base / 100_000), 2),
  };
}

function pricedOf(random: Random): Priced {
  const quantity = random.chance(80) ? 1 : random.between(2, 12);
  const price = random.between(99, 39_999);
  return {
    quantity: String(quantity),
    unit_price: fixed(price, 2),
    net_amount: fixed(quantity * price, 2),
  };
}

/** A day of autumn 2026, counted from the first of November. */
function day(offset: number): string {
  const month = offset < 30 ? 11 : 12;
  return `2026-${month}-${String((offset % 30) + 1).padStart(2, "0")}`;
}
