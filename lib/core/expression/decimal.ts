/**
 * Exact decimals: `units` × 10^-`scale`. The scale keeps the digits as they were written, so that
 * "30.00" prints as it was read; comparing and computing go by value.
 */
export interface Decimal {
  readonly units: bigint;
  readonly scale: number;
}

/** Digits that a decimal may have in all; more is an overflow. */
export const digitsMax = 38;

const unitsLimit = 10n ** BigInt(digitsMax);
const powers: readonly bigint[] = Array.from({ length: 80 }, (_, n) => 10n ** BigInt(n));

/** 10^n for any n from 0. */
export function tenTo(n: number): bigint {
  return powers[n] ?? 10n ** BigInt(n);
}

export const decimal = (units: bigint, scale: number): Decimal => ({ units, scale });
export const ZERO: Decimal = decimal(0n, 0);

/** Whether a result must be refused as an overflow. */
export const overflows = (value: Decimal): boolean =>
  value.units >= unitsLimit || value.units <= -unitsLimit;

const decimalText = /^-?\d{1,15}(?:\.\d{1,6})?$/;
const plainText = /^(-?)(\d+)(?:\.(\d+))?$/;

/** A decimal as data writes it: up to 15 digits, a point, up to 6; otherwise undefined. */
export function parseField(text: string): Decimal | undefined {
  return decimalText.test(text) ? parseDecimal(text) : undefined;
}

/** Any plain decimal text such as `-12.50`; no exponent; undefined when it is none. */
export function parseDecimal(text: string): Decimal | undefined {
  const match = plainText.exec(text);
  if (!match) return undefined;
  const fraction = match[3] ?? "";
  const units = BigInt(match[2] + fraction);
  return { units: match[1] ? -units : units, scale: fraction.length };
}

/**
 * The decimal that a JSON number denotes. A double whose shortest text has at most 15 significant
 * digits stands for exactly one decimal of that length; a longer one was not written so, and is
 * refused (undefined), as are NaN, infinities and more than 6 digits after the point.
 */
export function fromDouble(value: number): Decimal | undefined {
  if (!Number.isFinite(value)) return undefined;
  const text = plain(String(value));
  if (text === undefined) return undefined;
  const significant = text.replace(/^-?0*\.?0*/, "").replace(".", "");
  const digits = text.includes(".") ? significant : significant.replace(/0+$/, "");
  return digits.length > 15 ? undefined : parseField(text);
}

/** JavaScript's text of a double without exponent; undefined beyond what a field may hold. */
function plain(text: string): string | undefined {
  const exponent = text.indexOf("e");
  if (exponent < 0) return text;
  const power = Number(text.slice(exponent + 1));
  if (power > 0 || power < -7) return undefined;
  const negative = text.startsWith("-");
  const digits = text.slice(negative ? 1 : 0, exponent).replace(".", "");
  return `${negative ? "-" : ""}0.${"0".repeat(-power - 1)}${digits}`;
}

/** The units of `value` at a scale that is at least its own. */
export const unitsAt = (value: Decimal, scale: number): bigint =>
  value.scale === scale ? value.units : value.units * tenTo(scale - value.scale);

export function compare(a: Decimal, b: Decimal): -1 | 0 | 1 {
  const scale = Math.max(a.scale, b.scale);
  const x = unitsAt(a, scale);
  const y = unitsAt(b, scale);
  return x < y ? -1 : x > y ? 1 : 0;
}

export function add(a: Decimal, b: Decimal): Decimal {
  const scale = Math.max(a.scale, b.scale);
  return { units: unitsAt(a, scale) + unitsAt(b, scale), scale };
}

export const negate = (a: Decimal): Decimal => ({ units: -a.units, scale: a.scale });
export const subtract = (a: Decimal, b: Decimal): Decimal => add(a, negate(b));
export const abs = (a: Decimal): Decimal => (a.units < 0n ? negate(a) : a);

export const multiply = (a: Decimal, b: Decimal): Decimal => ({
  units: a.units * b.units,
  scale: a.scale + b.scale,
});

/** How a digit that must go is decided. `half…`: only at exactly one half does the name matter. */
export const roundings = ["half_away", "half_even", "up", "down", "ceiling", "floor"] as const;
export type Rounding = (typeof roundings)[number];

/** `numerator / denominator` rounded once to a whole number. The denominator is not zero. */
export function divideUnits(numerator: bigint, denominator: bigint, rounding: Rounding): bigint {
  const negative = numerator < 0n !== denominator < 0n;
  const n = numerator < 0n ? -numerator : numerator;
  const d = denominator < 0n ? -denominator : denominator;
  const quotient = n / d;
  const rest = n % d;
  const up = rest !== 0n && goesUp(rest * 2n, d, quotient, negative, rounding);
  const magnitude = up ? quotient + 1n : quotient;
  return negative ? -magnitude : magnitude;
}

function goesUp(
  twiceRest: bigint,
  divisor: bigint,
  quotient: bigint,
  negative: boolean,
  rounding: Rounding,
): boolean {
  switch (rounding) {
    case "half_away":
      return twiceRest >= divisor;
    case "half_even":
      return twiceRest > divisor || (twiceRest === divisor && quotient % 2n === 1n);
    case "up":
      return true;
    case "down":
      return false;
    case "ceiling":
      return !negative;
    case "floor":
      return negative;
  }
}

/** Rounds to `scale` digits after the point; a value that has fewer gets zeros. */
export function round(value: Decimal, scale: number, rounding: Rounding = "half_away"): Decimal {
  if (scale >= value.scale) return { units: unitsAt(value, scale), scale };
  return { units: divideUnits(value.units, tenTo(value.scale - scale), rounding), scale };
}

/** `a / b` with exactly one rounding, to `scale` digits; undefined when `b` is zero. */
export function quotient(
  a: Decimal,
  b: Decimal,
  scale: number,
  rounding: Rounding = "half_away",
): Decimal | undefined {
  if (b.units === 0n) return undefined;
  const shift = scale + b.scale - a.scale;
  const numerator = shift >= 0 ? a.units * tenTo(shift) : a.units;
  const denominator = shift >= 0 ? b.units : b.units * tenTo(-shift);
  return { units: divideUnits(numerator, denominator, rounding), scale };
}

/** The text with its digits as written: `30.00`, `-0.5`. */
export function format(value: Decimal): string {
  const negative = value.units < 0n;
  const digits = (negative ? -value.units : value.units).toString().padStart(value.scale + 1, "0");
  const whole = digits.slice(0, digits.length - value.scale);
  const fraction = value.scale > 0 ? `.${digits.slice(-value.scale)}` : "";
  return `${negative ? "-" : ""}${whole}${fraction}`;
}

/** The shortest text of the value, equal for equal values: `30`, `-0.5`. Used in keys. */
export function canonical(value: Decimal): string {
  return value.scale === 0 ? format(value) : format(value).replace(/\.?0+$/, "") || "0";
}
