import {
  estonianCheck,
  mod97,
  passesLuhn,
  weighted,
  weightedFromRight,
} from "../core/expression/functions/check-digits.ts";
import type { Random } from "./random.ts";

/** The countries whose identifiers can be made. */
export type IdentifierCountry = "EE" | "NO" | "RO";

/** An IBAN whose check digits are right. */
export function ibanOf(country: IdentifierCountry, random: Random): string {
  const account = bbanOf(country, random);
  const check = 98 - mod97(`${country}00${account}`);
  return `${country}${String(check).padStart(2, "0")}${account}`;
}

function bbanOf(country: IdentifierCountry, random: Random): string {
  if (country === "EE") return `22${random.digits(14)}`;
  return country === "NO" ? norwegianAccountOf(random) : `BTRL${random.digits(16)}`;
}

function norwegianAccountOf(random: Random): string {
  const body = `8${random.digits(9)}`;
  const check = (11 - (weighted(body, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11)) % 11;
  return check === 10 ? norwegianAccountOf(random) : `${body}${check}`;
}

/** A number of the country's company register whose check digit is right. */
export function registryCodeOf(country: IdentifierCountry, random: Random): string {
  const body = `${random.between(1, 9)}${random.digits(6)}`;
  if (country === "EE") return `1${body.slice(1)}${estonianCheck(`1${body.slice(1)}`)}`;
  if (country === "RO") {
    const sum = weighted(body.padStart(9, "0"), [7, 5, 3, 2, 1, 7, 5, 3, 2]);
    return `${body}${((sum * 10) % 11) % 10}`;
  }
  const digits = `9${random.digits(7)}`;
  const check = (11 - (weighted(digits, [3, 2, 7, 6, 5, 4, 3, 2]) % 11)) % 11;
  return check === 10 ? registryCodeOf(country, random) : `${digits}${check}`;
}

/** A VAT number of the country; Romania's and Norway's hold the register's number. */
export function vatIdOf(country: IdentifierCountry, registryCode: string, random: Random): string {
  if (country === "RO") return `RO${registryCode}`;
  if (country === "NO") return `NO${registryCode}MVA`;
  const body = `10${random.digits(6)}`;
  return `EE${body}${(10 - (weighted(body, [3, 7, 1, 3, 7, 1, 3, 7]) % 10)) % 10}`;
}

/** The schemes of payment references that the billing run knows. */
export type ReferenceScheme = "EE_731" | "NO_KID10" | "RF";

/** A payment reference around a number, with the scheme's check digits. */
export function referenceOf(scheme: ReferenceScheme, body: string): string {
  if (scheme === "EE_731") return `${body}${(10 - (weightedFromRight(body, [7, 3, 1]) % 10)) % 10}`;
  if (scheme === "RF") return `RF${String(98 - mod97(`RF00${body}`)).padStart(2, "0")}${body}`;
  const check = Array.from({ length: 10 }, (_, digit) => digit).find((digit) =>
    passesLuhn(`${body}${digit}`),
  );
  return `${body}${check}`;
}
