import {
  addExact,
  addUnits,
  addWritten,
  emptySum,
  type Sum,
  totalOf,
  trimmed,
} from "./aggregate-sum.ts";
import { groupKeyMax, groupsMax, numberBlocksMax } from "./context.ts";
import { compare, type Decimal, decimal, format, parseDecimal } from "./expression/decimal.ts";
import { fault, isFault, isUnjudged, type Unjudged } from "./expression/fault.ts";
import { bind, type Frame } from "./expression/frame.ts";
import { evaluate } from "./expression/interpret.ts";
import { addNumber, type GrowingNumbers, noNumbers } from "./expression/number-set.ts";
import { addText, textOfNumbers } from "./expression/number-set-text.ts";
import type { Type } from "./expression/types.ts";
import type { List, Value } from "./expression/value.ts";
import type { World } from "./expression/world.ts";
import type { Aggregate } from "./plan.ts";

/**
 * What a chunk remembers of one aggregate: plain JSON, numbers as text. Merging is associative and
 * commutative, so that neither cuts nor their order can be seen in the result.
 */
export interface AggregateState {
  /** Records that counted. */
  readonly count: number;
  /** A sum, minimum or maximum; absent when nothing counted. */
  readonly total?: string;
  readonly groups?: Readonly<Record<string, string>>;
  /** The numbers used in each series, as `textOfNumbers` writes them. */
  readonly series?: Readonly<Record<string, string>>;
  /** There are more groups or numbers than are kept: none is, and the aggregate is unjudged. */
  readonly crowded?: true;
  /** What kept a record from being counted: then the aggregate is unjudged. */
  readonly open?: { readonly kind: "missing" | "fault"; readonly text: string };
}

export type AggregateStates = Readonly<Record<string, AggregateState>>;

export const nothing: AggregateState = { count: 0 };

/** A running aggregate, changed in place within one chunk. */
export interface Running {
  readonly aggregate: Aggregate;
  /** Digits after the point that its decimals show at least. */
  readonly digits: number;
  count: number;
  readonly sum: Sum;
  /** The minimum or maximum. */
  extreme: Decimal | undefined;
  /** The units of the last proven value that was the minimum or maximum. */
  extremeUnits: number;
  readonly groups: Map<string, Sum>;
  readonly series: Map<string, GrowingNumbers>;
  /** Blocks of numbers of all series. */
  blocks: number;
  crowded: boolean;
  open: AggregateState["open"] | undefined;
}

export const startAggregate = (aggregate: Aggregate): Running => ({
  aggregate,
  digits: digitsOf(elementType(aggregate.value?.type)),
  count: 0,
  sum: emptySum(),
  extreme: undefined,
  extremeUnits: Number.NaN,
  groups: new Map(),
  series: new Map(),
  blocks: 0,
  crowded: false,
  open: undefined,
});

const elementType = (type: Type | undefined): Type | undefined =>
  type?.kind === "list" ? type.of : type;

/** Money shows cents, whichever way records write it; what is whole shows none. */
const digitsOf = (type: Type | undefined): number =>
  type?.kind === "decimal" ? Math.min(2, type.scale) : 0;

/**
 * Adds a record by the interpreter. What cannot be judged for it makes the aggregate unjudged, never
 * smaller.
 */
export function addRecord(
  running: Running,
  record: Value,
  frame: Frame | undefined,
  world: World,
): void {
  const { aggregate } = running;
  const inner = bind(frame, aggregate.variable, record);
  const counts = aggregate.where ? evaluate(aggregate.where, inner, world) : true;
  if (counts === false) return;
  const value = aggregate.value ? evaluate(aggregate.value, inner, world) : 0n;
  const key = aggregate.key ? evaluate(aggregate.key, inner, world) : "";
  for (const part of [counts, key, value])
    if (isUnjudged(part)) running.open = worseOpen(running.open, openOf(part));
  if (isUnjudged(counts) || isUnjudged(value) || isUnjudged(key)) return;
  if (Array.isArray(key)) {
    takeEach(running, key, aggregate.value ? (value as List) : undefined);
    return;
  }
  running.count++;
  take(running, value, key as string);
}

/**
 * A record of several groups: counted once in each of them, or its values added to the groups that
 * they stand beside. One that is unjudged leaves out the whole record.
 */
function takeEach(running: Running, keys: List, values: List | undefined): void {
  const parts = [...keys, ...(values ?? [])];
  const open = parts.reduce<AggregateState["open"] | undefined>(
    (worst, part) => (isUnjudged(part) ? worseOpen(worst, openOf(part)) : worst),
    values && values.length !== keys.length
      ? openOf(fault("invalid_argument", oneEach))
      : undefined,
  );
  running.open = worseOpen(running.open, open);
  if (open) return;
  running.count++;
  if (!values) for (const key of new Set(keys as string[])) take(running, 0n, key);
  else
    keys.forEach((key, at) => {
      take(running, values[at] as Value, key as string);
    });
}

const oneEach = "as many values as groups are wanted";

function take(running: Running, value: Value, key: string): void {
  const { how, value: node } = running.aggregate;
  if (how === "count") return;
  if (how === "countBy") addToGroup(running, key, (group) => addUnits(group, 1, 0));
  else if (how === "numbers") {
    const series = seriesOf(running, key);
    if (series && addNumber(series, value as bigint)) countBlocks(running, 1);
  } else takeDecimal(running, asDecimal(value, elementType(node?.type)), key);
}

