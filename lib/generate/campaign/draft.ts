import type { Random } from "../random.ts";
import { type Article, articles } from "./catalogue.ts";
import { allMarkets, type Market } from "./market.ts";
import { dayOf } from "./prices.ts";

/** What a campaign may hold beside its price: each with copy, claim and proof of its own. */
export const extras = [
  "delivery",
  "guarantee",
  "recycled",
  "credit",
  "award",
  "reviews",
  "vitamin",
  "mailing",
  "influencer",
  "listing",
  "countdown",
  "picture",
  "condition",
  "hurry",
  "freeDelivery",
  "scarcity",
  "gift",
  "range",
] as const;
export type Extra = (typeof extras)[number];

/** A campaign while it is made. */
export interface Draft {
  readonly id: string;
  readonly number: number;
  article: Article;
  readonly markets: readonly Market[];
  readonly start: number;
  readonly end: number;
  /** Percent of the prior price that it is reduced by; 0 for what is sold at its usual price. */
  readonly percent: number;
  /** Percent that is announced. */
  announced: number;
  readonly inEnglish: boolean;
  readonly extras: ReadonlySet<Extra>;
  /** Which of the bodies it has. */
  readonly body: number;
  /** Whether it only makes the shop known: without offers, and open-ended. */
  readonly isEvergreen: boolean;
  readonly reach: number;
  readonly stock: number;
}

/** How many campaigns in ten thousand have each extra, where it fits. */
const shares: Readonly<Record<Extra, number>> = {
  delivery: 2_000,
  guarantee: 2_000,
  recycled: 1_200,
  credit: 1_200,
  award: 800,
  reviews: 1_500,
  vitamin: 6_000,
  mailing: 2_500,
  influencer: 800,
  listing: 3_500,
  countdown: 1_000,
  picture: 5_000,
  condition: 1_500,
  hurry: 2_000,
  freeDelivery: 2_000,
  scarcity: 1_500,
  gift: 1_000,
  range: 1_000,
};

const firstStart = dayOf("2026-12-02");

/** One to three markets, one article, a week or two; half of them are reductions. */
export function draftOf(index: number, random: Random): Draft {
  const article = random.pick(articles);
  const markets = marketsOf(random);
  const start = firstStart + random.between(0, 9);
  const percent = random.chance(5_000) ? random.pick([10, 15, 20, 25, 30]) : 0;
  const isEvergreen = random.chance(400);
  const chosen = extras.filter((extra) => random.chance(shares[extra]));
  return {
    id: `K-${1_001 + index}`,
    number: index,
    article,
    markets,
    start,
    end: start + random.pick([6, 9, 13]),
    percent,
    announced: percent,
    inEnglish: random.chance(2_000),
    extras: new Set(
      isEvergreen ? [] : chosen.filter((extra) => isFitting(extra, article, markets, percent)),
    ),
    body: random.between(0, 4),
    isEvergreen,
    reach: Math.min(90_000, Math.max(500, Math.round(random.logNormal(12_000, 0.8)))),
    stock: Math.max(40, Math.round(random.logNormal(300, 0.7))),
  };
}

function marketsOf(random: Random): readonly Market[] {
  const [first, second, third] = allMarkets as readonly [Market, Market, Market];
  return random.pick([
    [first],
    [first],
    [second],
    [third],
    [first, second],
    [first, third],
    [first, second, third],
  ]);
}

const lasting: ReadonlySet<string> = new Set(["electronics", "appliance"]);

function isFitting(
  extra: Extra,
  { sku, category }: Article,
  markets: readonly Market[],
  percent: number,
): boolean {
  if (extra === "vitamin") return sku === "TEA-C";
  if (extra === "guarantee" || extra === "recycled" || extra === "credit" || extra === "award")
    return lasting.has(category);
  // A clock that ends in several time zones at once would be wrong in one of them.
  if (extra === "countdown") return percent > 0 && markets.every(({ country }) => country !== "NO");
  // Gifts are named by each market's offer in one language; at full price they would be priced in.
  if (extra === "gift") return percent > 0 && markets.every(({ country }) => country !== "EE");
  return percent > 0 || (extra !== "hurry" && extra !== "range");
}
