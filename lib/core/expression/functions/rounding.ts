import {
  abs,
  compare,
  type Decimal,
  decimal,
  multiply,
  quotient,
  type Rounding,
  round,
  subtract,
  tenTo,
} from "../decimal.ts";
import { fault, type Unjudged } from "../fault.ts";
import { exactDecimal } from "./doubles.ts";
import { decimalIn } from "./limits.ts";
import { row } from "./row.ts";

const roundedBy = (rounding: Rounding) => (x: Decimal, scale: bigint) =>
  decimalIn(round(x, Number(scale), rounding));

const wholeBy = (rounding: Rounding) => (x: Decimal) => round(x, 0, rounding);

// biome-ignore format: one entry a function
export const roundingRows = [
  row("round(x: decimal, scale: const Scale): decimal(scale)", 1, roundedBy("half_away"),
    "The number rounded to so many digits after the point, halves away from zero.",
    ["round(2.345, 2)", "2.35"], ["round(-2.345, 2)", "-2.35"]),
  row("round.real(x: real, scale: const Scale): decimal(scale)", 2, exactDecimal,
    "The real rounded to a decimal, halves away from zero.",
    ["round(real(2.5), 0)", "3"]),
  row("roundHalfEven(x: decimal, scale: const Scale): decimal(scale)", 1, roundedBy("half_even"),
    "The number rounded, halves to the even digit.",
    ["roundHalfEven(2.345, 2)", "2.34"], ["roundHalfEven(2.355, 2)", "2.36"]),
  row("roundUp(x: decimal, scale: const Scale): decimal(scale)", 1, roundedBy("up"),
    "The number rounded away from zero.",
    ["roundUp(2.341, 2)", "2.35"], ["roundUp(-2.341, 2)", "-2.35"]),
  row("roundDown(x: decimal, scale: const Scale): decimal(scale)", 1, roundedBy("down"),
    "The number rounded towards zero: digits are cut off.",
    ["roundDown(2.349, 2)", "2.34"]),
  row("floor(x: decimal): decimal(0)", 1, wholeBy("floor"),
    "The greatest whole number that is not above the number.",
    ["floor(-2.5)", "-3"]),
  row("ceiling(x: decimal): decimal(0)", 1, wholeBy("ceiling"),
    "The least whole number that is not below the number.",
    ["ceiling(-2.5)", "-2"]),
  row("quot(a: decimal, b: decimal, scale: const Scale, rounding?: const Rounding): decimal(scale)",
    1, quot,
    "The quotient with exactly one rounding, `half_away` unless another is named.",
    ["quot(10, 3, 2)", "3.33"], ['quot(0.25, 2, 2, "half_even")', "0.12"],
    ["quot(1, 0, 2)", "fault division_by_zero"]),
  row("compareRatio(a: decimal, b: decimal, c: decimal, d: decimal): int", 1, compareRatio,
    "Compares a/b with c/d without dividing: -1, 0 or 1.",
    ["compareRatio(1, 3, 333, 1000)", "1"], ["compareRatio(2, 4, 1, 2)", "0"]),
  row("pct(x: decimal, percent: decimal, scale: const Scale): decimal(scale)", 1, pct,
    "So many percent of the number, rounded once.",
    ["pct(100.10, 24, 2)", "24.02"]),
  row("scale(x: decimal): int", 1, (x: Decimal) => BigInt(x.scale),
    "The digits after the point, as written.",
    ["scale(30.00)", "2"]),
  row("isWhole(x: decimal): bool", 1, (x: Decimal) => x.units % tenTo(x.scale) === 0n,
    "Whether the number has no fraction.",
    ["isWhole(30.00)", "true"], ["isWhole(30.01)", "false"]),
  row("isPowerOfTenSlip(x: decimal, expected: decimal, tolerancePercent: decimal): bool",
    2, isPowerOfTenSlip,
    "Whether the number is the expected one times 10, 100, 1000, 10000 or divided by one of them.",
    ["isPowerOfTenSlip(1999, 19.99, 5)", "true"], ["isPowerOfTenSlip(19.99, 19.99, 5)", "false"]),
];

function quot(
  a: Decimal,
  b: Decimal,
  scale: bigint,
  rounding: string = "half_away",
): Decimal | Unjudged {
  const result = quotient(a, b, Number(scale), rounding as Rounding);
  return result ? decimalIn(result) : fault("division_by_zero", "quot by zero");
}

function compareRatio(a: Decimal, b: Decimal, c: Decimal, d: Decimal): bigint | Unjudged {
  if (b.units === 0n || d.units === 0n) return fault("division_by_zero", "a ratio to zero");
  const order = BigInt(compare(multiply(a, d), multiply(c, b)));
  return b.units < 0n === d.units < 0n ? order : -order;
}

function pct(x: Decimal, percent: Decimal, scale: bigint): Decimal | Unjudged {
  return quot(multiply(x, percent), HUNDRED, scale);
}

const HUNDRED = decimal(100n, 0);
const slips: readonly Decimal[] = [1, 2, 3, 4].flatMap((n) => [
  decimal(tenTo(n), 0),
  decimal(1n, n),
]);

function isPowerOfTenSlip(x: Decimal, expected: Decimal, tolerancePercent: Decimal): boolean {
  if (expected.units === 0n) return false;
  return slips.some((factor) => {
    const slipped = multiply(expected, factor);
    const apart = multiply(abs(subtract(x, slipped)), HUNDRED);
    return compare(apart, multiply(abs(slipped), tolerancePercent)) <= 0;
  });
}
