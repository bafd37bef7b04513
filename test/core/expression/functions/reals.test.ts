import { Decimal as Oracle } from "decimal.js";
import { exp, ln, pow } from "../../../../lib/core/expression/functions/elementary.ts";
import * as normal from "../../../../lib/core/expression/functions/normal.ts";
import * as poisson from "../../../../lib/core/expression/functions/poisson.ts";
import fc from "../../../support/fast-check.ts";
import { resultOf } from "./evaluation.ts";

const Precise = Oracle.clone({ precision: 50, toExpNeg: -400, toExpPos: 400 });

/** The exact value of a double: a whole number and a power of two. */
function exact(x: number): Oracle {
  let [whole, twos] = [x, 0];
  while (!Number.isInteger(whole)) [whole, twos] = [whole * 2, twos + 1];
  return new Precise(BigInt(whole).toString()).div(new Precise(2).pow(twos));
}

const apart = (actual: number, expected: Oracle): number =>
  exact(actual).minus(expected).div(expected).abs().toNumber();

describe("elementary functions agree with fifty digits", () => {
  test("exp", () => {
    const property = fc.property(fc.double({ min: -700, max: 700, noNaN: true }), (x) => {
      expect(apart(exp(x), exact(x).exp())).toBeLessThan(1e-15);
    });
    fc.assert(property, { numRuns: 300 });
  });

  test("ln", () => {
    const positive = fc.oneof(
      fc.double({ min: 1e-300, max: 1e300, noNaN: true }),
      fc.double({ min: 0.5, max: 2, noNaN: true }),
    );
    const property = fc.property(positive, (x) => {
      fc.pre(x !== 1);
      expect(apart(ln(x), exact(x).ln())).toBeLessThan(1e-15);
    });
    fc.assert(property, { numRuns: 300 });
  });

  test("pow", () => {
    const bases = fc.double({ min: 1e-6, max: 1e6, noNaN: true });
    const exponents = fc.double({ min: -40, max: 40, noNaN: true });
    const property = fc.property(bases, exponents, (x, y) => {
      expect(apart(pow(x, y), exact(x).pow(exact(y)))).toBeLessThan(1e-12);
    });
    fc.assert(property, { numRuns: 300 });
  });
});

// At the ends of the range, and where a value is exact.
test.each([
  [exp(0), 1],
  [exp(-800), 0],
  [exp(800), Infinity],
  [exp(709.7) < Infinity, true],
  [ln(1), 0],
  [ln(5e-324), -744.4400719213812],
  [pow(10, 2), 100],
  [pow(2, 0.5), Math.SQRT2],
  [pow(-2, 3), -8],
  [pow(2, -1074), 5e-324],
  [pow(0, 0), 1],
  [pow(-8, 1 / 3), Number.NaN],
])("%s is %s", (actual, expected) => {
  if (typeof expected === "number" && Number.isFinite(expected) && expected !== 0)
    expect(Math.abs((actual as number) / expected - 1)).toBeLessThan(1e-15);
  else expect(actual).toBe(expected);
});

/** Values of tables, to the digits they give. */
test.each([
  ["normalCdf(real(-5))", "2.866515719e-7", 16],
  ["normalCdf(-10)", "7.619853024e-24", 33],
  ["normalCdf(real(1.96))", "0.9750021049", 10],
  ["normalCdf(real(58), 50, 8)", "0.8413447461", 10],
  ["normalQuantile(real(0.975))", "1.9599639845", 10],
  ["normalQuantile(real(0.001))", "-3.0902323062", 10],
  ["normalPdf(1)", "0.2419707245", 10],
  ["normalPdf(58, 50, 8)", "0.0302463406", 10],
  ["normalLoss(3)", "0.000382154317", 12],
  ["poissonCdf(100, 90)", "0.8650998362", 10],
  ["poissonLoss(7, real(3.2))", "0.0249722308", 10],
  ["real(poissonQuantile(real(0.95), 30))", "39", 0],
])("%s is %s", (expression, expected, digits) => {
  const value = new Precise(resultOf(`string(${expression})`));
  expect(value.toFixed(digits)).toBe(new Precise(expected).toFixed(digits));
});

