import { divided, priceText, type Units } from "../amounts.ts";
import type { Random } from "../random.ts";
import { extras, fees, type Item, oneTimes, plans, usages } from "./catalogue.ts";
import type { Customer } from "./customer.ts";
import type { Market } from "./market.ts";
import type { Month } from "./month.ts";

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

/** Who starts later in the month is billed with the next: so little is not worth a bill (BIL-19). */
const billedDaysMin = 12;

/** What a customer is billed for in a month: one plan, and some of all else. */
export function linesOf(market: Market, customer: Customer, month: Month, random: Random): Line[] {
  const plan = random.pick(plans);
  const others = extras.filter(() => random.chance(3_500));
  const metered = usages.filter(({ unit }) => (unit === "KWH") === (plan.itemId === "EL-BASE"));
  const startedOn = random.chance(300)
    ? month.first + random.between(1, month.days - billedDaysMin)
    : undefined;
  const recurring = [plan, ...others].map((item) =>
    recurringLine(market, customer, month, item, startedOn, random),
  );
  const usage = metered
    .filter(() => random.chance(7_000))
    .map((item) => usageLine(market, customer, month, item, startedOn ?? month.first, random));
  const single = [
    ...oneTimes.filter(() => random.chance(250)),
    ...fees.filter(() => random.chance(1_000)),
  ].map((item) => singleLine(market, customer, month, item));
  return [...recurring, ...usage, ...single];
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

function recurringLine(
  market: Market,
  customer: Customer,
  month: Month,
  item: Item,
  startedOn: number | undefined,
  random: Random,
): Line {
  const fullPrice = levelOf(market, item.price);
  const base = { ...baseOf(market, customer, item), quantity: 1_000, to: month.last };
  if (startedOn === undefined) {
    const amount = divided(fullPrice, 1_000);
    const allowance = random.chance(800) ? { amount, reason: "Loyalty discount" } : undefined;
    return { ...base, price: fullPrice, from: month.first, ...(allowance && { allowance }) };
  }
  const days = month.last - startedOn + 1;
  const cents = divided(fullPrice * days, month.days * 100);
  return { ...base, price: cents * 100, fullPrice, from: startedOn };
}

function usageLine(
  market: Market,
  customer: Customer,
  month: Month,
  item: Item,
  from: number,
  random: Random,
): Line {
  const { median, cv } = item.usage as NonNullable<Item["usage"]>;
  const quantity = Math.max(1, Math.min(50_000_000, Math.round(random.logNormal(median, cv))));
  return {
    ...baseOf(market, customer, item),
    quantity,
    price: levelOf(market, item.price),
    from,
    to: month.last,
  };
}

const singleLine = (market: Market, customer: Customer, month: Month, item: Item): Line => ({
  ...baseOf(market, customer, item),
  quantity: 1_000,
  price: levelOf(market, item.price),
  from: month.last,
  to: month.last,
});
