import { decimal, negate, tenTo } from "../decimal.ts";
import type { NodeOf } from "../node.ts";
import { decimalOf, type Type } from "../types.ts";
import { value } from "./expression.ts";
import {
  align,
  computed,
  constantOperand,
  type Operand,
  prove,
  realMax,
  safeMax,
  settle,
  text,
  unproven,
  whole,
} from "./operand.ts";
import { declare, demand, type Writing } from "./writing.ts";

/** Digits that the interpreter's decimals may have; see `digitsMax` in decimal.ts. */
const digitsBeyondDoubles = 38 - 16;

/**
 * Whether the interpreter could have run out of digits on a value that is safe here: it may carry
 * as many zeros after the point as the static type allows.
 */
export const couldOverflow = (type: Type, scale: number): boolean =>
  type.kind === "decimal" && type.scale - scale > digitsBeyondDoubles;

export function compileArithmetic(w: Writing, node: NodeOf<"arith">): Operand {
  const { kind } = node.type;
  if (kind === "list") return unproven(w, node.type);
  const left = value(w, node.left);
  const right = value(w, node.right);
  if (kind === "string") return joined(w, left, right);
  if (kind === "real") return reals(w, node, left, right);
  if (node.how === "/" || node.how === "%") return division(w, node, left, right);
  const result = node.how === "*" ? product(w, left, right) : added(w, node.how, left, right);
  return couldOverflow(node.type, result.scale) ? unproven(w, node.type) : result;
}

/** Texts that grow long are left to the interpreter: doubled often enough they fill any memory. */
export const joinedMax = 1_048_576;

function joined(w: Writing, left: Operand, right: Operand): Operand {
  const result = declare(w, `${left.code} + ${right.code}`);
  demand(w, `${result}.length <= ${joinedMax}`);
  return text(result);
}

/** The sum or the difference of two numbers. */
export function added(w: Writing, how: "+" | "-", left: Operand, right: Operand): Operand {
  const scale = Math.max(left.scale, right.scale);
  const [a, b] = [left, right].map((side) => settle(w, align(w, side, scale))) as [
    Operand,
    Operand,
  ];
  return computed(w, `${a.code} ${how} ${b.code}`, scale, [a, b], a.max + b.max);
}

/** The product of two numbers; by one of a power of ten only the scale differs. */
export function product(w: Writing, left: Operand, right: Operand): Operand {
  const [a, b] = [settle(w, left), settle(w, right)];
  const scale = a.scale + b.scale;
  if (b.constant?.units === 1n) return { ...a, scale };
  return computed(w, `${a.code} * ${b.code}`, scale, [a, b], a.max * b.max);
}

/** Ints: towards zero. Exact while dividend and divisor together are safe; see `divided`. */
function division(w: Writing, node: NodeOf<"arith">, left: Operand, right: Operand): Operand {
  const [a, b] = [prove(w, left), prove(w, right)];
  demand(w, `${b.code} !== 0 && abs(${a.code}) + abs(${b.code}) <= ${safeMax}`);
  const quotient = declare(w, `trunc(${a.code} / ${b.code})`);
  if (node.how === "/") return whole(quotient, a.max, true);
  return whole(declare(w, `${a.code} - ${quotient} * ${b.code}`), b.max, true);
}

function reals(w: Writing, node: NodeOf<"arith">, left: Operand, right: Operand): Operand {
  const result = declare(w, `${left.code} ${node.how} ${right.code}`);
  demand(w, `${result} - ${result} === 0`);
  return whole(result, realMax, true);
}

export function compileNegation(w: Writing, node: NodeOf<"negate">): Operand {
  const of = value(w, node.of);
  const constant = of.constant && constantOperand(negate(of.constant));
  return constant ?? whole(`(-${of.code})`, of.max, of.proved, of.scale);
}

/** The number without its sign. */
export function magnitude(w: Writing, of: Operand): Operand {
  return whole(declare(w, `abs(${of.code})`), of.max, of.proved, of.scale);
}

/** How a whole quotient is rounded, by the code of the dividend and the positive divisor. */
export type RoundingCode = (dividend: string, divisor: string, half: string) => string;

/** Roundings that need one division; the others are left to the interpreter. */
export const roundingCodes: Readonly<Record<string, RoundingCode>> = {
  half_away: (n, d, half) =>
    half === ""
      ? `${n} < 0 ? -floor((2 * -${n} + ${d}) / (2 * ${d})) : floor((2 * ${n} + ${d}) / (2 * ${d}))`
      : `${n} < 0 ? -floor((${half} - ${n}) / ${d}) : floor((${n} + ${half}) / ${d})`,
  down: (n, d) => `trunc(${n} / ${d})`,
  floor: (n, d) => `floor(${n} / ${d})`,
  ceiling: (n, d) => `ceil(${n} / ${d})`,
  up: (n, d) => `${n} < 0 ? floor(${n} / ${d}) : ceil(${n} / ${d})`,
};

/**
 * The rounded quotient of whole numbers, the divisor at least `least` and above zero. A quotient of
 * doubles is at most half a unit in its last place off, which could carry it to a whole number that
 * it does not reach only if dividend and divisor together were beyond 2^53: so that is what bails.
 */
export function divided(
  w: Writing,
  dividend: Operand,
  divisor: Operand,
  least: number,
  scale: number,
  rounding: RoundingCode,
): Operand {
  const { code } = dividend;
  const fixed = divisor.constant && divisor.max;
  if (fixed === undefined) demand(w, `2 * abs(${code}) + 3 * ${divisor.code} <= ${safeMax}`);
  else if (!dividend.proved || dividend.max > safeMax - 2 * fixed)
    demand(w, `abs(${code}) <= ${safeMax - 2 * fixed}`);
  const half = fixed !== undefined && fixed % 2 === 0 ? String(fixed / 2) : "";
  const result = declare(w, rounding(code, divisor.code, half));
  return whole(result, Math.min(dividend.max, safeMax) / least + 1, true, scale);
}

/** Rounds to `scale` digits after the point, if it has more. */
export function rounded(w: Writing, of: Operand, scale: number, rounding: RoundingCode): Operand {
  if (of.scale <= scale) return of;
  const divisor = constantOperand(decimal(tenTo(of.scale - scale), 0));
  return divisor
    ? divided(w, of, divisor, divisor.max, scale, rounding)
    : unproven(w, decimalOf(scale));
}
