import { type Context, fuelDefault } from "../context.ts";
import { fromDouble } from "./decimal.ts";
import { isUnjudged } from "./fault.ts";
import type { FunctionContext, FunctionRow } from "./function-row.ts";
import { compilePattern } from "./functions/patterns.ts";
import { functionById } from "./functions.ts";
import { parseInstant } from "./time.ts";
import type { Kind } from "./types.ts";
import type { JsonObject, Value } from "./value.ts";

/** What generated code may call. All of it is pure but for `spent`, and none of it throws. */
export const runtime = {
  fuelDefault,
  abs: Math.abs,
  ceil: Math.ceil,
  floor: Math.floor,
  max: Math.max,
  min: Math.min,
  round: Math.round,
  trunc: Math.trunc,
  isArray: Array.isArray,
  isSafeInteger: Number.isSafeInteger,
  column: (size: number): Float64Array => new Float64Array(2 * size),
  rawColumn: (size: number): unknown[] => new Array(2 * size).fill(""),
  set: (items: readonly unknown[]): Set<unknown> => new Set(items),
  emptyList: Object.freeze([]),
  none: Object.freeze({}),
  decimal,
  digitsOf,
  isDecimal,
  isInstant,
  mapValues,
  hasOwn: Object.hasOwn,
  date,
  instant,
  now: memoized(instant),
  isBlank,
  orderText,
  startsWith: (text: string, part: string): boolean => text.startsWith(part),
  endsWith: (text: string, part: string): boolean => text.endsWith(part),
  includes: (text: string, part: string): boolean => text.includes(part),
  pattern,
  called,
  spent: (): number => spent,
} as const;

export type Runtime = typeof runtime;

const powers: readonly number[] = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000];

/**
 * The units of a decimal field's text at a scale; NaN when it is none, has other digits than zero
 * beyond the scale, or is larger than `max` units. Up to nine digits fit 32 bits.
 */
function decimal(text: string, scale: number, max: number): number {
  const { length } = text;
  if (length === 0 || length > 10) return longDecimal(text, scale, max);
  const negative = text.charCodeAt(0) === 45;
  const start = negative ? 1 : 0;
  let at = start;
  let units = 0;
  for (; at < length; at++) {
    const digit = text.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9) break;
    units = (Math.imul(units, 10) + digit) | 0;
  }
  let missing = scale;
  if (at < length) {
    missing = scale - (length - at - 1);
    if (at === start || missing < 0 || missing === scale || text.charCodeAt(at) !== 46)
      return longDecimal(text, scale, max);
    for (at++; at < length; at++) {
      const digit = text.charCodeAt(at) - 48;
      if (digit < 0 || digit > 9) return Number.NaN;
      units = (Math.imul(units, 10) + digit) | 0;
    }
  } else if (at === start || at - start > 9) return longDecimal(text, scale, max);
  const scaled = units * (powers[missing] as number);
  if (scaled > max) return Number.NaN;
  return negative ? -scaled : scaled;
}

const decimalText = /^(-?)(\d{1,15})(?:\.(\d{1,6}))?$/;

function longDecimal(text: string, scale: number, max: number): number {
  const match = decimalText.exec(text);
  if (!match) return Number.NaN;
  const fraction = match[3] ?? "";
  for (let at = scale; at < fraction.length; at++)
    if (fraction.charCodeAt(at) !== 48) return Number.NaN;
  const units = Number((match[2] as string) + fraction.slice(0, scale).padEnd(scale, "0"));
  if (!(units <= max)) return Number.NaN;
  return match[1] ? -units : units;
}

/** Whether a raw value is a decimal that a field may hold, of whatever scale. */
function isDecimal(raw: unknown): boolean {
  if (typeof raw === "string") return isDecimalText(raw);
  if (typeof raw !== "number") return false;
  const units = Math.round(raw * 1e6);
  return (
    (units / 1e6 === raw && Math.abs(units) < 1e15) ||
    (Number.isFinite(raw) && fromDouble(raw) !== undefined)
  );
}

function isDecimalText(text: string): boolean {
  const { length } = text;
  let at = text.charCodeAt(0) === 45 ? 1 : 0;
  const start = at;
  at = afterDigits(text, at);
  if (at === start || at - start > 15) return false;
  if (at === length) return true;
  if (text.charCodeAt(at) !== 46) return false;
  const end = afterDigits(text, at + 1);
  return end === length && end - at > 1 && end - at <= 7;
}

/** The place of the first character from `at` on that is no digit. */
function afterDigits(text: string, from: number): number {
  let at = from;
  for (; at < text.length; at++) {
    const digit = text.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9) break;
  }
  return at;
}

/** The values of a map; null ones are absent. */
function mapValues(map: JsonObject): readonly unknown[] {
  return Object.values(map).filter((value) => value !== null);
}

function isInstant(raw: unknown): boolean {
  return typeof raw === "string" && parseInstant(raw) !== undefined;
}

