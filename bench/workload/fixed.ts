/** Scaled units as decimal text: `fixed(-1250, 2)` is "-12.50". Units are safe integers. */
export function fixed(units: number, scale: number): string {
  const digits = String(Math.abs(units)).padStart(scale + 1, "0");
  const point = digits.length - scale;
  return `${units < 0 ? "-" : ""}${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** Decimal text as units of a scale that is at least its own. */
export function unitsOf(text: string, scale: number): number {
  const [whole = "", fraction = ""] = text.split(".");
  return Number(`${whole}${fraction.padEnd(scale, "0")}`);
}

/** `numerator / denominator` rounded half away from zero; both are safe, and so is twice either. */
export function divide(numerator: number, denominator: number): number {
  const magnitude = Math.floor((2 * Math.abs(numerator) + denominator) / (2 * denominator));
  return numerator < 0 ? -magnitude : magnitude;
}
