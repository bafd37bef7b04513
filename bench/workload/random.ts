/** A stream of random choices that is the same wherever the seed is. */
export interface Random {
  /** A whole number from 0 to below `limit`. */
  below(limit: number): number;
  /** A whole number from `from` to `to`, both included. */
  between(from: number, to: number): number;
  /** True with the probability `percent` / 100. */
  chance(percent: number): boolean;
  pick<T>(list: readonly T[]): T;
  /** So many decimal digits. */
  digits(count: number): string;
}

/** Tommy Ettinger's mulberry32: 32 bits of state, good enough to make invoices differ. */
export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  };
  const below = (limit: number): number => Math.floor((next() / 4_294_967_296) * limit);
  return {
    below,
    between: (from, to) => from + below(to - from + 1),
    chance: (percent) => below(10_000) < percent * 100,
    pick: (list) => list[below(list.length)]!,
    digits: (count) => Array.from({ length: count }, () => below(10)).join(""),
  };
}
