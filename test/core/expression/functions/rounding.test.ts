import { Decimal as Oracle } from "decimal.js";
import {
  type Decimal,
  format,
  parseDecimal,
  type Rounding,
  roundings,
} from "../../../../lib/core/expression/decimal.ts";
import fc from "../../../support/fast-check.ts";
import { resultOf, run } from "./evaluation.ts";

Oracle.set({ precision: 120, toExpNeg: -200, toExpPos: 200 });

const modes: Readonly<Record<Rounding, Oracle.Rounding>> = {
  half_away: Oracle.ROUND_HALF_UP, // decimal.js calls away from zero "up"
  half_even: Oracle.ROUND_HALF_EVEN,
  up: Oracle.ROUND_UP,
  down: Oracle.ROUND_DOWN,
  ceiling: Oracle.ROUND_CEIL,
  floor: Oracle.ROUND_FLOOR,
};

const decimals: fc.Arbitrary<Decimal> = fc.record({
  units: fc.oneof(fc.bigInt(-1_000n, 1_000n), fc.bigInt(-(10n ** 15n), 10n ** 15n)),
  scale: fc.nat(6),
});
const scales = fc.nat(8);
const text = (value: unknown): string => format(value as Decimal);
const oracle = (value: Decimal): Oracle => new Oracle(format(value));
/** The oracle's text, which knows no negative zero where ours has none. */
const fixed = (value: Oracle, scale: number): string =>
  value.toFixed(scale).replace(/^-(0\.?0*)$/, "$1");

test.each(roundings)("quot rounds once, %s, as decimal.js does", (rounding) => {
  const property = fc.property(decimals, decimals, scales, (a, b, scale) => {
    fc.pre(b.units !== 0n);
    const expected = oracle(a).div(oracle(b)).toDecimalPlaces(scale, modes[rounding]);
    expect(text(run("quot", a, b, BigInt(scale), rounding))).toBe(fixed(expected, scale));
  });
  fc.assert(property, { numRuns: 500 });
});

test.each([
  ["round", "half_away"],
  ["roundHalfEven", "half_even"],
  ["roundUp", "up"],
  ["roundDown", "down"],
] as const)("%s rounds %s, as decimal.js does", (id, rounding) => {
  const property = fc.property(decimals, scales, (x, scale) => {
    const expected = oracle(x).toDecimalPlaces(scale, modes[rounding]);
    expect(text(run(id, x, BigInt(scale)))).toBe(fixed(expected, scale));
  });
  fc.assert(property, { numRuns: 500 });
});

test("a percentage is rounded once", () => {
  const property = fc.property(decimals, decimals, scales, (x, percent, scale) => {
    const expected = oracle(x)
      .mul(oracle(percent))
      .div(100)
      .toDecimalPlaces(scale, Oracle.ROUND_HALF_UP);
    expect(text(run("pct", x, percent, BigInt(scale)))).toBe(fixed(expected, scale));
  });
  fc.assert(property, { numRuns: 500 });
});

test("ratios compare as exact quotients do", () => {
  const property = fc.property(decimals, decimals, decimals, decimals, (a, b, c, d) => {
    fc.pre(b.units !== 0n && d.units !== 0n);
    // a/b - c/d without dividing
    const apart = oracle(a)
      .mul(oracle(d))
      .minus(oracle(c).mul(oracle(b)));
    const sign = apart.isZero() ? 0 : Oracle.sign(apart) * Oracle.sign(oracle(b).mul(oracle(d)));
    expect(Number(run("compareRatio", a, b, c, d))).toBe(sign);
  });
  fc.assert(property, { numRuns: 500 });
});

test("a real becomes the decimal nearest to its exact value", () => {
  const reals = fc.double({ min: -1e15, max: 1e15, noNaN: true });
  const property = fc.property(reals, scales, (x, scale) => {
    const exact = new Oracle(exactText(x)).toDecimalPlaces(scale, Oracle.ROUND_HALF_UP);
    expect(text(run("toDecimal", x, BigInt(scale)))).toBe(fixed(exact, scale));
  });
  fc.assert(property, { numRuns: 500 });
});

/** All digits of a double: toFixed gives up to 100 after the point, and these are exact. */
const exactText = (x: number): string => x.toFixed(100);

test("a decimal as a real is the nearest double", () => {
  const property = fc.property(decimals, (x) => {
    expect(run("real", x)).toBe(Number(format(x)));
  });
  fc.assert(property, { numRuns: 500 });
});

// An expression, what it gives, and why it is told here.
test.each([
  ["round(2.5, 0)", "3"],
  ["round(-2.5, 0)", "-3"], // away from zero, not up
  ["roundHalfEven(-2.5, 0)", "-2"],
  ["round(1.005, 2)", "1.01"], // a double would say 1.00
  ["round(30, 2)", "30.00"], // gains digits
  ["round(quot(1, 3, 24), 2)", "0.33"],
  ["quot(2, 3, 0)", "1"],
  ["quot(-1, 3, 2, 'floor')", "-0.34"],
  ["quot(-1, 3, 2, 'ceiling')", "-0.33"],
  ["quot(0, 3, 2)", "0.00"],
  ["pct(0.005, 50, 2)", "0.00"], // 0.0025
  ["toDecimal(real(1.005), 2)", "1.00"], // the double lies below
  ["floor(2.999)", "2"],
  ["ceiling(2.001)", "3"],
  ["isWhole(-3)", "true"],
  ["scale(1e-3)", "3"],
  ["compareRatio(-1, 2, 1, -2)", "0"],
  ["compareRatio(1, -2, 0, 5)", "-1"],
  ["compareRatio(1, 0, 1, 2)", "fault division_by_zero"],
  ["isPowerOfTenSlip(2.00, 19.99, 5)", "true"],
  ["isPowerOfTenSlip(0.002, 19.99, 5)", "true"], // four places
  ["isPowerOfTenSlip(0.0002, 19.99, 5)", "false"], // five
  ["isPowerOfTenSlip(-1999, 19.99, 5)", "false"],
  ["isPowerOfTenSlip(-1999, -19.99, 5)", "true"],
  ["isPowerOfTenSlip(211, 20, 5)", "false"], // 5.5 % above 200
  ["isPowerOfTenSlip(210, 20, 5)", "true"],
  ["isPowerOfTenSlip(0, 0, 5)", "false"],
  ["ceilTo(10, 2.5)", "10.0"],
  ["ceilTo(10.01, 2.5)", "12.5"],
  ["ceilTo(10, -1)", "fault invalid_argument"],
])("%s gives %s", (expression, result) => {
  expect(resultOf(expression)).toBe(result);
});

test("an amount of too many digits is an overflow", () => {
  const huge = parseDecimal("9".repeat(38))!;
  expect(run("round", huge, 2n)).toMatchObject({ code: "overflow" });
  expect(run("sum.decimal", [huge, huge])).toMatchObject({ code: "overflow" });
  expect(run("quot", huge, parseDecimal("0.01")!, 0n)).toMatchObject({ code: "overflow" });
});
