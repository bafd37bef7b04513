import type { Pattern, Piece, UnitSet } from "./pattern.ts";

/**
 * The states of all patterns at once, before they are made deterministic, by number. A state takes
 * one unit of the set `sets[set]` and goes on to `next`; or, where `set` is -1, goes on to `next`
 * and `other` without taking any, as far as they are not -1; `accepts` is the number of the pattern
 * that ends there, or -1. Lists of numbers, since there are tens of thousands of states.
 */
export interface StateGraph {
  readonly sets: readonly UnitSet[];
  readonly set: readonly number[];
  readonly next: readonly number[];
  readonly other: readonly number[];
  readonly accepts: readonly number[];
  /** The first state of each pattern. */
  readonly starts: readonly number[];
}

/** Writes patterns out as states; equal sets are one. */
export function stateGraph(patterns: readonly Pattern[]): StateGraph {
  const graph: Growing = {
    sets: [],
    known: new Map(),
    numbers: new Map(),
    set: [],
    next: [],
    other: [],
    accepts: [],
  };
  const starts = patterns.map(({ piece }, pattern) =>
    grow(graph, piece, add(graph, -1, -1, -1, pattern)),
  );
  const { sets, set, next, other, accepts } = graph;
  return { sets, set, next, other, accepts, starts };
}

interface Growing {
  readonly sets: UnitSet[];
  /** Sets that were met, themselves: most are shared by many pieces. */
  readonly known: Map<UnitSet, number>;
  readonly numbers: Map<string, number>;
  readonly set: number[];
  readonly next: number[];
  readonly other: number[];
  readonly accepts: number[];
}

function add(graph: Growing, set: number, next: number, other: number, accepts = -1): number {
  graph.set.push(set);
  graph.next.push(next);
  graph.other.push(other);
  return graph.accepts.push(accepts) - 1;
}

const either = (graph: Growing, next: number, other: number): number => add(graph, -1, next, other);

/** The state at which a piece begins that goes on to `then`. */
function grow(graph: Growing, piece: Piece, then: number): number {
  switch (piece.kind) {
    case "unit":
      return add(graph, setNumber(graph, piece.set), then, -1);
    case "sequence":
      return piece.parts.reduceRight((after, part) => grow(graph, part, after), then);
    case "choice":
      return piece.parts
        .map((part) => grow(graph, part, then))
        .reduceRight((after, start) => either(graph, start, after));
    case "repeat":
      return growRepeat(graph, piece, then);
  }
}

function growRepeat(graph: Growing, { of, min, max }: Repeat, then: number): number {
  let start = then;
  if (max === Number.POSITIVE_INFINITY) {
    const again = either(graph, -1, then);
    graph.next[again] = grow(graph, of, again);
    start = again;
  } else for (let n = min; n < max; n++) start = either(graph, grow(graph, of, start), then);
  for (let n = 0; n < min; n++) start = grow(graph, of, start);
  return start;
}

type Repeat = Extract<Piece, { kind: "repeat" }>;

function setNumber(graph: Growing, set: UnitSet): number {
  const met = graph.known.get(set);
  if (met !== undefined) return met;
  const text = JSON.stringify(set);
  const number = graph.numbers.get(text) ?? graph.sets.push(set) - 1;
  graph.numbers.set(text, number);
  graph.known.set(set, number);
  return number;
}
