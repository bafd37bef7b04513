import { type Decimal, divideUnits, tenTo } from "../decimal.ts";
import type { Unjudged } from "../fault.ts";
import { decimalIn, outOfRange } from "./limits.ts";

const bits = new DataView(new ArrayBuffer(8));

/** The whole number and the power of two whose product a finite double is, exactly. */
function parts(x: number): readonly [mantissa: bigint, exponent: number] {
  bits.setFloat64(0, x);
  const raw = bits.getBigUint64(0);
  const exponent = Number((raw >> 52n) & 0x7ffn);
  const fraction = raw & 0xf_ffff_ffff_ffffn;
  const mantissa = exponent === 0 ? fraction : fraction | 0x10_0000_0000_0000n;
  return [x < 0 ? -mantissa : mantissa, Math.max(exponent, 1) - 1075];
}

/** The exact value of a double, rounded once, halves away from zero. */
export function exactDecimal(x: number, scale: bigint): Decimal | Unjudged {
  if (!Number.isFinite(x)) return outOfRange("a real that is no number");
  const [mantissa, exponent] = parts(x);
  const scaled = mantissa * tenTo(Number(scale));
  const units =
    exponent >= 0
      ? scaled << BigInt(exponent)
      : divideUnits(scaled, 1n << BigInt(-exponent), "half_away");
  return decimalIn({ units, scale: Number(scale) });
}

/** Digits up to which ECMAScript says what a text is as a double, to the last bit. */
const exactDigits = 20;

/** The double nearest to a decimal, the same on every engine. */
export function doubleOf(value: Decimal): number {
  const excess = value.units.toString().replace("-", "").length - exactDigits;
  if (excess <= 0) return Number(`${value.units}e-${value.scale}`);
  const units = divideUnits(value.units, tenTo(excess), "half_away");
  return Number(`${units}e${excess - value.scale}`);
}

/** 2^exponent for whole exponents, to zero and Infinity beyond the range of doubles. */
export function powerOfTwo(exponent: number): number {
  if (exponent > 1023) return Infinity;
  if (exponent < -1074) return 0;
  if (exponent < -1022) bits.setBigUint64(0, 1n << BigInt(exponent + 1074));
  else bits.setBigUint64(0, BigInt(exponent + 1023) << 52n);
  return bits.getFloat64(0);
}

/** A positive double as m · 2^e with m from √½ to √2. */
export function split(x: number): readonly [m: number, e: number] {
  const [mantissa, exponent] = parts(x);
  const shift = mantissa.toString(2).length - 1;
  const m = Number(mantissa) / powerOfTwo(shift);
  const e = exponent + shift;
  return m > Math.SQRT2 ? [m / 2, e + 1] : [m, e];
}
