import type { Unjudged } from "../fault.ts";
import type { FunctionContext } from "../function-row.ts";
import { doubleOf, exactDecimal } from "./doubles.ts";
import { exp, ln, pow } from "./elementary.ts";
import { spent } from "./elements.ts";
import { invalid, outOfRange, realIn } from "./limits.ts";
import * as normal from "./normal.ts";
import * as poisson from "./poisson.ts";
import { row, rowIn } from "./row.ts";

// biome-ignore format: one entry a function
export const reals = [
  row("real(x: decimal): real", 1, doubleOf,
    "The decimal as a real: for statistics, never for money.",
    ["real(0.5) < real(0.6)", "true"]),
  row("toDecimal(x: real, scale: const Scale): decimal(scale)", 2, exactDecimal,
    "The real rounded to a decimal, halves away from zero.",
    ["toDecimal(sqrt(2), 4)", "1.4142"]),
  row("sqrt(x: real): real", 1, squareRoot,
    "The square root.",
    ["toDecimal(sqrt(16), 0)", "4"], ["sqrt(-1)", "fault out_of_range"]),
  row("exp(x: real): real", 2, (x: number) => realIn(exp(x)),
    "e to the power of the number.",
    ["toDecimal(exp(1), 6)", "2.718282"], ["exp(1000)", "fault overflow"]),
  row("ln(x: real): real", 2, naturalLogarithm,
    "The natural logarithm.",
    ["toDecimal(ln(10), 6)", "2.302585"], ["ln(0)", "fault out_of_range"]),
  row("pow(x: real, y: real): real", 2, power,
    "The power x^y.",
    ["toDecimal(pow(20, real(0.494)), 6)", "4.392470"],
    ["pow(-2, real(0.5))", "fault out_of_range"]),
  row("normalCdf(x: real, mean?: real, deviation?: real): real", 4, normalCdf,
    "The probability that a normal variable is at most x.",
    ["toDecimal(normalCdf(real(1.96)), 6)", "0.975002"]),
  row("normalQuantile(p: real, mean?: real, deviation?: real): real", 8, normalQuantile,
    "What a normal variable stays at or below with probability p.",
    ["toDecimal(normalQuantile(real(0.95)), 6)", "1.644854"],
    ["toDecimal(normalQuantile(real(0.95), 50, 8), 4)", "63.1588"],
    ["normalQuantile(1)", "fault out_of_range"]),
  row("normalPdf(x: real, mean?: real, deviation?: real): real", 2, normalPdf,
    "The density of a normal variable.",
    ["toDecimal(normalPdf(0), 6)", "0.398942"]),
  row("normalLoss(x: real, mean?: real, deviation?: real): real", 4, normalLoss,
    "What a normal demand exceeds a stock of x by, on average.",
    ["toDecimal(normalLoss(real(0.3)), 6)", "0.266761"]),
  rowIn("poissonCdf(k: int, mean: real): real", 4, poissonCdf,
    "The probability that a Poisson variable is at most k.",
    ["toDecimal(poissonCdf(6, real(3.2)), 4)", "0.9554"]),
  rowIn("poissonQuantile(p: real, mean: real): int", 8, poissonQuantile,
    "The least number that a Poisson variable stays at or below with probability p.",
    ["poissonQuantile(real(0.95), real(3.2))", "6"]),
  rowIn("poissonLoss(stock: int, mean: real): real", 4, poissonLoss,
    "What a Poisson demand exceeds a stock by, on average: the expected backorders.",
    ["toDecimal(poissonLoss(7, real(3.2)), 4)", "0.0250"]),
];

function squareRoot(x: number): number | Unjudged {
  return x >= 0 ? Math.sqrt(x) : outOfRange("the square root of a number below zero");
}

function naturalLogarithm(x: number): number | Unjudged {
  return x > 0 ? ln(x) : outOfRange("the logarithm of a number that is not above zero");
}

function power(x: number, y: number): number | Unjudged {
  if (x < 0 && !Number.isInteger(y)) return outOfRange("a broken power of a number below zero");
  return realIn(pow(x, y));
}

/** Applies a function of the standard normal distribution, or faults without a deviation. */
function standardised(
  x: number,
  mean: number,
  deviation: number,
  result: (z: number) => number,
): number | Unjudged {
  if (!(deviation > 0)) return invalid("a deviation is above zero");
  return realIn(result((x - mean) / deviation));
}

function normalCdf(x: number, mean = 0, deviation = 1): number | Unjudged {
  return standardised(x, mean, deviation, normal.cumulative);
}

function normalPdf(x: number, mean = 0, deviation = 1): number | Unjudged {
  return standardised(x, mean, deviation, (z) => normal.density(z) / deviation);
}

function normalLoss(x: number, mean = 0, deviation = 1): number | Unjudged {
  return standardised(x, mean, deviation, (z) => normal.loss(z) * deviation);
}

function normalQuantile(p: number, mean = 0, deviation = 1): number | Unjudged {
  if (!(p > 0 && p < 1))
    return outOfRange("a probability between 0 and 1, both excluded, is wanted");
  if (!(deviation > 0)) return invalid("a deviation is above zero");
  return realIn(mean + normal.quantile(p) * deviation);
}

/** Checks a Poisson mean and charges the sums it takes, which grow with its root. */
function refusal(context: FunctionContext, mean: number): Unjudged | undefined {
  if (!(mean >= 0 && mean <= poisson.poissonMeanMax))
    return outOfRange(`a mean from 0 to ${poisson.poissonMeanMax} is wanted`);
  return spent(context, Math.ceil(Math.sqrt(mean)));
}

function poissonCdf(context: FunctionContext, k: bigint, mean: number): number | Unjudged {
  return refusal(context, mean) ?? poisson.cumulative(Number(k), mean);
}

function poissonLoss(context: FunctionContext, stock: bigint, mean: number): number | Unjudged {
  if (stock < 0n) return invalid("a stock is not below zero");
  return refusal(context, mean) ?? poisson.loss(Number(stock), mean);
}

function poissonQuantile(context: FunctionContext, p: number, mean: number): bigint | Unjudged {
  if (!(p >= 0 && p < 1)) return outOfRange("a probability from 0 to below 1 is wanted");
  return refusal(context, mean) ?? BigInt(poisson.quantile(p, mean));
}
