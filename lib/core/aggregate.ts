import { groupKeyMax, groupsMax, numberBlocksMax } from "./context.ts";
import { add, compare, type Decimal, decimal, format, parseDecimal } from "./expression/decimal.ts";
import { isFault, isUnjudged, type Unjudged } from "./expression/fault.ts";
import { bind, type Frame } from "./expression/frame.ts";
import { evaluate } from "./expression/interpret.ts";
import { addNumber, type GrowingNumbers, noNumbers } from "./expression/number-set.ts";
import { addText, textOfNumbers } from "./expression/number-set-text.ts";
import type { Type } from "./expression/types.ts";
import type { Value } from "./expression/value.ts";
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
  count: number;
  total: Decimal | undefined;
  readonly groups: Map<string, Decimal>;
  readonly series: Map<string, GrowingNumbers>;
  /** Blocks of numbers of all series. */
  blocks: number;
  crowded: boolean;
  open: AggregateState["open"] | undefined;
}

export const startAggregate = (aggregate: Aggregate): Running => ({
  aggregate,
  count: 0,
  total: undefined,
  groups: new Map(),
  series: new Map(),
  blocks: 0,
  crowded: false,
  open: undefined,
});

/** Adds a record. What cannot be judged for it makes the aggregate unjudged, never smaller. */
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
  running.count++;
  if (aggregate.how === "numbers") addToSeries(running, key as string, value as bigint);
  else take(running, asDecimal(value, aggregate.value?.type), key as string);
}

function take(running: Running, value: Decimal, key: string): void {
  const { how } = running.aggregate;
  if (how === "sum" || how === "avg") running.total = add(running.total ?? decimal(0n, 0), value);
  else if (how === "min" || how === "max") running.total = extreme(how, running.total, value);
  else if (how === "sumBy") addToGroup(running, key, value);
  else if (how === "countBy") addToGroup(running, key, decimal(1n, 0));
}

function addToGroup(running: Running, key: string, step: Decimal): void {
  if (running.crowded || isLongKey(running, key)) return;
  const known = running.groups.get(key);
  running.groups.set(key, known ? add(known, step) : step);
  if (!known && running.groups.size > groupsMax) crowd(running);
}

function addToSeries(running: Running, key: string, number: bigint): void {
  if (running.crowded || isLongKey(running, key)) return;
  if (addNumber(seriesOf(running, key), number)) countBlocks(running, 1);
}

function seriesOf({ series }: Running, key: string): GrowingNumbers {
  const known = series.get(key);
  if (known) return known;
  const made = noNumbers();
  series.set(key, made);
  return made;
}

function countBlocks(running: Running, added: number): void {
  running.blocks += added;
  if (running.blocks > numberBlocksMax) crowd(running);
}

/** A key that would not let memory be bounded by the number of groups. */
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

const extreme = (how: "min" | "max", known: Decimal | undefined, value: Decimal): Decimal =>
  !known || (how === "min" ? compare(value, known) < 0 : compare(value, known) > 0)
    ? tied(value, known)
    : compare(value, known) === 0
      ? tied(value, known)
      : known;

/** Of equal values the one with more digits stands, whichever came first. */
function tied(value: Decimal, known: Decimal | undefined): Decimal {
  if (!known || compare(value, known) !== 0) return value;
  return value.scale >= known.scale ? value : known;
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

/** The state as plain JSON. */
export function stateOf({ count, total, groups, series, crowded, open }: Running): AggregateState {
  return {
    count,
    ...(total && { total: format(total) }),
    ...(groups.size > 0 && { groups: byKey(groups, format) }),
    ...(series.size > 0 && { series: byKey(series, textOfNumbers) }),
    ...(crowded && { crowded: true }),
    ...(open && { open }),
  };
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
  const total = state.total === undefined ? undefined : parseDecimal(state.total);
  if (total) absorbTotal(running, total);
  if (state.crowded) crowd(running);
  for (const [key, text] of Object.entries(state.groups ?? {}))
    addToGroup(running, key, parseDecimal(text) as Decimal);
  for (const [key, text] of Object.entries(state.series ?? {}))
    if (!running.crowded) countBlocks(running, addText(seriesOf(running, key), text));
}

function absorbTotal(running: Running, total: Decimal): void {
  const { how } = running.aggregate;
  if (how === "min" || how === "max") running.total = extreme(how, running.total, total);
  else running.total = add(running.total ?? decimal(0n, 0), total);
}
