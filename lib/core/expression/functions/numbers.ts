import { abs, type Decimal, multiply, quotient } from "../decimal.ts";
import type { Unjudged } from "../fault.ts";
import { intOf } from "../int.ts";
import type { Value } from "../value.ts";
import { isDecimal, order } from "./elements.ts";
import { decimalIn, invalid, realIn } from "./limits.ts";
import { row } from "./row.ts";

type Number = bigint | Decimal | number;

// biome-ignore format: one entry a function
export const numbers = [
  row("abs(x: N): N", 1, magnitude,
    "The number without its sign.",
    ["abs(-2)", "2"], ["abs(-2.50)", "2.50"]),
  row("sign(x: N): int", 1, (x: Number) => BigInt(signOf(x)),
    "-1, 0 or 1.",
    ["sign(-0.01)", "-1"], ["sign(0.00)", "0"]),
  row("min(a: O, b: O): O", 1, (a: Value, b: Value) => (order(b, a) < 0 ? b : a),
    "The smaller of two.",
    ["min(2, 1.5)", "1.5"], ['min(date("2026-01-31"), date("2026-01-30"))', 'date("2026-01-30")']),
  row("max(a: O, b: O): O", 1, (a: Value, b: Value) => (order(b, a) > 0 ? b : a),
    "The greater of two.",
    ["max(2, 1.5)", "2"]),
  row("clamp(x: N, low: N, high: N): N", 1, clamp,
    "The number, moved to the nearer end where it lies outside a range.",
    ["clamp(12.5, 0, 10)", "10"], ["clamp(3, 2, 1)", "fault invalid_argument"]),
  row("ceilTo(x: decimal, multiple: decimal): decimal(multiple)", 1, ceilDecimal,
    "The least multiple that is not below the number.",
    ["ceilTo(11.2, 5)", "15"], ["ceilTo(-11.2, 5)", "-10"],
    ["ceilTo(1, 0)", "fault invalid_argument"]),
  row("ceilTo.real(x: real, multiple: real): real", 1, ceilReal,
    "The least multiple that is not below the number.",
    ["ceilTo(real(11.2), real(5))", "real(15)"]),
];

function magnitude(x: Number): Value | Unjudged {
  if (isDecimal(x)) return abs(x);
  return typeof x === "bigint" ? intOf(x < 0n ? -x : x) : Math.abs(x);
}

function signOf(x: Number): number {
  const n = isDecimal(x) ? x.units : x;
  return n > 0 ? 1 : n < 0 ? -1 : 0;
}

function clamp(x: Value, low: Value, high: Value): Value | Unjudged {
  if (order(low, high) > 0) return invalid("the low end lies above the high end");
  if (order(x, low) < 0) return low;
  return order(x, high) > 0 ? high : x;
}

function ceilDecimal(x: Decimal, multiple: Decimal): Decimal | Unjudged {
  const times = multiple.units > 0n ? quotient(x, multiple, 0, "ceiling") : undefined;
  return times ? decimalIn(multiply(times, multiple)) : invalid("a multiple is above zero");
}

function ceilReal(x: number, multiple: number): number | Unjudged {
  return multiple > 0
    ? realIn(Math.ceil(x / multiple) * multiple)
    : invalid("a multiple is above zero");
}