/** The digits after the point of a decimal that was decoded, as written; a number has no zeros. */
function digitsOf(raw: string | number): number {
  if (typeof raw === "number") return digitsOfNumber(raw);
  const { length } = raw;
  for (let count = 0; count < length; count++)
    if (raw.charCodeAt(length - 1 - count) === 46) return count;
  return 0;
}

function digitsOfNumber(value: number): number {
  for (let count = 0; count < powers.length; count++) {
    const power = powers[count] as number;
    if (Math.round(value * power) / power === value) return count;
  }
  return Number.NaN;
}

/** `YYYY-MM-DD` as days since 1970-01-01; NaN when it is no day of the calendar. */
function date(text: string): number {
  if (text.length !== 10 || text.charCodeAt(4) !== 45 || text.charCodeAt(7) !== 45)
    return Number.NaN;
  const century = twoDigits(text, 0);
  const ofCentury = twoDigits(text, 2);
  const month = twoDigits(text, 5);
  const day = twoDigits(text, 8);
  if (century < 0 || ofCentury < 0 || month < 1 || month > 12 || day < 1) return Number.NaN;
  const year = century * 100 + ofCentury;
  const isLeap = (ofCentury === 0 ? century : ofCentury) % 4 === 0;
  if (day > 28 && day > (month === 2 ? (isLeap ? 29 : 28) : 30 + ((month + (month >> 3)) & 1)))
    return Number.NaN;
  // years from March, so that the leap day comes last; a whole era is added to stay above zero
  const y = (month <= 2 ? year - 1 : year) + 400;
  const dayOfYear = ((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) | 0;
  const leapDays = ((y / 4) | 0) - ((y / 100) | 0) + ((y / 400) | 0);
  return y * 365 + leapDays + dayOfYear + day - 1 - 719_468 - 146_097;
}

function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48;
  const ones = text.charCodeAt(at + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1000;
}

/** RFC 3339 as microseconds since 1970; NaN when it is none, or does not fit exactly. */
function instant(text: string): number {
  const nanoseconds = parseInstant(text);
  if (nanoseconds === undefined || nanoseconds % 1000n !== 0n) return Number.NaN;
  const microseconds = Number(nanoseconds / 1000n);
  return Number.isSafeInteger(microseconds) ? microseconds : Number.NaN;
}

/** Remembers the last text: the business instant is the same for every record. */
function memoized(read: (text: string) => number): (text: string) => number {
  let lastText: string | undefined;
  let last = Number.NaN;
  return (text) => {
    if (text !== lastText) [lastText, last] = [text, read(text)];
    return last;
  };
}

/** Text of white space only; most texts show it by their first character. */
function isBlank(text: string): boolean {
  const first = text.length > 0 ? text.charCodeAt(0) : 32;
  return !(first > 32 && first < 127) && text.trim() === "";
}

/** The order of two texts by code points: below, at or above zero. */
function orderText(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const [x, y] = [a.charCodeAt(i), b.charCodeAt(i)];
    if (x !== y) return rankOf(x) - rankOf(y);
  }
  return a.length - b.length;
}

const rankOf = (unit: number): number => (unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit);

/** A compiled pattern; one that cannot be compiled matches nothing and proves nothing. */
function pattern(source: string): (text: string) => boolean {
  const matcher = compilePattern(source);
  if (typeof matcher === "string") throw new Error(`a pattern that was checked: ${matcher}`);
  return matcher.test;
}

/** What the function that was called last has spent, what it might, and the gate's zone. */
let spent = 0;
let allowed = 0;
let zone = "";

/** One for all calls: a function that keeps it sees those after it, and none does. */
const functionContext: FunctionContext = {
  get zone() {
    return zone;
  },
  charge(steps) {
    spent += steps;
    return spent <= allowed;
  },
  calendar: () => undefined,
};

type Plain = string | boolean | number;
type Called = (context: Pick<Context, "zone">, fuel: number, ...args: Plain[]) => Plain | undefined;

/**
 * A function of the table for generated code: ints, dates and instants as whole numbers. Gives
 * undefined for what is unjudged or does not fit; `spent` tells what it took.
 */
function called(id: string, kinds: readonly Kind[]): Called {
  const row = functionById.get(id) as FunctionRow;
  const converted = kinds.some((kind) => kind === "int" || kind === "instant");
  const result = kinds.at(-1);
  return (context, fuel, ...args) => {
    spent = 0;
    allowed = fuel;
    zone = context.zone;
    const values = converted ? args.map((arg, i) => argumentOf(arg, kinds[i])) : args;
    const value = row.run(values, functionContext);
    return isUnjudged(value) ? undefined : plainOf(value, result);
  };
}

function argumentOf(arg: Plain, kind: Kind | undefined): Value {
  if (kind === "int") return BigInt(arg);
  return kind === "instant" ? BigInt(arg) * 1000n : arg;
}

function plainOf(value: Value, kind: Kind | undefined): Plain | undefined {
  if (typeof value !== "bigint") return value as Plain;
  if (kind === "instant" && value % 1000n !== 0n) return undefined;
  const number = Number(kind === "instant" ? value / 1000n : value);
  return Number.isSafeInteger(number) ? number : undefined;
}
