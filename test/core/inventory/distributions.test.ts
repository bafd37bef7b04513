import normalCdf from "@stdlib/stats-base-dists-normal-cdf";
import normalQuantile from "@stdlib/stats-base-dists-normal-quantile";
import poissonCdf from "@stdlib/stats-base-dists-poisson-cdf";
import poissonQuantile from "@stdlib/stats-base-dists-poisson-quantile";
import * as normal from "../../../lib/core/expression/functions/normal.ts";
import * as poisson from "../../../lib/core/expression/functions/poisson.ts";
import fc from "../../support/fast-check.ts";

/*
 * Our distributions against a library that has nothing in common with them (decision 33). It serves as
 * oracle up to a Poisson mean of 1,000; the tests in ../expression/functions/reals.test.ts go on from there
 * with fifty digits.
 */
const runs = { numRuns: 2_000 };
const closeTo = (actual: number, expected: number, tolerance: number): void =>
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(tolerance * Math.abs(expected));

test("the normal distribution, far into its tails", () => {
  const scores = fc.double({ min: -30, max: 8, noNaN: true });
  fc.assert(
    fc.property(scores, (z) => closeTo(normal.cumulative(z), normalCdf(z, 0, 1), 1e-12)),
    runs,
  );
});

test("its quantiles", () => {
  // Nearer to the ends the library loses digits: 3 · 10^-6 of them at 10^-12.
  const chances = fc.double({ min: 1e-5, max: 1 - 1e-5, noNaN: true });
  fc.assert(
    fc.property(chances, (p) => {
      expect(Math.abs(normal.quantile(p) - normalQuantile(p, 0, 1))).toBeLessThan(1e-9);
    }),
    runs,
  );
});

const means = fc.double({ min: 0.01, max: 1_000, noNaN: true });

test("the Poisson distribution", () => {
  const scores = fc.double({ min: -5, max: 5, noNaN: true });
  fc.assert(
    fc.property(means, scores, (mean, z) => {
      const k = Math.max(0, Math.round(mean + z * Math.sqrt(mean)));
      closeTo(poisson.cumulative(k, mean), poissonCdf(k, mean), 1e-11);
    }),
    runs,
  );
});

test("its quantiles", () => {
  const chances = fc.double({ min: 0.001, max: 0.999, noNaN: true });
  fc.assert(
    fc.property(means, chances, (mean, p) => {
      const k = poisson.quantile(p, mean);
      // At the very probability of a number the last digit decides between it and the next.
      fc.pre(Math.abs(poisson.cumulative(k, mean) - p) > 1e-12);
      expect(poissonQuantile(p, mean) + 0).toBe(k);
    }),
    runs,
  );
});

test("the library leaves the truth beyond a mean of 1,000, which is why it is but an oracle", () => {
  // P(X ≤ 12300) for a mean of 12345.6, from sixty digits: 0.342868180597731…
  closeTo(poisson.cumulative(12_300, 12_345.6), 0.342868180597731, 1e-12);
  expect(Math.abs(poissonCdf(12_300, 12_345.6) - 0.342868180597731)).toBeGreaterThan(1e-3);
});
