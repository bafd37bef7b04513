import { canonical, fromDouble } from "../decimal.ts";

const powers: readonly number[] = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000];

/**
 * The units of a decimal field's text at a scale; NaN when it is none, has other digits than zero
 * beyond the scale, or is larger than `max` units. Up to nine digits fit 32 bits.
 */
export function decimal(text: string, scale: number, max: number): number {
  const { length } = text;
  if (length === 0 || length > 10) return longDecimal(text, scale, max);
  const negative = text.charCodeAt(0) === 45;
  const start = negative ? 1 : 0;
  let at = start;
  let units = 0;
  for (; at < length; at++) {
    const digit = text.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9) break;
    units = (Math.imul(units, 10) + digit) | 0;
  }
  let missing = scale;
  if (at < length) {
    missing = scale - (length - at - 1);
    if (at === start || missing < 0 || missing === scale || text.charCodeAt(at) !== 46)
      return longDecimal(text, scale, max);
    for (at++; at < length; at++) {
      const digit = text.charCodeAt(at) - 48;
      if (digit < 0 || digit > 9) return Number.NaN;
      units = (Math.imul(units, 10) + digit) | 0;
    }
  } else if (at === start || at - start > 9) return longDecimal(text, scale, max);
  const scaled = units * (powers[missing] as number);
  if (scaled > max) return Number.NaN;
  return negative ? -scaled : scaled;
}

const fieldText = /^(-?)(\d{1,15})(?:\.(\d{1,6}))?$/;

function longDecimal(text: string, scale: number, max: number): number {
  const match = fieldText.exec(text);
  if (!match) return Number.NaN;
  const fraction = match[3] ?? "";
  for (let at = scale; at < fraction.length; at++)
    if (fraction.charCodeAt(at) !== 48) return Number.NaN;
  const units = Number((match[2] as string) + fraction.slice(0, scale).padEnd(scale, "0"));
  if (!(units <= max)) return Number.NaN;
  return match[1] ? -units : units;
}

/** Whether a raw value is a decimal that a field may hold, of whatever scale. */
export function isDecimal(raw: unknown): boolean {
  if (typeof raw === "string") return isDecimalText(raw);
  if (typeof raw !== "number") return false;
  const units = Math.round(raw * 1e6);
  return (
    (units / 1e6 === raw && Math.abs(units) < 1e15) ||
    (Number.isFinite(raw) && fromDouble(raw) !== undefined)
  );
}

function isDecimalText(text: string): boolean {
  const { length } = text;
  let at = text.charCodeAt(0) === 45 ? 1 : 0;
  const start = at;
  at = afterDigits(text, at);
  if (at === start || at - start > 15) return false;
  if (at === length) return true;
  if (text.charCodeAt(at) !== 46) return false;
  const end = afterDigits(text, at + 1);
  return end === length && end - at > 1 && end - at <= 7;
}

/** The place of the first character from `at` on that is no digit. */
function afterDigits(text: string, from: number): number {
  let at = from;
  for (; at < text.length; at++) {
    const digit = text.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9) break;
  }
  return at;
}

/** The digits after the point of a decimal that was decoded, as written; a number has no zeros. */
export function digitsOf(raw: string | number): number {
  if (typeof raw === "number") return digitsOfNumber(raw);
  const { length } = raw;
  for (let count = 0; count < length; count++)
    if (raw.charCodeAt(length - 1 - count) === 46) return count;
  return 0;
}

function digitsOfNumber(value: number): number {
  for (let count = 0; count < powers.length; count++) {
    const power = powers[count] as number;
    if (Math.round(value * power) / power === value) return count;
  }
  return Number.NaN;
}

/** The shortest text of units at a scale. */
export const decimalText = (units: number, scale: number): string =>
  canonical({ units: BigInt(units), scale });
