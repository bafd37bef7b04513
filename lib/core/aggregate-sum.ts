import { add, type Decimal, decimal, parseDecimal, tenTo } from "./expression/decimal.ts";

/**
 * A sum that grows by small steps: units in a double as long as they are safe, and what was more
 * than that as an exact decimal. It is exact at any time.
 */
export interface Sum {
  units: number;
  scale: number;
  exact: Decimal | undefined;
}

export const emptySum = (): Sum => ({ units: 0, scale: 0, exact: undefined });

/** Adds a safe whole number of units of 10^-scale. */
export function addUnits(sum: Sum, units: number, scale: number): void {
  if (sum.scale !== scale) {
    spill(sum);
    sum.scale = scale;
  }
  const next = sum.units + units;
  // Two safe integers that add up to no safe one never round to one.
  if (Number.isSafeInteger(next)) sum.units = next;
  else {
    spill(sum);
    sum.units = units;
  }
}

export function addExact(sum: Sum, value: Decimal): void {
  sum.exact = sum.exact ? add(sum.exact, value) : value;
}

/** Adds a decimal as `format` writes it; a short one without taking it apart. */
export function addWritten(sum: Sum, text: string): void {
  if (text.length > shortMax) {
    addExact(sum, parseDecimal(text) as Decimal);
    return;
  }
  const point = text.indexOf(".");
  if (point < 0) addUnits(sum, Number(text), 0);
  else addUnits(sum, Number(text.slice(0, point) + text.slice(point + 1)), text.length - point - 1);
}

/** Characters of a decimal that has at most 15 digits, whatever its sign and its point. */
const shortMax = 15;

function spill(sum: Sum): void {
  if (sum.units !== 0) addExact(sum, decimal(BigInt(sum.units), sum.scale));
  sum.units = 0;
}

export function totalOf({ units, scale, exact }: Sum): Decimal {
  const rest = decimal(BigInt(units), scale);
  return exact ? add(exact, rest) : rest;
}

/** The decimal with as few digits after the point as it needs, but at least so many. */
export function trimmed(value: Decimal, digits: number): Decimal {
  let { units, scale } = value;
  for (; scale > digits && units % 10n === 0n; scale--) units /= 10n;
  return scale < digits ? decimal(units * tenTo(digits - scale), digits) : decimal(units, scale);
}
