import { missing, type Unjudged } from "../fault.ts";
import { countries, countryFacts, jurisdictions } from "./countries.ts";
import { invalid, quoted } from "./limits.ts";
import { row } from "./row.ts";

// biome-ignore format: one entry a function
export const places = [
  row("isCountry(text: string): bool", 1, (text: string) => countries.has(text),
    "Whether the text is a country code of ISO 3166-1 alpha-2.",
    ['isCountry("EE")', "true"], ['isCountry("EL")', "false"]),
  row("inJurisdiction(country: string, area: Jurisdiction): bool", 1, inJurisdiction,
    "Whether a country belongs to `EU`, `EEA`, `ALL`, or is the country named.",
    ['inJurisdiction("NO", "EEA")', "true"], ['inJurisdiction("NO", "EU")', "false"]),
  row("zoneOf(country: string): string", 1, zoneOf,
    "The time zone of a country's capital, for the EEA, Switzerland and the United Kingdom.",
    ['zoneOf("EE")', '"Europe/Tallinn"'], ['zoneOf("US")', "missing"]),
  row("postalCode(text: string, country: string): bool", 1, postalCode,
    "Whether the text has the form of a postal code of the country; missing where we know none.",
    ['postalCode("10111", "EE")', "true"], ['postalCode("1011", "EE")', "false"]),
];

function inJurisdiction(country: string, area: string): boolean | Unjudged {
  const members = jurisdictions.get(area);
  if (members) return members.has(country);
  return countries.has(area) ? area === country : invalid(`${quoted(area)} is no jurisdiction`);
}

function zoneOf(country: string): string | Unjudged {
  return countryFacts.get(country)?.zone ?? missing(`the time zone of ${quoted(country)}`);
}

function postalCode(text: string, country: string): boolean | Unjudged {
  const postal = countryFacts.get(country)?.postal;
  return postal ? postal.test(text) : missing(`the form of postal codes in ${quoted(country)}`);
}
