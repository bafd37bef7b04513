import { type Decimal, tenTo, unitsAt } from "../decimal.ts";
import type { Type } from "../types.ts";
import { numberLiteral } from "./literal.ts";
import {
  declare,
  demand,
  demandKnown,
  isDead,
  recall,
  remember,
  type Writing,
  write,
} from "./writing.ts";

/**
 * What an expression gives in generated code. Bools and texts are themselves; ints, dates (days),
 * instants (microseconds) and decimals (units at `scale`) are whole numbers held in doubles.
 */
export interface Operand {
  /** A pure expression over variables that no longer change: it may stand any number of times. */
  readonly code: string;
  /** For decimals: `code` counts units of 10^-scale. 0 for everything else. */
  readonly scale: number;
  /** For numbers: none is larger in magnitude. */
  readonly max: number;
  /** A number that is not proved may be NaN: what it stands for could not be proved. */
  readonly proved: boolean;
  /** Whether it is NaN only where nobody can judge what it stands for. */
  readonly isSure?: boolean;
  /** For constant numbers: the exact value. */
  readonly constant?: Decimal;
}

export const safeMax = Number.MAX_SAFE_INTEGER;
/** The bound of reals, which are no whole numbers and need not be safe. */
export const realMax = Number.POSITIVE_INFINITY;

export const bool = (code: string): Operand => ({ code, scale: 0, max: 1, proved: true });
export const text = (code: string): Operand => ({ code, scale: 0, max: 0, proved: true });
export const TRUE = bool("true");
export const FALSE = bool("false");

/** The code of what a bool is not. */
export function notCode(code: string): string {
  if (code === "true" || code === "false") return code === "true" ? "false" : "true";
  return `!${code}`;
}

/** A whole number that the code computes or holds. */
export const whole = (code: string, max: number, proved: boolean, scale = 0): Operand => ({
  code,
  scale,
  max,
  proved,
});

/** A constant in as few digits as it needs; undefined beyond the safe integers. */
export function constantOperand(value: Decimal): Operand | undefined {
  let { units, scale } = value;
  while (scale > 0 && units % 10n === 0n) {
    units /= 10n;
    scale -= 1;
  }
  const number = Number(units);
  if (!Number.isSafeInteger(number)) return undefined;
  const constant = { units, scale };
  return { code: numberLiteral(number), scale, max: Math.abs(number), proved: true, constant };
}

/** What stands after an unconditional bail, where code is never reached. */
export function unproven(w: Writing, type: Type): Operand {
  if (!isDead(w)) write(w, w.bail);
  if (type.kind === "bool") return FALSE;
  return type.kind === "string" ? text('""') : whole("0", 0, true);
}

/** Bails unless the number is one, and a safe integer where it might not be. */
export function prove(w: Writing, operand: Operand): Operand {
  if (operand.proved) return operand;
  const fact = `proved ${operand.code}`;
  const known = recall(w, fact);
  if (known) return known;
  const { code } = operand;
  if (operand.isSure) demandKnown(w, `${code} === ${code}`);
  else demand(w, mayBeUnsafe(operand) ? `abs(${code}) <= ${safeMax}` : `${code} === ${code}`);
  const max = mayBeUnsafe(operand) ? safeMax : operand.max;
  return remember(w, fact, { ...operand, max, proved: true });
}

const mayBeUnsafe = ({ max }: Operand): boolean => max > safeMax && max !== realMax;

/** Bails if the number may be beyond the safe integers: then computing on would hide it. */
export const settle = (w: Writing, operand: Operand): Operand =>
  mayBeUnsafe(operand) ? prove(w, operand) : operand;

/**
 * A whole number computed from safe ones. Where it may be beyond the safe integers it is not
 * proved, and looked at before it is used: sound because a sum or product of safe integers that is
 * not safe itself never rounds to one that is.
 */
export function computed(
  w: Writing,
  code: string,
  scale: number,
  of: readonly Operand[],
  max: number,
): Operand {
  const proved = max <= safeMax && of.every((part) => part.proved);
  const isSure = max <= safeMax && of.every((part) => part.proved || part.isSure);
  return { ...whole(declare(w, code), max, proved, scale), isSure };
}

/** The same number in units of a scale that is at least its own. */
export function align(w: Writing, given: Operand, scale: number): Operand {
  if (given.scale === scale) return given;
  const constant = alignedConstant(given, scale);
  if (constant) return constant;
  const operand = settle(w, given);
  const factor = power(scale - operand.scale);
  return computed(w, `${operand.code} * ${factor}`, scale, [operand], operand.max * factor);
}

function alignedConstant({ constant }: Operand, scale: number): Operand | undefined {
  if (!constant) return undefined;
  const units = Number(unitsAt(constant, scale));
  if (!Number.isSafeInteger(units)) return undefined;
  return { code: numberLiteral(units), scale, max: Math.abs(units), proved: true, constant };
}

/**
 * Two proved numbers as codes that may be compared. At most one is multiplied, and its product need
 * not be checked: where it is not exact it is beyond 2^53, farther out than the other can be.
 */
export function comparable(a: Operand, b: Operand): readonly [string, string] {
  if (a.scale === b.scale) return [a.code, b.code];
  if (a.scale < b.scale) return [scaled(a, b.scale), b.code];
  return [a.code, scaled(b, a.scale)];
}

const scaled = (operand: Operand, scale: number): string =>
  alignedConstant(operand, scale)?.code ?? `${operand.code} * ${power(scale - operand.scale)}`;

/** 10^n as a double; exact up to 10^22. */
export const power = (n: number): number => Number(tenTo(n));