function takeDecimal(running: Running, value: Decimal, key: string): void {
  const { how } = running.aggregate;
  if (how === "sumBy") addToGroup(running, key, (group) => addExact(group, value));
  else if (how === "min" || how === "max") takeExtreme(running, value);
  else addExact(running.sum, value);
}

/** Takes a value for the minimum or the maximum. */
export function takeExtreme(running: Running, value: Decimal): void {
  const { extreme: known, aggregate } = running;
  const sign = known ? compare(value, known) : 0;
  if (!known || (aggregate.how === "min" ? sign < 0 : sign > 0)) running.extreme = value;
}

/** Does a step on the sum of a group, where there is room for it. */
export function addToGroup(running: Running, key: string, step: (group: Sum) => void): void {
  if (isLongKey(running, key) || running.crowded) return;
  let group = running.groups.get(key);
  if (!group) {
    group = emptySum();
    running.groups.set(key, group);
  }
  step(group);
  if (running.groups.size > groupsMax) crowd(running);
}

/** The series of a key, where there is still room for it. */
export function seriesOf(running: Running, key: string): GrowingNumbers | undefined {
  if (isLongKey(running, key) || running.crowded) return undefined;
  const known = running.series.get(key);
  if (known) return known;
  const made = noNumbers();
  running.series.set(key, made);
  return made;
}

/** Counts blocks of numbers that were begun. */
export function countBlocks(running: Running, added: number): void {
  running.blocks += added;
  if (running.blocks > numberBlocksMax) crowd(running);
}

/** A key that would not let memory be bounded by the number of groups; told however many there are. */
function isLongKey(running: Running, key: string): boolean {
  if (key.length <= groupKeyMax) return false;
  const text = `budget: a key of more than ${groupKeyMax} characters`;
  running.open = worseOpen(running.open, { kind: "fault", text });
  return true;
}

/** Too many groups or numbers: none is kept, so that which came first leaves no trace. */
function crowd(running: Running): void {
  running.crowded = true;
  running.groups.clear();
  running.series.clear();
  running.blocks = 0;
  const text =
    running.aggregate.how === "numbers"
      ? `budget: numbers in more than ${numberBlocksMax} blocks of 4096`
      : `budget: more than ${groupsMax} groups`;
  running.open = worseOpen(running.open, { kind: "fault", text });
}

/** Ints and dates are kept as decimals too: whole ones. */
function asDecimal(value: Value, type: Type | undefined): Decimal {
  if (type?.kind === "decimal") return value as Decimal;
  return decimal(BigInt(value as bigint | number), 0);
}

const openOf = (unjudged: Unjudged): NonNullable<AggregateState["open"]> =>
  isFault(unjudged)
    ? { kind: "fault", text: `${unjudged.code}: ${unjudged.detail}` }
    : { kind: "missing", text: unjudged.what };

/** Of two the worse; of equals the first in the order of text, so that order does not matter. */
function worseOpen(
  a: AggregateState["open"] | undefined,
  b: AggregateState["open"] | undefined,
): AggregateState["open"] | undefined {
  if (!a || !b) return a ?? b;
  if (a.kind !== b.kind) return a.kind === "fault" ? a : b;
  return a.text <= b.text ? a : b;
}

/** The state as plain JSON. Equal states give equal JSON, whichever way they came about. */
export function stateOf(running: Running): AggregateState {
  const { count, groups, series, crowded, open, digits } = running;
  const total = totalIn(running);
  const shown = (value: Decimal): string => format(trimmed(value, digits));
  return {
    count,
    ...(total && { total: shown(total) }),
    ...(groups.size > 0 && { groups: byKey(groups, (group) => shown(totalOf(group))) }),
    ...(series.size > 0 && { series: byKey(series, textOfNumbers) }),
    ...(crowded && { crowded: true }),
    ...(open && { open }),
  };
}

function totalIn({ aggregate, count, sum, extreme }: Running): Decimal | undefined {
  if (aggregate.how === "sum" || aggregate.how === "avg")
    return count > 0 ? totalOf(sum) : undefined;
  return extreme;
}

/** By key in the order of text; keys are data, and `__proto__` is a key like any other. */
function byKey<T>(map: ReadonlyMap<string, T>, textOf: (value: T) => string) {
  const sorted = [...map].sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(sorted.map(([key, value]) => [key, textOf(value)]));
}

/** Adds what another part remembers; in what order parts come cannot be seen in the result. */
export function absorb(running: Running, state: AggregateState = nothing): void {
  running.count += state.count;
  running.open = worseOpen(running.open, state.open);
  if (state.total !== undefined) takeDecimal(running, parseDecimal(state.total) as Decimal, "");
  if (state.crowded) crowd(running);
  for (const [key, text] of Object.entries(state.groups ?? {}))
    addToGroup(running, key, (group) => addWritten(group, text));
  for (const [key, text] of Object.entries(state.series ?? {})) {
    const series = seriesOf(running, key);
    if (series) countBlocks(running, addText(series, text));
  }
}
