/** Whole numbers of the smallest unit, such as cents: what generated amounts are computed in. */
export type Units = number;

/** Such as 12.30 for 1230 units at scale 2. */
export function amountText(units: Units, scale = 2): string {
  const sign = units < 0 ? "-" : "";
  const digits = String(Math.abs(units)).padStart(scale + 1, "0");
  return scale === 0 ? sign + digits : `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** An amount without needless zeros: 0.1234, 29.9, 5. */
export function priceText(units: Units, scale: number): string {
  const text = amountText(units, scale);
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

/**
 * A quotient of whole numbers, rounded half away from zero.
 *
 * @throws {RangeError} where a double would lose digits: a bug of the generator.
 */
export function divided(numerator: number, denominator: number): Units {
  if (!Number.isSafeInteger(numerator) || !Number.isSafeInteger(denominator))
    throw new RangeError(`${numerator} / ${denominator} is beyond exact whole numbers`);
  const quotient = Math.floor(Math.abs(numerator) / denominator);
  const rest = Math.abs(numerator) - quotient * denominator;
  const rounded = rest * 2 >= denominator ? quotient + 1 : quotient;
  return numerator < 0 && rounded !== 0 ? -rounded : rounded;
}

/** The units that a text stands for at a scale: 1230 for "12.3" at 2. */
export function unitsOf(text: string, scale = 2): Units {
  const [whole = "0", part = ""] = text.replace("-", "").split(".");
  const units = Number(whole + part.padEnd(scale, "0").slice(0, scale));
  return text.startsWith("-") ? -units : units;
}
