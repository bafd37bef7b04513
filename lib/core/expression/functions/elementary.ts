import { powerOfTwo, split } from "./doubles.ts";

/*
 * ECMAScript leaves the last digits of Math.exp, Math.log and Math.pow to the engine, and a verdict
 * may not depend on it. These use nothing but +, −, ×, ÷, which IEEE 754 fixes to the last bit.
 */

/** ln 2 in two parts; the first has 32 bits, so that its multiples by exponents are exact. */
const ln2High = 0xb17217f7 / 0x100000000;
const ln2Low = 1.9082149292705877e-10;

/** e^x, to about 2 units in the last place; 0 and Infinity beyond the range of doubles. */
export function exp(x: number): number {
  if (Number.isNaN(x)) return Number.NaN;
  if (x > 710) return Infinity;
  if (x < -746) return 0;
  const k = Math.round(x / Math.LN2);
  const r = x - k * ln2High - k * ln2Low;
  // the power series of e^r, |r| ≤ 0.35, by Horner's rule
  let sum = 1;
  for (let n = 17; n >= 1; n--) sum = 1 + (r / n) * sum;
  // in two steps, since 2^1024 overflows where the product does not
  const half = Math.floor(k / 2);
  return sum * powerOfTwo(half) * powerOfTwo(k - half);
}

/** The natural logarithm, to about 2 units in the last place; NaN below zero. */
export function ln(x: number): number {
  if (Number.isNaN(x) || x < 0) return Number.NaN;
  if (x === 0) return -Infinity;
  if (x === Infinity) return Infinity;
  const [m, e] = split(x);
  // ln m = 2 artanh s, with |s| ≤ 0.172
  const s = (m - 1) / (m + 1);
  const square = s * s;
  let sum = 0;
  for (let n = 23; n >= 3; n -= 2) sum = square * (1 / n + sum);
  return e * ln2High + (e * ln2Low + 2 * s * sum + 2 * s);
}

/** Whole exponents up to which a power is a product, so that 10^2 is 100 and not nearly 100. */
const productMax = 1_000;

/**
 * x^y: a product where y is a small whole number, else e^(y ln x), whose relative error grows with
 * |y ln x| and stays below 10^-12. NaN where x is negative and y is not whole.
 */
export function pow(x: number, y: number): number {
  if (Number.isInteger(y) && Math.abs(y) <= productMax) {
    const product = wholePower(x, Math.abs(y));
    return y < 0 ? 1 / product : product;
  }
  if (x === 0) return y > 0 ? 0 : Infinity;
  if (x < 0) return Number.isInteger(y) ? (y % 2 === 0 ? 1 : -1) * exp(y * ln(-x)) : Number.NaN;
  return exp(y * ln(x));
}

function wholePower(x: number, y: number): number {
  let [product, square] = [1, x];
  for (let rest = y; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) product *= square;
    square *= square;
  }
  return product;
}
