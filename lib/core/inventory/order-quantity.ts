/** What ordering in lots costs a year: demand a year, cost of an order, cost of holding one a year. */
export interface Lots {
  readonly demand: number;
  readonly orderCost: number;
  readonly holdingCost: number;
}

/** Harris' quantity: the one whose yearly costs of ordering and of holding are equal, and least. */
export const economicQuantity = ({ demand, orderCost, holdingCost }: Lots): number =>
  Math.sqrt((2 * demand * orderCost) / holdingCost);

/** Yearly cost of ordering so many at once and of holding half of them on average. */
export const lotCost = (quantity: number, { demand, orderCost, holdingCost }: Lots): number =>
  (orderCost * demand) / quantity + (holdingCost * quantity) / 2;

/** The quantity where customers wait on purpose, at a cost for each unit and year of waiting. */
export const backorderedQuantity = (lots: Lots, backorderCost: number): number =>
  economicQuantity(lots) * Math.sqrt((lots.holdingCost + backorderCost) / backorderCost);

/** Yearly cost of it where a share of each lot is backordered before it arrives. */
export function backorderedCost(
  quantity: number,
  share: number,
  { demand, orderCost, holdingCost }: Lots,
  backorderCost: number,
): number {
  const held = (holdingCost * quantity * (1 - share) * (1 - share)) / 2;
  return (orderCost * demand) / quantity + held + (backorderCost * quantity * share * share) / 2;
}

/** A supplier's prices: from `from` pieces on, each costs `cost`. The first is from 0. */
export interface PriceBreak {
  readonly from: number;
  readonly cost: number;
}

/** Whether the price of the break holds for `all_units` of an order, or for those beyond it. */
export const discountKinds = ["all_units", "incremental"] as const;
export type DiscountKind = (typeof discountKinds)[number];

/** Demand a year, cost of an order, and what holding costs a year as a share of a unit's cost. */
export interface DiscountedLots {
  readonly demand: number;
  readonly orderCost: number;
  readonly holdingRate: number;
  readonly breaks: readonly PriceBreak[];
  readonly kind: DiscountKind;
}

/** Yearly cost of an order quantity: buying, ordering, holding. */
export function discountedCost(quantity: number, lots: DiscountedLots): number {
  const { demand, orderCost, holdingRate, breaks, kind } = lots;
  const index = Math.max(
    0,
    breaks.findLastIndex(({ from }) => from <= quantity),
  );
  const { cost } = breaks[index] as PriceBreak;
  const extra = kind === "incremental" ? extraCost(breaks, index) : 0;
  const unitCost = cost + extra / quantity;
  return (
    demand * unitCost + (orderCost * demand) / quantity + (holdingRate * unitCost * quantity) / 2
  );
}

/** The quantity of least yearly cost: the best of each price's range, its lower end included. */
export function discountedQuantity(lots: DiscountedLots): number {
  const { demand, orderCost, holdingRate, breaks, kind } = lots;
  const candidates = breaks.flatMap(({ from, cost }, index) => {
    const fixed = orderCost + (kind === "incremental" ? extraCost(breaks, index) : 0);
    const best = economicQuantity({ demand, orderCost: fixed, holdingCost: holdingRate * cost });
    const inRange = Math.max(best, from);
    const isIn = inRange > 0 && inRange < (breaks[index + 1]?.from ?? Infinity);
    return isIn ? [inRange] : [];
  });
  const costs = candidates.map((quantity) => discountedCost(quantity, lots));
  return candidates[costs.indexOf(Math.min(...costs))] ?? 0;
}

/** What the first pieces of an order cost more than its last ones, where breaks are incremental. */
function extraCost(breaks: readonly PriceBreak[], index: number): number {
  let extra = 0;
  for (let i = 1; i <= index; i++) {
    const [before, at] = [breaks[i - 1] as PriceBreak, breaks[i] as PriceBreak];
    extra += (before.cost - at.cost) * at.from;
  }
  return extra;
}
