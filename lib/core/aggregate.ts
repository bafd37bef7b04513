import { groupsMax } from "./context.ts";
import {
  add,
  compare,
  type Decimal,
  decimal,
  format,
  overflows,
  parseDecimal,
  quotient,
} from "./expression/decimal.ts";
import {
  type Fault,
  fault,
  isFault,
  isUnjudged,
  missing,
  type Unjudged,
} from "./expression/fault.ts";
import { bind, type Frame } from "./expression/frame.ts";
import { intOf } from "./expression/int.ts";
import { evaluate } from "./expression/interpret.ts";
import { formatDate } from "./expression/time.ts";
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
  /** There are more groups than are kept: none is, and the aggregate is unjudged. */
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
  crowded: boolean;
  open: AggregateState["open"] | undefined;
}

export const startAggregate = (aggregate: Aggregate): Running => ({
  aggregate,
  count: 0,
  total: undefined,
  groups: new Map(),
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
  take(running, asDecimal(value, aggregate.value?.type), key as string);
}

function take(running: Running, value: Decimal, key: string): void {
  const { how } = running.aggregate;
  if (how === "sum" || how === "avg") running.total = add(running.total ?? decimal(0n, 0), value);
  else if (how === "min" || how === "max") running.total = extreme(how, running.total, value);
  else if (how === "sumBy") addToGroup(running, key, value);
  else if (how === "countBy") addToGroup(running, key, decimal(1n, 0));
}

function addToGroup(running: Running, key: string, step: Decimal): void {
  if (running.crowded) return;
  const known = running.groups.get(key);
  running.groups.set(key, known ? add(known, step) : step);
  if (!known && running.groups.size > groupsMax) crowd(running);
}

/** Too many groups: none is kept, so that which came first cannot be seen in what is left. */
function crowd(running: Running): void {
  running.crowded = true;
  running.groups.clear();
  const text = `budget: more than ${groupsMax} groups`;
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
export function stateOf({ count, total, groups, crowded, open }: Running): AggregateState {
  const byKey = [...groups].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    count,
    ...(total && { total: format(total) }),
    ...(groups.size > 0 && { groups: ownEntries(byKey.map(([k, v]) => [k, format(v)])) }),
    ...(crowded && { crowded: true }),
    ...(open && { open }),
  };
}

/** An object whose keys are data: `__proto__` is a key like any other. */
function ownEntries(entries: readonly (readonly [string, string])[]): Record<string, string> {
  return Object.fromEntries(entries);
}

/** Adds what another part remembers; in what order parts come cannot be seen in the result. */
export function absorb(running: Running, state: AggregateState = nothing): void {
  const { how } = running.aggregate;
  running.count += state.count;
  running.open = worseOpen(running.open, state.open);
  const total = state.total === undefined ? undefined : parseDecimal(state.total);
  if (total)
    running.total =
      how === "min" || how === "max"
        ? extreme(how, running.total, total)
        : add(running.total ?? decimal(0n, 0), total);
  if (state.crowded) crowd(running);
  else
    for (const [key, text] of Object.entries(state.groups ?? {}))
      addToGroup(running, key, parseDecimal(text) as Decimal);
}

/** What a run rule reads: the value, or why there is none. */
export function aggregateValue(aggregate: Aggregate, state: AggregateState): Value | Unjudged {
  if (state.open) return openValue(state.open);
  const { how, type } = aggregate;
  if (how === "count") return BigInt(state.count);
  if (how === "sumBy" || how === "countBy") return groupValues(aggregate, state);
  const total = state.total === undefined ? undefined : parseDecimal(state.total);
  if (how === "sum") return asValue(total ?? decimal(0n, 0), type);
  if (!total) return missing(`records.${how} of no records`);
  if (how !== "avg") return asValue(total, type);
  const scale = type.kind === "decimal" ? type.scale : 0;
  return quotient(total, decimal(BigInt(state.count), 0), scale) as Decimal;
}

const openValue = (open: NonNullable<AggregateState["open"]>): Unjudged =>
  open.kind === "missing" ? missing(open.text) : faultOf(open.text);

function faultOf(text: string): Fault {
  const [code = "internal", detail = ""] = text.split(/: (.*)/s);
  return fault(code as Fault["code"], detail);
}

function groupValues(aggregate: Aggregate, state: AggregateState): Value | Unjudged {
  const of = aggregate.type.kind === "map" ? aggregate.type.of : aggregate.type;
  const map = new Map<string, Value>();
  for (const [key, text] of Object.entries(state.groups ?? {})) {
    const value = asValue(parseDecimal(text) as Decimal, of);
    if (isUnjudged(value)) return value;
    map.set(key, value);
  }
  return map;
}

function asValue(value: Decimal, type: Type): Value | Unjudged {
  if (type.kind === "int") return intOf(value.units);
  if (type.kind === "date") return Number(value.units);
  return overflows(value) ? fault("overflow", "a sum of more than 38 digits") : value;
}

/** The aggregate as reports and history keep it: text; "unknown" when it is unjudged. */
export function aggregateText(
  aggregate: Aggregate,
  state: AggregateState,
): string | Readonly<Record<string, string>> {
  if (state.groups && !state.open) return state.groups;
  const value = aggregateValue(aggregate, state);
  if (isUnjudged(value)) return "unknown";
  if (typeof value === "bigint") return value.toString();
  if (typeof value === "number") return formatDate(value);
  return value instanceof Map ? {} : format(value as Decimal);
}
