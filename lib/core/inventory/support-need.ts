import { pow } from "../expression/functions/elementary.ts";

/**
 * Parts that devices in use will need over some years, on average, as a share `retirement` of them
 * is retired each year: Σ base · (1 − retirement)^y · failures, the last year as a part of one.
 */
export function expectedFailures(
  base: number,
  failuresPerYear: number,
  years: number,
  retirement: number,
): number {
  const whole = Math.floor(years);
  const kept = 1 - retirement;
  const last = pow(kept, whole);
  const full = retirement === 0 ? whole : (1 - last) / retirement;
  return base * failuresPerYear * (full + last * (years - whole));
}
