import { exp, ln } from "./elementary.ts";
import { quantile as normalQuantile } from "./normal.ts";

/** A mean up to which sums take at most some hundred thousand steps. */
export const poissonMeanMax = 1e8;

/**
 * P(X = k). By Loader's saddle point form: k! and powers never meet, so that no digits are lost for
 * great means.
 */
function mass(k: number, mean: number): number {
  if (mean === 0) return k === 0 ? 1 : 0;
  if (k === 0) return exp(-mean);
  return exp(-stirlingError(k) - deviance(k, mean)) / Math.sqrt(2 * Math.PI * k);
}

/** ln k! less Stirling's approximation of it. */
function stirlingError(k: number): number {
  if (k < 16) {
    let factorial = 1;
    for (let n = 2; n <= k; n++) factorial *= n;
    return ln(factorial) - (k + 0.5) * ln(k) + k - 0.5 * ln(2 * Math.PI);
  }
  const square = 1 / (k * k);
  const rest = 1 / 1260 - square * (1 / 1680 - square * (1 / 1188 - (square * 691) / 360_360));
  return (1 / 12 - square * (1 / 360 - square * rest)) / k;
}

/** k ln(k/mean) + mean − k, without the loss of digits where the two are close. */
function deviance(k: number, mean: number): number {
  const apart = k - mean;
  if (Math.abs(apart) >= 0.1 * (k + mean)) return k * ln(k / mean) - apart;
  const v = apart / (k + mean);
  let sum = apart * v;
  let power = 2 * k * v;
  for (let n = 3; ; n += 2) {
    power *= v * v;
    const next = sum + power / n;
    if (next === sum) return sum;
    sum = next;
  }
}

/** Σ weight(i) · P(X = k ∓ i) over i from 0, downwards or upwards, until it changes no more. */
function sumFrom(k: number, mean: number, up: boolean, weight: (i: number) => number): number {
  let [term, sum] = [1, weight(0)];
  for (let i = 1; up || i <= k; i++) {
    term *= up ? mean / (k + i) : (k - i + 1) / mean;
    const next = sum + term * weight(i);
    if (next === sum) break;
    sum = next;
  }
  return mass(k, mean) * sum;
}

/** P(X ≤ k) for whole k. */
export function cumulative(k: number, mean: number): number {
  if (k < 0) return 0;
  if (mean === 0) return 1;
  return k < mean ? sumFrom(k, mean, false, once) : 1 - sumFrom(k + 1, mean, true, once);
}

const once = (): number => 1;
const counted = (i: number): number => i + 1;

/** E[max(X − stock, 0)] for whole stock: what a demand exceeds it by, on average. */
export function loss(stock: number, mean: number): number {
  if (stock <= 0 || mean === 0) return Math.max(mean - stock, 0);
  return stock < mean
    ? mean - stock + sumFrom(stock - 1, mean, false, counted)
    : sumFrom(stock + 1, mean, true, counted);
}

/** The least k with P(X ≤ k) ≥ p, for p from 0 and below 1. */
export function quantile(p: number, mean: number): number {
  if (p === 0 || mean === 0) return 0;
  const z = normalQuantile(p);
  let k = Math.max(0, Math.floor(mean + z * Math.sqrt(mean) + (z * z - 1) / 6));
  while (k > 0 && cumulative(k - 1, mean) >= p) k -= 1;
  while (cumulative(k, mean) < p) k += 1;
  return k;
}
