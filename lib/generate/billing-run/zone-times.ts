import { startOfDay } from "../../core/expression/functions/zones.ts";
import { formatInstant } from "../../core/expression/time.ts";
import type { IdentifierCountry } from "../identifiers.ts";

const zones: Readonly<Record<IdentifierCountry, string>> = {
  EE: "Europe/Tallinn",
  NO: "Europe/Oslo",
  RO: "Europe/Bucharest",
};

const texts = new Map<string, string>();

/** The moment at which a day begins on the clocks of a country, as RFC 3339 has it. */
export function midnightText(country: IdentifierCountry, day: number): string {
  const name = `${country} ${day}`;
  const known = texts.get(name);
  if (known !== undefined) return known;
  const text = formatInstant(startOfDay(day, zones[country]) as bigint);
  texts.set(name, text);
  return text;
}
