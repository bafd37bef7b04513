import { missing, type Unjudged } from "../fault.ts";
import { dayNumber } from "../time.ts";
import { quoted } from "./limits.ts";
import { row } from "./row.ts";

/** Codes of ISO 4217 by the digits of their minor unit. */
const codesByDigits: readonly (readonly [digits: bigint, codes: string])[] = [
  [0n, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"],
  [3n, "BHD IQD JOD KWD LYD OMR TND"],
  [4n, "CLF UYW"],
  [
    2n,
    `AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF
    CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL
    HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT
    MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB
    SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH
    USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG BOV CHE CHW COU MXV USN
    ANG BGN EEK HRK LTL LVL`,
  ],
];

const digitsOf: ReadonlyMap<string, bigint> = new Map(
  codesByDigits.flatMap(([digits, codes]) =>
    codes.split(/\s+/).map((code) => [code, digits] as const),
  ),
);

/** The last day of currencies that are no longer tender. */
const lastDays: ReadonlyMap<string, number> = new Map([
  ["ANG", dayNumber(2025, 6, 30)],
  ["BGN", dayNumber(2025, 12, 31)],
  ["EEK", dayNumber(2010, 12, 31)],
  ["HRK", dayNumber(2022, 12, 31)],
  ["LTL", dayNumber(2014, 12, 31)],
  ["LVL", dayNumber(2013, 12, 31)],
]);

// biome-ignore format: one entry a function
export const currencies = [
  row("minor(currency: string): int", 1, minor,
    "The digits after the point of a currency's minor unit (ISO 4217); missing for any other text.",
    ['minor("EUR")', "2"], ['minor("JPY")', "0"], ['minor("KWD")', "3"],
    ['minor("XYZ")', "missing"]),
  row("isCurrency(text: string, on?: date): bool", 1, isCurrency,
    "Whether the text is a code of ISO 4217: a currency of today, or one that was tender on a date.",
    ['isCurrency("EUR")', "true"], ['isCurrency("BGN")', "false"],
    ['isCurrency("BGN", date("2025-06-30"))', "true"]),
];

function minor(currency: string): bigint | Unjudged {
  return digitsOf.get(currency) ?? missing(`the minor unit of ${quoted(currency)}`);
}

/** Whether a text is a code of ISO 4217: a currency of today, or one that was tender on a day. */
export function isCurrency(text: string, on?: number): boolean {
  const lastDay = lastDays.get(text);
  if (lastDay !== undefined) return on !== undefined && on <= lastDay;
  return digitsOf.has(text);
}
