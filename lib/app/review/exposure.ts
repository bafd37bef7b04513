import { add, canonical, parseDecimal, ZERO } from "../../core/expression/decimal.ts";
import type { Money } from "./money.ts";
import type { Reviewable } from "./reviewable.ts";
import type { Exposure } from "./submission.ts";

/**
 * What violations put at risk: the money that each says, by currency, and how many records they
 * name, each of which is a customer until a subject says who its customer is.
 */
export function exposureOf(list: readonly Reviewable[]): Exposure {
  const records = new Set(list.flatMap(recordsOf));
  return { money: sumOf(list.map(moneyOf)), customers: records.size };
}

function recordsOf(one: Reviewable): readonly string[] {
  if (one.kind === "unreadable") return [`${one.piece.position.file} ${one.piece.position.offset}`];
  const { record, others = [] } = one.violation;
  return [...(record ? [record] : []), ...others].map(
    ({ position }) => `${position.file} ${position.offset}`,
  );
}

function moneyOf(one: Reviewable): Money {
  // Nobody knows what a piece is worth that nobody can read.
  if (one.kind === "unreadable") return { amounts: {}, unknown: true };
  const { moneyAtRisk, currency } = one.violation;
  if (moneyAtRisk === undefined) return { amounts: {} };
  if (parseDecimal(moneyAtRisk) === undefined || currency === undefined)
    return { amounts: {}, unknown: true };
  return { amounts: { [currency]: moneyAtRisk } };
}

/** Exact, currency by currency. */
export function sumOf(list: readonly Money[]): Money {
  const sums = new Map<string, ReturnType<typeof add>>();
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
