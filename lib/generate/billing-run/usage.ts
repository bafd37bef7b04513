import { divided, type Units } from "../amounts.ts";
import type { Random } from "../random.ts";
import type { Item } from "./catalogue.ts";

/** A part of a month's use that has one price: quantity in thousandths, price in ten-thousandths. */
export interface Band {
  readonly quantity: Units;
  readonly price: Units;
}

/** What a heated house uses in a month, in percent of what it uses in another's usual one. */
const heating = [280, 260, 210, 130, 70, 40, 30, 40, 70, 130, 190, 260];

/** Use of an item in a month of the year, drawn as its spread says, in thousandths of its unit. */
export function useOf(item: Item, isSeasonal: boolean, monthName: string, random: Random): Units {
  const { median, cv } = item.usage as NonNullable<Item["usage"]>;
  const monthOfYear = Number(monthName.slice(5)) - 1;
  const percent = isSeasonal && item.unit === "KWH" ? (heating[monthOfYear] ?? 100) : 100;
  const drawn = Math.round((random.logNormal(median, cv) * percent) / 100);
  return Math.max(1, Math.min(50_000_000, drawn));
}

/** The use of a month as it is billed: each tier's part at the price of the tier. */
export function bandsOf({ price, tiers = [] }: Item, quantity: Units): readonly Band[] {
  const steps = [{ above: 0, price }, ...tiers];
  return steps
    .map((step, at) => ({
      quantity: Math.min(quantity, steps[at + 1]?.above ?? quantity) - step.above,
      price: step.price,
    }))
    .filter((band) => band.quantity > 0);
}

/** What use comes to in cents, a line a band, at a level of prices. */
export const costOf = (item: Item, quantity: Units, level: number): Units =>
  bandsOf(item, quantity).reduce(
    (sum, band) => sum + divided(band.quantity * band.price * level, 100_000),
    0,
  );
