import { divided, priceText, type Units } from "../amounts.ts";
import type { Random } from "../random.ts";
import { extras, fees, type Item, oneTimes, plans, usages, visits, yearly } from "./catalogue.ts";
import type { Customer } from "./customer.ts";
import type { Market } from "./market.ts";
import { type Month, monthBefore } from "./month.ts";
import { bandsOf, useOf } from "./usage.ts";

/** A line while it is made: amounts in cents, quantities in thousandths, prices in ten-thousandths. */
export interface Line {
  readonly item: Item;
  readonly objectId: string;
  quantity: Units;
  price: Units;
  readonly allowance?: { readonly amount: Units; readonly reason: string };
  category: string;
  /** Percent, as text. */
  rate: string;
  readonly from: number;
  readonly to: number;
  /** What a whole period costs, where only a part of it is billed. */
  readonly fullPrice?: Units;
}

/** Net amount in cents: quantity times price, rounded once, less the line's allowance. */
export const netOf = ({ quantity, price, allowance }: Line): Units =>
  divided(quantity * price, 100_000) - (allowance?.amount ?? 0);

export const quantityText = (quantity: Units): string => priceText(quantity, 3);
export const unitPriceText = (price: Units): string => priceText(price, 4);

/** A part of a month with fewer days is not worth a bill of its own (BIL-19). */
const billedDaysMin = 12;

/** The days of a month on which a contract runs, and one from which its price is another. */
interface Term {
  readonly from: number;
  readonly to: number;
  /** The first day of the new price, and what it is in percent of the old. */
  readonly changed?: { readonly on: number; readonly percent: number };
}

/** One in thirty begins within the month, one in seventy ends, one in fifty gets another price. */
function termOf(month: Month, random: Random): Term {
  const whole = { from: month.first, to: month.last };
  const kind = random.between(0, 9_999);
  const late = random.between(1, month.days - billedDaysMin);
  if (kind < 300) return { ...whole, from: month.first + late };
  if (kind < 450) return { ...whole, to: month.last - late };
  if (kind >= 650) return whole;
  const on = month.first + random.between(1, month.days - 1);
  return { ...whole, changed: { on, percent: random.pick([80, 90, 95, 104, 110, 125]) } };
}

/** What a customer is billed for in a month: one plan, and some of all else. */
export function linesOf(market: Market, customer: Customer, month: Month, random: Random): Line[] {
  if (random.chance(200))
    return visits.map((item) => singleLine(market, customer, item, month.last));
  const plan = random.pick(plans);
  const others = extras.filter(() => random.chance(3_500));
  const metered = usages.filter(({ unit }) => (unit === "KWH") === (plan.itemId === "EL-BASE"));
  const term = termOf(month, random);
  const { changed: _, ...unchanged } = term;
  const recurring = [
    ...recurringLines(market, customer, month, plan, term, random),
    ...others.flatMap((item) => recurringLines(market, customer, month, item, unchanged, random)),
  ];
  const usage = metered
    .filter(() => random.chance(7_000))
    .flatMap((item) => usageLines(market, customer, month, item, term, random));
  const single = [
    ...oneTimes.filter(() => random.chance(250)),
    ...fees.filter(() => random.chance(1_000)),
  ].map((item) => singleLine(market, customer, item, term.to));
  // Peppol wants lines within the days of their document: Norwegians get another invoice for a year.
  const isYearDue = random.chance(150) && market.country !== "NO" && term.to === month.last;
  const years = isYearDue ? yearly.map((item) => yearLine(market, customer, month, item)) : [];
  return [...recurring, ...usage, ...single, ...years];
}

export const levelOf = (market: Market, price: Units): Units => price * market.priceLevel;

function baseOf(market: Market, customer: Customer, item: Item) {
  const isReverse = customer.country !== market.country;
  return {
    item,
    objectId: customer.objectId,
    category: isReverse ? "AE" : "S",
    rate: isReverse ? "0" : market.rates[item.vatClass],
  };
}

function recurringLines(
  market: Market,
  customer: Customer,
  month: Month,
  item: Item,
  { from, to, changed }: Term,
  random: Random,
): Line[] {
  const listed = levelOf(market, item.price);
  const base = { ...baseOf(market, customer, item), quantity: 1_000 };
  const part = (price: Units, first: number, last: number): Line => {
    const cents = divided(price * (last - first + 1), month.days * 100);
    return { ...base, price: cents * 100, fullPrice: price, from: first, to: last };
  };
  if (changed) {
    const other = divided(listed * changed.percent, 10_000) * 100;
    return [part(listed, from, changed.on - 1), part(other, changed.on, to)];
  }
  if (to - from + 1 < month.days) return [part(listed, from, to)];
  const amount = divided(listed, 1_000);
  const allowance = random.chance(800) ? { amount, reason: "Loyalty discount" } : undefined;
  return [{ ...base, price: listed, from, to, ...(allowance && { allowance }) }];
}

/** Use of the days that the contract runs, a line a tier. */
function usageLines(
  market: Market,
  customer: Customer,
  month: Month,
  item: Item,
  { from, to }: Term,
  random: Random,
): Line[] {
  const used = useOf(item, customer.isSeasonal, month.name, random);
  return bandsOf(item, used).map(({ quantity, price }) => ({
    ...baseOf(market, customer, item),
    quantity,
    price: levelOf(market, price),
    from,
    to,
  }));
}

const singleLine = (market: Market, customer: Customer, item: Item, on: number): Line => ({
  ...baseOf(market, customer, item),
  quantity: 1_000,
  price: levelOf(market, item.price),
  from: on,
  to: on,
});

/** The year that begins when the month has ended. */
const yearLine = (market: Market, customer: Customer, month: Month, item: Item): Line => ({
  ...baseOf(market, customer, item),
  quantity: 1_000,
  price: levelOf(market, item.price),
  from: month.issued,
  to: monthBefore(month, -(item.prepaidMonths ?? 0)).last,
});

/** The lines of monthly fees. */
export const monthlyFees = (lines: readonly Line[]): readonly Line[] =>
  lines.filter(({ item }) => item.kind === "recurring" && item.prepaidMonths === undefined);

/** One line of each item, the first. */
export const ofEachItem = (lines: readonly Line[]): readonly Line[] =>
  lines.filter((line, at) => lines.findIndex(({ item }) => item === line.item) === at);

/** Whether the price of a fee changed within the month, so that two lines bill it. */
export const isSplit = (lines: readonly Line[]): boolean => {
  const fees = monthlyFees(lines);
  return ofEachItem(fees).length < fees.length;
};
