import { type Decimal, format, parseField, round } from "../decimal.ts";
import type { Unjudged } from "../fault.ts";
import { intOf } from "../int.ts";
import { formatDate, formatInstant } from "../time.ts";
import { invalid, quoted } from "./limits.ts";
import { row } from "./row.ts";

// biome-ignore format: one entry a function
export const conversions = [
  row("string(x: string): string", 1, (x: string) => x,
    "The text itself.",
    ['string("abc")', '"abc"']),
  row("string.bool(x: bool): string", 1, String,
    "`true` or `false`.",
    ["string(1 < 2)", '"true"']),
  row("string.int(x: int): string", 1, String,
    "The whole number's digits.",
    ["string(-7)", '"-7"']),
  row("string.decimal(x: decimal): string", 1, format,
    "The decimal with its digits as written.",
    ["string(30.00)", '"30.00"']),
  row("string.real(x: real): string", 1, String,
    "The shortest text that stands for this real alone.",
    ["string(real(0.5))", '"0.5"']),
  row("string.date(x: date): string", 1, formatDate,
    "The date as `YYYY-MM-DD`.",
    ['string(date("2026-01-31"))', '"2026-01-31"']),
  row("string.instant(x: instant): string", 1, formatInstant,
    "The instant in UTC, as RFC 3339 has it.",
    ['string(instant("2026-01-31T12:00:00+02:00"))', '"2026-01-31T10:00:00Z"']),
  row("int(x: decimal): int", 1, wholePart,
    "The whole number that is left when the fraction is cut off.",
    ["int(2.9)", "2"], ["int(-2.9)", "-2"]),
  row("int.string(text: string): int", 1, parseInt64,
    "The whole number that the text writes.",
    ['int("-17")', "-17"], ['int("1.0")', "fault invalid_argument"]),
  row("decimal(x: decimal): decimal(x)", 1, (x: Decimal) => x,
    "The number as a decimal.",
    ["decimal(3)", "3"]),
  row("decimal.string(text: string): decimal(6)", 1, parseText,
    "The decimal that the text writes: up to 15 digits, a point, up to 6 digits.",
    ['decimal("-12.50")', "-12.50"], ['decimal("12,50")', "fault invalid_argument"]),
];

function wholePart(x: Decimal): bigint | Unjudged {
  return intOf(round(x, 0, "down").units);
}

function parseInt64(text: string): bigint | Unjudged {
  return /^-?\d{1,19}$/.test(text)
    ? intOf(BigInt(text))
    : invalid(`${quoted(text)} is no whole number`);
}

function parseText(text: string): Decimal | Unjudged {
  return parseField(text) ?? invalid(`${quoted(text)} is no decimal`);
}