test("a quantile is where the distribution reaches its probability", () => {
  const property = fc.property(fc.double({ min: 1e-300, max: 1 - 1e-12, noNaN: true }), (p) => {
    const reached = normal.cumulative(normal.quantile(p));
    expect(Math.abs(reached / p - 1)).toBeLessThan(1e-11);
  });
  fc.assert(property, { numRuns: 500 });
});

test("a normal loss falls by what is not sold", () => {
  // L(z) = φ(z) − z (1 − Φ(z)), where nothing cancels
  const property = fc.property(fc.double({ min: -30, max: 2, noNaN: true }), (z) => {
    const expected = normal.density(z) - z * normal.cumulative(-z);
    expect(Math.abs(normal.loss(z) / expected - 1)).toBeLessThan(1e-12);
  });
  fc.assert(property, { numRuns: 500 });
});

const means = fc.oneof(
  fc.double({ min: 0.001, max: 50, noNaN: true }),
  fc.double({ min: 50, max: 5_000, noNaN: true }),
);

test("Poisson sums agree with the sum of exact terms", () => {
  const property = fc.property(
    fc.double({ min: 0.001, max: 60, noNaN: true }),
    fc.nat(90),
    (mean, k) => {
      const m = exact(mean);
      let term = m.neg().exp();
      let sum = term;
      for (let n = 1; n <= k; n++) {
        term = term.mul(m).div(n);
        sum = sum.plus(term);
      }
      fc.pre(sum.gt("1e-300"));
      expect(apart(poisson.cumulative(k, mean), sum)).toBeLessThan(1e-12);
    },
  );
  fc.assert(property, { numRuns: 200 });
});

test("what a Poisson demand exceeds a stock by shrinks by its tail", () => {
  // E(X − s)⁺ − E(X − s − 1)⁺ = P(X > s)
  const property = fc.property(means, fc.double({ min: -4, max: 4, noNaN: true }), (mean, z) => {
    const stock = Math.max(0, Math.round(mean + z * Math.sqrt(mean)));
    const drop = poisson.loss(stock, mean) - poisson.loss(stock + 1, mean);
    expect(Math.abs(drop - (1 - poisson.cumulative(stock, mean)))).toBeLessThan(1e-9 * (1 + mean));
  });
  fc.assert(property, { numRuns: 300 });
});

test("a Poisson quantile is the least that suffices", () => {
  const probabilities = fc.double({ min: 1e-9, max: 1 - 1e-9, noNaN: true });
  const property = fc.property(probabilities, means, (p, mean) => {
    const k = poisson.quantile(p, mean);
    expect(poisson.cumulative(k, mean)).toBeGreaterThanOrEqual(p);
    if (k > 0) expect(poisson.cumulative(k - 1, mean)).toBeLessThan(p);
  });
  fc.assert(property, { numRuns: 300 });
});

test.each([
  ["normalCdf(1, 0, 0)", "fault invalid_argument"],
  ["normalQuantile(0)", "fault out_of_range"],
  ["normalLoss(1, 0, -1)", "fault invalid_argument"],
  ["poissonCdf(1, -1)", "fault out_of_range"],
  ["poissonCdf(1, 100000001)", "fault out_of_range"],
  ["poissonQuantile(1, 3)", "fault out_of_range"],
  ["poissonLoss(-1, 3)", "fault invalid_argument"],
  ["poissonCdf(-1, 3) == real(0)", "true"],
  ["poissonCdf(9223372036854775807, 3) == real(1)", "true"],
  ["eoq(1300, 8, 0)", "fault invalid_argument"],
  ["eoq(-1, 8, 1)", "fault invalid_argument"],
  ["toDecimal(pow(10, 40), 2)", "fault overflow"],
  ["toDecimal(eoq(0, 8, 1), 2)", "0.00"],
])("%s gives %s", (expression, result) => {
  expect(resultOf(expression)).toBe(result);
});
