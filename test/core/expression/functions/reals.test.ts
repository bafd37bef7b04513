import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Decimal as Oracle } from "decimal.js";
import fc from "fast-check";
import { exp, ln, pow } from "../../../../lib/core/expression/functions/elementary.ts";
import * as normal from "../../../../lib/core/expression/functions/normal.ts";
import * as poisson from "../../../../lib/core/expression/functions/poisson.ts";
import { describeOnRealData } from "../../../support/real-data.ts";
import { resultOf, run } from "./evaluation.ts";

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

type Inputs = Readonly<Record<string, number>>;
interface Case {
  readonly function: string;
  readonly test: string;
  readonly inputs: Inputs;
  readonly expected?: number | readonly number[];
  readonly raises?: string;
}

const real = (id: string, ...args: readonly (number | bigint)[]): number =>
  run(id, ...args) as number;

/** The cost of a stock: holding what is left over, lacking what is short. */
const costOf = (c: Inputs, left: number, short: number): number =>
  c.holding_cost! * left + c.stockout_cost! * short;

function normalCase(c: Inputs): readonly number[] {
  const periods = (c.lead_time ?? 0) + 1;
  const [mean, deviation] = [c.demand_mean! * periods, c.demand_sd! * Math.sqrt(periods)];
  const ratio = c.stockout_cost! / (c.stockout_cost! + c.holding_cost!);
  const stock = c.base_stock_level ?? real("normalQuantile", ratio, mean, deviation);
  const short = real("normalLoss", stock, mean, deviation);
  return [stock, costOf(c, stock - mean + short, short)];
}

function poissonCase(c: Inputs): readonly number[] {
  const mean = c.demand_mean!;
  const ratio = c.stockout_cost! / (c.stockout_cost! + c.holding_cost!);
  const stock = BigInt(c.base_stock_level ?? run("poissonQuantile", ratio, mean).toString());
  const short = real("poissonLoss", stock, mean);
  return [Number(stock), costOf(c, Number(stock) - mean + short, short)];
}

const both = (short: number, x: number, mean: number): readonly number[] => [
  short,
  x - mean + short,
];

/** What the cases compute, by our functions. */
const formulas: Readonly<Record<string, (c: Inputs) => readonly number[]>> = {
  economic_order_quantity: (c) => [real("eoq", c.demand_rate!, c.fixed_cost!, c.holding_cost!)],
  economic_order_quantity_with_backorders: (c) => {
    const share = c.stockout_cost! / (c.stockout_cost! + c.holding_cost!);
    return [real("eoq", c.demand_rate!, c.fixed_cost!, c.holding_cost! * share)];
  },
  economic_production_quantity: (c) => {
    const stocked = c.holding_cost! * (1 - c.demand_rate! / c.production_rate!);
    return [real("eoq", c.demand_rate!, c.fixed_cost!, stocked)];
  },
  newsvendor_normal: normalCase,
  newsvendor_normal_cost: (c) => normalCase(c).slice(1),
  newsvendor_poisson: poissonCase,
  newsvendor_poisson_cost: (c) => poissonCase(c).slice(1),
  standard_normal_loss: (c) => both(real("normalLoss", c.z!), c.z!, 0),
  normal_loss: (c) => both(real("normalLoss", c.x!, c.mean!, c.sd!), c.x!, c.mean!),
  poisson_loss: (c) => both(real("poissonLoss", BigInt(c.x!), c.mean!), c.x!, c.mean!),
  s_s_power_approximation: (c) => {
    const [mean, sd] = [c.demand_mean!, c.demand_sd!];
    const spread = real("pow", 1 + (sd / mean) * (sd / mean), 0.116);
    const ordering = real("pow", c.fixed_cost! / c.holding_cost!, 0.506);
    const order = 1.3 * real("pow", mean, 0.494) * ordering * spread;
    const z = Math.sqrt((order * c.holding_cost!) / (sd * c.stockout_cost!));
    const s = 0.973 * mean + sd * (0.183 / z + 1.063 - 2.192 * z);
    return [s, s + order];
  },
};

describeOnRealData("inventory formulas as another library computes them", "inventory", (path) => {
  const lines = readFileSync(join(path, "formula_cases.jsonl"), "utf8").trim().split("\n");
  const cases = lines.map((line) => JSON.parse(line) as Case);
  const ours = cases
    .filter((one) => one.expected !== undefined && one.function in formulas)
    .filter((one) => !("order_quantity" in one.inputs)) // asks for a cost, not for a quantity
    .map((one, i) => [`${i}: ${one.test}`, one] as const);

  test("are here for every function of ours", () => {
    expect(new Set(ours.map(([, one]) => one.function))).toEqual(
      new Set(Object.keys(formulas).filter((name) => name !== "economic_order_quantity")),
    );
    expect(ours.length).toBeGreaterThan(15);
  });

  test.each(ours)("%s", (_, one) => {
    const expected = [one.expected!].flat() as number[];
    for (const [i, actual] of formulas[one.function]!(one.inputs).entries())
      expect(Math.abs(actual / expected[i]! - 1)).toBeLessThan(1e-9);
  });

  test("what is refused there, of costs below zero, is a fault here", () => {
    const refused = cases.filter(
      (one) => one.function === "economic_order_quantity" && one.raises === "ValueError",
    );
    expect(refused.length).toBe(1);
    const { demand_rate, fixed_cost, holding_cost } = refused[0]!.inputs;
    expect(run("eoq", demand_rate!, fixed_cost!, holding_cost!)).toMatchObject({
      code: "invalid_argument",
    });
  });
});
