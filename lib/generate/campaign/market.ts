import { formatDate } from "../../core/expression/time.ts";
import { amountText, divided, type Units } from "../amounts.ts";

export type Tongue = "et" | "ro" | "nb" | "en";

/** A market of the generated shop, with its money and the language of its customers. */
export interface Market {
  readonly country: "EE" | "RO" | "NO";
  readonly language: Exclude<Tongue, "en">;
  readonly currency: "EUR" | "RON" | "NOK";
  /** Hundredths of the currency for a cent of the euro, times a hundred. */
  readonly rate: number;
  /** Prices end with whole units of this many hundredths. */
  readonly step: Units;
}

export const allMarkets: readonly Market[] = [
  { country: "EE", language: "et", currency: "EUR", rate: 100, step: 10 },
  { country: "RO", language: "ro", currency: "RON", rate: 500, step: 10 },
  { country: "NO", language: "nb", currency: "NOK", rate: 1_160, step: 100 },
];

/** What an article of so many cents costs in a market, as its shops end their prices. */
export const localPrice = ({ rate, step }: Market, cents: Units): Units =>
  divided(cents * rate, 100 * step) * step;

/** An amount as copy in a language writes it. */
export function priceIn(language: Tongue, { currency }: Market, amount: Units): string {
  const text = amountText(amount);
  if (language === "en") return `${currency} ${text}`;
  const written = text.replace(".", ",");
  const sign = { EUR: "€", RON: "lei", NOK: "kr" }[currency];
  return `${written} ${sign}`;
}

/** A day as copy writes it, whatever the language: 3.12.2026. */
export function dayIn(language: Tongue, day: number): string {
  const [year, month, date] = formatDate(day).split("-").map(Number) as [number, number, number];
  return language === "en" ? `${date} ${months[month - 1]} ${year}` : `${date}.${month}.${year}`;
}

const months = [
  ...["January", "February", "March", "April", "May", "June", "July", "August", "September"],
  ...["October", "November", "December"],
];
