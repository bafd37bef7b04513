import type { Context } from "../../../core/context.ts";
import {
  abs,
  add,
  canonical,
  type Decimal,
  parseDecimal,
  ZERO,
} from "../../../core/expression/decimal.ts";
import type { Plan } from "../../../core/plan.ts";
import type { Position, Reading } from "../../../core/record.ts";
import { type Stake, stakesIn } from "../../../core/stakes.ts";
import type { Money } from "../money.ts";
import type { Exposure } from "../submission.ts";
import type { Reviewable } from "./reviewable.ts";

/** What is at stake with each record of a submission. Names customers: it is never stored. */
export interface Stakes {
  /** Of the record at a position; nothing is known of one that could not be read. */
  at(position: Position): Stake;
  /** Of all that was read, by position. */
  all(): ReadonlyMap<string, Stake>;
}

/**
 * What is at stake with each record, worked out at the first need.
 *
 * @param context as it was judged under; rows of tables may be left out where no subject looks
 * anything up for customer, amount or currency.
 */
export function stakesOf(plan: Plan, readings: readonly Reading[], context: Context): Stakes {
  const byPosition = new Map(readings.map((reading) => [placeOf(reading.position), reading]));
  const known = new Map<string, Stake>();
  let stakeOf: ReturnType<typeof stakesIn> | undefined;
  const at = (place: string): Stake => {
    const found = known.get(place);
    if (found !== undefined) return found;
    const reading = byPosition.get(place);
    stakeOf ??= stakesIn(plan, context);
    const stake = reading?.kind === "record" ? stakeOf(reading) : {};
    known.set(place, stake);
    return stake;
  };
  return {
    at: (position) => at(placeOf(position)),
    all: () => new Map([...byPosition.keys()].map((place) => [place, at(place)])),
  };
}

/**
 * Where nobody reads the records again: whose they are and what they are worth is unknown, so that
 * two people look at it. One record stands for all that there are.
 */
export const unknownStakes: Stakes = { at: () => ({}), all: () => new Map([["", {}]]) };

/** One text for a position. */
export const placeOf = ({ file, offset }: Position): string => `${file} ${offset}`;

/**
 * What violations of one rule put at risk: never too little. Customers are the different ones of the
 * records that they name; a record whose customer nobody knows has one of its own. A violation of
 * the submission as a whole puts all its records at risk. Money is what each violation states; where
 * its rule states none, what its records are worth, each counted once. A sign hides nothing: what
 * would be lost counts as what would be gained.
 */
export function exposureOf(list: readonly Reviewable[], stakes: Stakes): Exposure {
  const touched = new Map<string, Stake>();
  const unstated = new Map<string, Stake>();
  const stated: Money[] = [];
  for (const one of list) {
    const records = stakesAmong(one, stakes);
    for (const [place, stake] of records) touched.set(place, stake);
    const money = statedMoney(one);
    if (money !== undefined) stated.push(money);
    else for (const [place, stake] of records) unstated.set(place, stake);
  }
  return {
    money: sumOf([...stated, ...[...unstated.values()].map(worthOf)]),
    customers: customersAmong(touched),
  };
}

/**
 * A violation of the submission as a whole is of no one record. What it names may be a sample that was
 * drawn to stand for all the others.
 */
export const isOfWhole = (one: Reviewable): boolean =>
  one.kind === "violation" && one.violation.record === undefined;

function stakesAmong(one: Reviewable, stakes: Stakes): ReadonlyMap<string, Stake> {
  if (one.kind === "unreadable") return new Map([[placeOf(one.piece.position), {}]]);
  const { record, others = [] } = one.violation;
  if (isOfWhole(one)) return stakes.all();
  const named = [...(record ? [record] : []), ...others];
  return new Map(named.map(({ position }) => [placeOf(position), stakes.at(position)]));
}

function customersAmong(records: ReadonlyMap<string, Stake>): number {
  const customers = new Set<string>();
  let nameless = 0;
  for (const { customer } of records.values())
    if (customer === undefined) nameless++;
    else customers.add(customer);
  return customers.size + nameless;
}

export const unknownMoney: Money = { amounts: {}, unknown: true };

/** What a violation says itself; undefined where its rule states no money. */
function statedMoney(one: Reviewable): Money | undefined {
  if (one.kind === "unreadable") return unknownMoney; // nobody can tell what it is worth
  const { moneyAtRisk, currency } = one.violation;
  return moneyAtRisk === undefined ? undefined : moneyIn(moneyAtRisk, currency);
}

const worthOf = ({ amount, currency }: Stake): Money => moneyIn(amount, currency);

export function moneyIn(text: string | undefined, currency: string | undefined): Money {
  const amount = text === undefined ? undefined : parseDecimal(text);
  if (amount === undefined || currency === undefined) return unknownMoney;
  return { amounts: { [currency]: canonical(abs(amount)) } };
}

/** What records are worth together, for those at some places or for all. */
export function worthOfRecords(stakes: Stakes, places?: ReadonlySet<string>): Money {
  const among = [...stakes.all()].filter(([place]) => places === undefined || places.has(place));
  return sumOf(among.map(([, stake]) => worthOf(stake)));
}

/** Exact, currency by currency. */
export function sumOf(list: readonly Money[]): Money {
  const sums = new Map<string, Decimal>();
  for (const { amounts } of list)
    for (const [currency, text] of Object.entries(amounts))
      sums.set(currency, add(sums.get(currency) ?? ZERO, parseDecimal(text) ?? ZERO));
  const amounts = [...sums].sort(byCurrency).map(([currency, sum]) => [currency, canonical(sum)]);
  return {
    amounts: Object.fromEntries(amounts),
    ...(list.some(({ unknown }) => unknown) && { unknown: true }),
  };
}

const byCurrency = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number =>
  a < b ? -1 : 1;

export const addExposure = (a: Exposure, b: Exposure): Exposure => ({
  money: sumOf([a.money, b.money]),
  customers: a.customers + b.customers,
});
