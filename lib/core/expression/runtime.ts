import { fuelDefault } from "../context.ts";
import { called, spent } from "./runtime/called.ts";
import { decimal, decimalText, digitsOf, isDecimal } from "./runtime/decimals.ts";
import { calledExactly, deviation, median } from "./runtime/exact.ts";
import {
  isLoaded,
  isMapOf,
  keyed,
  mapValues,
  none,
  ownOf,
  rowsUnder,
  rowUnder,
} from "./runtime/maps-and-rows.ts";
import { isBlank, orderText, pattern } from "./runtime/texts.ts";
import { date, instant, isInstant, now } from "./runtime/times.ts";

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
  keyed,
  decimalText,
  ownOf,
  isMapOf,
  rowUnder,
  rowsUnder,
  isLoaded,
  emptyList: Object.freeze([]),
  none,
  decimal,
  digitsOf,
  isDecimal,
  isInstant,
  mapValues,
  hasOwn: Object.hasOwn,
  date,
  instant,
  now,
  isBlank,
  orderText,
  startsWith: (text: string, part: string): boolean => text.startsWith(part),
  endsWith: (text: string, part: string): boolean => text.endsWith(part),
  includes: (text: string, part: string): boolean => text.includes(part),
  pattern,
  called,
  calledExactly,
  spent,
  list: (): unknown[] => [],
  median,
  deviation,
} as const;

export type Runtime = typeof runtime;
