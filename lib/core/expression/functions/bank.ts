import type { Unjudged } from "../fault.ts";
import {
  compact,
  identifierLengthMax,
  mod97,
  passesLuhn,
  weighted,
  weightedFromRight,
} from "./check-digits.ts";
import { ibanForm } from "./iban-structure.ts";
import { invalid, quoted } from "./limits.ts";
import { row } from "./row.ts";

// biome-ignore format: one entry a function
export const bank = [
  row("iban(text: string): bool", 3, iban,
    "Whether the text is an IBAN: its country's form, and the remainder by 97; spaces do not count.",
    ['iban("EE38 2200 2210 2014 5685")', "true"], ['iban("EE382200221020145686")', "false"]),
  row("norwegianAccount(text: string): bool", 2, norwegianAccount,
    "Whether the text is a Norwegian account number of 11 digits.",
    ['norwegianAccount("86011117947")', "true"], ['norwegianAccount("86011117948")', "false"]),
  row("paymentReference(text: string, scheme: Scheme): bool", 2, paymentReference,
    "Whether the text is a payment reference by `EE_731`, `NO_KID10`, `NO_KID11` or `RF`.",
    ['paymentReference("121312952", "EE_731")', "true"],
    ['paymentReference("602244", "NO_KID10")', "false"]),
  row("kid(text: string, check: KidCheck): bool", 2, kid,
    "Whether the text is a Norwegian KID of 2 to 25 characters by `mod10` or `mod11`.",
    ['kid("602243", "mod10")', "true"], ['kid("1234001-", "mod11")', "true"]),
  row("rf(text: string): bool", 2, rf,
    "Whether the text is a creditor reference of ISO 11649; spaces do not count.",
    ['rf("RF18 5390 0754 7034")', "true"], ['rf("RF17539007547034")', "false"]),
  row("luhn(text: string): bool", 2, luhn,
    "Whether the text is of digits that pass Luhn's check.",
    ['luhn("4111111111111111")', "true"], ['luhn("4111111111111112")', "false"]),
];

function iban(text: string): boolean {
  if (text.length > identifierLengthMax) return false;
  const account = compact(text);
  const form = ibanForm(account.slice(0, 2));
  return form?.test(account) === true && mod97(account) === 1;
}

function norwegianAccount(text: string): boolean {
  if (!/^\d{11}$/.test(text)) return false;
  const rest = weighted(text, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11;
  return (11 - rest) % 11 === Number(text[10]); // 10 is no digit, so nothing fits it
}

function paymentReference(text: string, scheme: string): boolean | Unjudged {
  switch (scheme) {
    case "EE_731":
      return estonianReference(text);
    case "NO_KID10":
      return kidMod10(text);
    case "NO_KID11":
      return kidMod11(text);
    case "RF":
      return rf(text);
    default:
      return invalid(`${quoted(scheme)} is no reference scheme`);
  }
}

function estonianReference(text: string): boolean {
  if (!/^\d{2,20}$/.test(text)) return false;
  const sum = weightedFromRight(text, [7, 3, 1], text.length - 1);
  return (10 - (sum % 10)) % 10 === Number(text.at(-1));
}

function kid(text: string, check: string): boolean | Unjudged {
  if (check === "mod10") return kidMod10(text);
  return check === "mod11" ? kidMod11(text) : invalid(`${quoted(check)} is no check of a KID`);
}

const kidMod10 = (text: string): boolean => /^\d{2,25}$/.test(text) && passesLuhn(text);

function kidMod11(text: string): boolean {
  if (!/^\d{1,24}[\d-]$/.test(text)) return false;
  const check = 11 - (weightedFromRight(text, [2, 3, 4, 5, 6, 7], text.length - 1) % 11);
  return text.at(-1) === (check === 10 ? "-" : String(check % 11));
}

function rf(text: string): boolean {
  if (text.length > identifierLengthMax) return false;
  const reference = compact(text);
  if (!/^RF\d\d[0-9A-Z]{1,21}$/.test(reference)) return false;
  return mod97(reference) === 1;
}

function luhn(text: string): boolean {
  return text.length <= identifierLengthMax && /^\d{2,}$/.test(text) && passesLuhn(text);
}
