import type { Random } from "./random.ts";

/** An IBAN of Estonia, Norway or Romania whose check digits are right. */
export function ibanOf(country: string, random: Random): string {
  const bban = bbanOf(country, random);
  const rest = mod97(`${bban}${country}00`);
  return `${country}${String(98 - rest).padStart(2, "0")}${bban}`;
}

function bbanOf(country: string, random: Random): string {
  switch (country) {
    case "EE":
      return `22${random.digits(14)}`;
    case "NO":
      return random.digits(11);
    default:
      return `BTRL${random.digits(16)}`;
  }
}

/** ISO 7064 MOD 97-10 over digits and letters, A = 10 to Z = 35. */
export function mod97(text: string): number {
  let rest = 0;
  for (const char of text) {
    const value = Number.parseInt(char, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest;
}

/** A payment reference with its scheme's check digit. */
export function referenceOf(scheme: string, random: Random): string {
  const body = String(random.between(100_000, 99_999_999));
  switch (scheme) {
    case "EE_731":
      return `${body}${checkDigit731(body)}`;
    case "NO_KID10":
      return `${body}${checkDigitLuhn(body)}`;
    default:
      return `RF${String(98 - mod97(`${body}RF00`)).padStart(2, "0")}${body}`;
  }
}

/** Weights 7, 3, 1 from the right. */
export function checkDigit731(body: string): number {
  let sum = 0;
  for (let i = 0; i < body.length; i++)
    sum += Number(body[body.length - 1 - i]) * [7, 3, 1][i % 3]!;
  return (10 - (sum % 10)) % 10;
}

/** MOD10: every second digit from the right doubled, the digits of the products added. */
export function checkDigitLuhn(body: string): number {
  let sum = 0;
  for (let i = 0; i < body.length; i++) {
    const digit = Number(body[body.length - 1 - i]) * (i % 2 === 0 ? 2 : 1);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return (10 - (sum % 10)) % 10;
}
