import {
  add,
  compare,
  type Decimal,
  decimal,
  multiply,
  subtract,
  ZERO,
} from "../expression/decimal.ts";

/** A part of a stock, and how many days from now on it may still be delivered. */
export interface Lot {
  readonly quantity: Decimal;
  readonly days: bigint;
}

/**
 * What stays unsold of each lot, in the order given, when a steady demand takes the lot that
 * expires first: of a lot is sold what the days up to its end sell less what earlier lots took.
 */
export function unsoldOf(lots: readonly Lot[], perDay: Decimal): readonly Decimal[] {
  const unsold = lots.map(() => ZERO);
  const byEnd = lots.map((_, index) => index);
  byEnd.sort((a, b) => Number((lots[a] as Lot).days - (lots[b] as Lot).days) || a - b);
  let taken = ZERO;
  for (const index of byEnd) {
    const { quantity, days } = lots[index] as Lot;
    const open = days > 0n ? days : 0n;
    const room = subtract(multiply(perDay, decimal(open, 0)), taken);
    const sold = lesser(quantity, room.units > 0n ? room : ZERO);
    taken = add(taken, sold);
    unsold[index] = subtract(quantity, sold);
  }
  return unsold;
}

const lesser = (a: Decimal, b: Decimal): Decimal => (compare(a, b) <= 0 ? a : b);
