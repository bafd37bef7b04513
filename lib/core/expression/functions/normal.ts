import { exp, ln } from "./elementary.ts";

const densityAtZero = 0.3989422804014327;
/** Up to here the power series is exact enough, from here on the continued fraction converges. */
const tailFrom = 3;
const fractionTerms = 80;

/** The density of the standard normal distribution. */
export const density = (z: number): number => densityAtZero * exp((-z * z) / 2);

/** P(Z ≤ z), accurate in both tails. */
export const cumulative = (z: number): number => (z > 0 ? 1 - upperTail(z) : upperTail(-z));

/** P(Z > z) for z from 0. */
function upperTail(z: number): number {
  if (z >= tailFrom) return density(z) / (z + fraction(z));
  let [term, sum] = [z, z];
  for (let n = 3; term > sum * 1e-17; n += 2) {
    term *= (z * z) / n;
    sum += term;
  }
  return 0.5 - density(z) * sum;
}

/** 1/(z + 2/(z + 3/(z + …))): Laplace's continued fraction of the tail, from its second term on. */
function fraction(z: number): number {
  let rest = 0;
  for (let n = fractionTerms; n >= 1; n--) rest = n / (z + rest);
  return rest;
}

/** E[max(Z − z, 0)]: what a standard normal demand exceeds a stock by, on average. */
export function loss(z: number): number {
  if (z < 0) return loss(-z) - z;
  if (z < tailFrom) return density(z) - z * upperTail(z);
  const rest = fraction(z);
  return (density(z) * rest) / (z + rest);
}

/** The z with P(Z ≤ z) = p, for p between 0 and 1, both excluded. */
export function quantile(p: number): number {
  const tail = Math.min(p, 1 - p);
  let z = firstGuess(tail);
  // Halley's method trebles the right digits each time
  for (let round = 0; round < 4; round++) {
    const off = (upperTail(z) - tail) / density(z);
    z += off / (1 - (z * off) / 2);
  }
  return p < 0.5 ? -z : z;
}

/** Abramowitz and Stegun 26.2.23: right to 4.5 · 10^-4. */
function firstGuess(tail: number): number {
  const t = Math.sqrt(-2 * ln(tail));
  const above = 2.515517 + t * (0.802853 + t * 0.010328);
  const below = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308));
  return Math.max(0, t - above / below);
}
