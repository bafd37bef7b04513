import { missing, type Unjudged } from "../fault.ts";
import { estonianCheck, weighted } from "./check-digits.ts";
import { quoted } from "./limits.ts";
import { row } from "./row.ts";

// biome-ignore format: one entry a function
export const companies = [
  row("vatId(text: string): bool", 3, vatId,
    "Whether the text is a VAT number of the EU, NO or XI: by check digits for EE, RO, NO, else by form.",
    ['vatId("EE100594102")', "true"], ['vatId("RO18547291")', "false"],
    ['vatId("NO995525828MVA")', "true"]),
  row("registryCode(text: string, country: string): bool", 3, registryCode,
    "Whether the text is a company's number in the register of EE, RO or NO; missing elsewhere.",
    ['registryCode("12345678", "EE")', "true"], ['registryCode("988077918", "NO")', "false"],
    ['registryCode("HRB 1", "DE")', "missing"]),
];

/** What follows the prefix, where form is all that we check. */
const forms: Readonly<Record<string, RegExp>> = {
  AT: /^U\d{8}$/,
  BE: /^[01]\d{9}$/,
  BG: /^\d{9,10}$/,
  CY: /^\d{8}[A-Z]$/,
  CZ: /^\d{8,10}$/,
  DE: /^\d{9}$/,
  DK: /^\d{8}$/,
  EL: /^\d{9}$/,
  ES: /^(?:[A-Z]\d{7}[A-Z\d]|\d{8}[A-Z])$/,
  FI: /^\d{8}$/,
  FR: /^[A-HJ-NP-Z\d]{2}\d{9}$/,
  HR: /^\d{11}$/,
  HU: /^\d{8}$/,
  IE: /^(?:\d[A-Z\d+*]\d{5}[A-Z]|\d{7}[A-Z]{1,2})$/,
  IT: /^\d{11}$/,
  LT: /^(?:\d{9}|\d{12})$/,
  LU: /^\d{8}$/,
  LV: /^\d{11}$/,
  MT: /^\d{8}$/,
  NL: /^\d{9}B\d{2}$/,
  PL: /^\d{10}$/,
  PT: /^\d{9}$/,
  SE: /^\d{12}$/,
  SI: /^\d{8}$/,
  SK: /^\d{10}$/,
  XI: /^(?:\d{9}|\d{12}|GD[0-4]\d{2}|HA[5-9]\d{2})$/,
};

const formOf: ReadonlyMap<string, RegExp> = new Map(Object.entries(forms));

function vatId(text: string): boolean {
  const [prefix, number] = [text.slice(0, 2), text.slice(2)];
  switch (prefix) {
    case "EE":
      return /^\d{9}$/.test(number) && weighted(number, [3, 7, 1, 3, 7, 1, 3, 7, 1]) % 10 === 0;
    case "RO":
      return isRomanianCui(number);
    case "NO":
      return number.endsWith("MVA") && isNorwegianNumber(number.slice(0, -3));
    default:
      // on domestic documents Norway's stand without prefix
      if (/^\d{9}MVA$/.test(text)) return isNorwegianNumber(text.slice(0, 9));
      return formOf.get(prefix)?.test(number) ?? false;
  }
}

function registryCode(text: string, country: string): boolean | Unjudged {
  switch (country) {
    case "EE":
      return /^[1789]\d{7}$/.test(text) && estonianCheck(text.slice(0, 7)) === Number(text[7]);
    case "RO":
      return isRomanianCui(text);
    case "NO":
      return isNorwegianNumber(text);
    default:
      return missing(`the form of registry codes in ${quoted(country)}`);
  }
}

function isRomanianCui(text: string): boolean {
  if (!/^[1-9]\d{1,9}$/.test(text)) return false;
  const body = text.slice(0, -1).padStart(9, "0");
  return ((weighted(body, [7, 5, 3, 2, 1, 7, 5, 3, 2]) * 10) % 11) % 10 === Number(text.at(-1));
}

function isNorwegianNumber(text: string): boolean {
  return /^\d{9}$/.test(text) && weighted(text, [3, 2, 7, 6, 5, 4, 3, 2, 1]) % 11 === 0;
}
