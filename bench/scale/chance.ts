import { type Random, randomOf } from "../workload/random.ts";

/** Durations and gaps as they fall, the same ones for the same seed. */
export interface Chance {
  /** From 0 to below 1. */
  share(): number;
  /** Between events that come at random, so many a second: milliseconds. */
  gapMs(perSecond: number): number;
  /** Lognormal with this median and 99th percentile: as calls over a network take. */
  around(median: number, p99: number): number;
}

export function chanceOf(seed: number): Chance {
  const random: Random = randomOf(seed);
  const share = (): number => (random.below(2 ** 30) + 0.5) / 2 ** 30;
  return {
    share,
    gapMs: (perSecond) => (-Math.log(share()) * 1000) / perSecond,
    around: (median, p99) => {
      const normal = Math.sqrt(-2 * Math.log(share())) * Math.cos(2 * Math.PI * share());
      return median * Math.exp(normal * (Math.log(p99 / median) / z99));
    },
  };
}

/** The 99th percentile of the standard normal distribution. */
const z99 = 2.3263;

/** The value below which a share of sorted values lies; 0 where there is none. */
export const percentile = (sorted: readonly number[] | Float64Array, share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
