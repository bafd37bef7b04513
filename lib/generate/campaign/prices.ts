import { formatDate, parseDate } from "../../core/expression/time.ts";
import type { JsonObject } from "../../core/expression/value.ts";
import { amountText, divided, type Units } from "../amounts.ts";
import type { Article } from "./catalogue.ts";
import { localPrice, type Market } from "./market.ts";

/** Days since 1970 of a date that is written in the code. */
export const dayOf = (text: string): number => parseDate(text) as number;

/** The days that the history of prices covers; campaigns start in its last ten. */
export const historyFrom = dayOf("2026-08-01");
export const historyTo = dayOf("2026-12-12");

/**
 * The price of an article on a day: a third of them rose in October, a third were a little cheaper
 * for four days in November, so that the lowest of thirty days is not what was asked yesterday.
 */
export function priceOn(article: Article, market: Market, day: number): Units {
  const price = localPrice(market, article.price);
  const sort = article.price % 3;
  if (sort === 0 && day < dayOf("2026-10-01")) return price - divided(price, 10);
  if (sort === 1 && day >= dayOf("2026-11-15") && day <= dayOf("2026-11-18"))
    return price - divided(price, 20);
  return price;
}

/** The lowest price of the thirty days before a reduction. */
export function priorPrice(article: Article, market: Market, start: number): Units {
  const days = Array.from({ length: 30 }, (_, index) => start - 1 - index);
  return Math.min(...days.map((day) => priceOn(article, market, day)));
}

/** Where articles are sold, as the history of prices names it. */
export const salesChannels = ["web", "pos"] as const;

/** The rows of an article's price history in a market, a row a day and place of sale. */
export function historyOf(article: Article, market: Market): readonly JsonObject[] {
  const from = article.trap === "young" ? historyTo - 24 : historyFrom;
  const days = Array.from({ length: historyTo - from + 1 }, (_, index) => from + index);
  return salesChannels.flatMap((channel) =>
    days.map((day) => ({
      sku: article.sku,
      market: market.country,
      channel,
      day: formatDate(day),
      price: amountText(priceOn(article, market, day)),
      currency: market.currency,
      was_offered: true,
      was_reduced: article.trap === "always_reduced" && isOnSale(day),
    })),
  );
}

/** Eighteen days on sale, three not, until some weeks before the campaigns. */
const isOnSale = (day: number): boolean =>
  day < dayOf("2026-11-10") && (day - historyFrom) % 21 < 18;
