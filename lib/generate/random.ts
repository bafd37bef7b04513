import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { exp } from "../core/expression/functions/elementary.ts";
import { quantile } from "../core/expression/functions/normal.ts";
import { partitionOf } from "../core/judge/partition.ts";

/** A stream of choices that is the same wherever its seed is. */
export interface Random {
  /** A whole number from `from` to `to`, both included. */
  between(from: number, to: number): number;
  /** True with a probability in parts of ten thousand. */
  chance(perTenThousand: number): boolean;
  pick<T>(list: readonly T[]): T;
  /** So many decimal digits, as text. */
  digits(count: number): string;
  /**
   * A log-normal draw of mean about `median` and spread `cv`, never negative: how much people use
   * of a service. The functions are the rule engine's own, so that it is the same on every machine.
   */
  logNormal(median: number, cv: number): number;
}

/**
 * The choices of one thing of a seeded whole: record 17 of seed 42 is the same whether or not the
 * sixteen before it were made.
 */
export function randomOf(seed: number, ...path: readonly (string | number)[]): Random {
  const generator = xoroshiro128plus(
    Number.parseInt(partitionOf(String(seed), path.join("/")), 16),
  );
  const between = (from: number, to: number): number => uniformInt(generator, from, to);
  return {
    between,
    chance: (perTenThousand) => between(0, 9_999) < perTenThousand,
    pick: (list) => list[between(0, list.length - 1)] as (typeof list)[number],
    digits: (count) => Array.from({ length: count }, () => between(0, 9)).join(""),
    logNormal: (median, cv) => {
      const z = quantile(between(1, 999_999) / 1_000_000);
      return median * exp(cv * z);
    },
  };
}
