import { type Decimal, decimal, format } from "../expression/decimal.ts";
import { fieldScaleMax } from "../expression/types.ts";
import type { Language } from "../rule.ts";
import { type NumberInText, numbersInText } from "./number-in-text.ts";
import { type Place, placesIn } from "./places.ts";

/** An amount of money that a text names. */
export interface PriceInText extends Place {
  /** Decimal text. */
  readonly amount: string;
  /** ISO 4217. */
  readonly currency: string;
}

/** What stands for a currency, in small letters; `part` where it is the hundredth. */
interface Money {
  readonly currency: string;
  readonly part?: true;
}

const signs: Readonly<Record<string, Money>> = {
  "€": { currency: "EUR" },
  "£": { currency: "GBP" },
  $: { currency: "USD" },
};

const everywhere: Readonly<Record<string, Money>> = {
  ...signs,
  ...Object.fromEntries(
    ["EUR", "NOK", "RON", "GBP", "USD", "SEK", "DKK", "PLN", "CHF"].map((currency) => [
      currency.toLowerCase(),
      { currency },
    ]),
  ),
  kr: { currency: "NOK" },
  "kr.": { currency: "NOK" },
  lei: { currency: "RON" },
  leu: { currency: "RON" },
  euro: { currency: "EUR" },
};

const euro: Money = { currency: "EUR" };
const crown: Money = { currency: "NOK" };
const byLanguage: Readonly<Record<Language, Readonly<Record<string, Money>>>> = {
  en: { euros: euro, kroner: crown, pounds: { currency: "GBP" }, dollars: { currency: "USD" } },
  et: {
    ...Object.fromEntries(
      ["eurot", "euros", "eurost", "eurole", "euroga", "eurone", "eurosed"].map((w) => [w, euro]),
    ),
    senti: { currency: "EUR", part: true },
    sent: { currency: "EUR", part: true },
  },
  ro: { bani: { currency: "RON", part: true }, ban: { currency: "RON", part: true } },
  nb: {
    krone: crown,
    kroner: crown,
    kroners: crown,
    øre: { currency: "NOK", part: true },
    ",-": crown,
    ".-": crown,
    ":-": crown,
    ",–": crown,
  },
};

/** The prices of a text in order, each with its currency; numbers without one are none. */
export function pricesInText(text: string, language: Language): readonly PriceInText[] {
  const known = { ...everywhere, ...byLanguage[language] };
  const places = placesIn(text);
  const numbers = numbersInText(text, language);
  return numbers.flatMap((number, index) => {
    const next = numbers[index + 1];
    const found = ownPrice(text, number, known) ?? (next && rangePrice(text, number, next, known));
    if (!found || found.value.scale > fieldScaleMax) return [];
    const place = places(found.at, found.end);
    return [{ amount: format(found.value), currency: found.money.currency, ...place }];
  });
}

interface Found {
  readonly money: Money;
  readonly value: Decimal;
  readonly at: number;
  readonly end: number;
}

/** With the sign before or the word behind: `€99`, `99 €`, `kr 1 000`, `499,-`. */
function ownPrice(
  text: string,
  { value, at, end }: NumberInText,
  known: Readonly<Record<string, Money>>,
): Found | undefined {
  const head = /(?:[€£$]|(?<![\p{L}\p{N}])(?:\p{L}{2,3}\.?))[ \u00a0\u202f]?$/u.exec(
    text.slice(Math.max(0, at - 6), at),
  )?.[0];
  const before = head && known[head.trim().toLowerCase()];
  const tail = /^[ \u00a0\u202f]?(?:de )?([€£$]|[,.:][-–]|\p{L}{2,8}(?!\p{L})\.?)/u.exec(
    text.slice(end, end + 16),
  );
  const word = tail?.[1]?.toLowerCase() ?? "";
  const after = known[word] ?? known[word.replace(/\.$/, "")];
  const length = tail && !known[word] && word.endsWith(".") ? tail[0].length - 1 : tail?.[0].length;
  if (after && !(before && isHeadNearer(text, end, head ?? "")))
    return { money: after, value: worth(value, after), at, end: end + (length ?? 0) };
  if (!head || !before) return undefined;
  return { money: before, value: worth(value, before), at: at - head.length, end };
}

/** `€99 99 €`: a sign that touches its number is its own. */
const isHeadNearer = (text: string, end: number, head: string): boolean =>
  /^[€£$]$/.test(head) && /^\s/.test(text.slice(end, end + 1));

/** `10–15 €`: the first number is money as the second is. */
function rangePrice(
  text: string,
  number: NumberInText,
  next: NumberInText,
  known: Readonly<Record<string, Money>>,
): Found | undefined {
  if (!/^\s?[-–]\s?$/.test(text.slice(number.end, next.at))) return undefined;
  const money = ownPrice(text, next, known)?.money;
  const { value, at, end } = number;
  return money && { money, value: worth(value, money), at, end };
}

const worth = (value: Decimal, { part }: Money): Decimal =>
  part ? decimal(value.units, value.scale + 2) : value;
