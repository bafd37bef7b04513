import type { Pattern, Piece, UnitSet } from "./pattern.ts";

/**
 * The states of all patterns at once, before they are made deterministic. A state takes one unit of
 * a set and goes on to `next`, or goes on to `next` and `other` without taking any; `accepts` is
 * the number of the pattern that ends there.
 */
export interface StateGraph {
  readonly sets: readonly UnitSet[];
  readonly states: readonly State[];
  /** The first state of each pattern. */
  readonly starts: readonly number[];
}

export interface State {
  /** The number of a set, or -1. */
  readonly set: number;
  readonly next: number;
  readonly other: number;
  /** The number of a pattern, or -1. */
  readonly accepts: number;
}

/** Writes patterns out as states; equal sets are one. */
export function stateGraph(patterns: readonly Pattern[]): StateGraph {
  const graph: Growing = { sets: [], numbers: new Map(), states: [] };
  const starts = patterns.map(({ piece }, pattern) => {
    const end = add(graph, { set: -1, next: -1, other: -1, accepts: pattern });
    return grow(graph, piece, end);
  });
  return { sets: graph.sets, states: graph.states, starts };
}

interface Growing {
  readonly sets: UnitSet[];
  readonly numbers: Map<string, number>;
  readonly states: State[];
}

const add = (graph: Growing, state: State): number => graph.states.push(state) - 1;

const either = (graph: Growing, next: number, other: number): number =>
  add(graph, { set: -1, next, other, accepts: -1 });

/** The state at which a piece begins that goes on to `then`. */
function grow(graph: Growing, piece: Piece, then: number): number {
  switch (piece.kind) {
    case "unit":
      return add(graph, { set: setNumber(graph, piece.set), next: then, other: -1, accepts: -1 });
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
    const again = add(graph, { set: -1, next: -1, other: then, accepts: -1 });
    graph.states[again] = { set: -1, next: grow(graph, of, again), other: then, accepts: -1 };
    start = again;
  } else for (let n = min; n < max; n++) start = either(graph, grow(graph, of, start), then);
  for (let n = 0; n < min; n++) start = grow(graph, of, start);
  return start;
}

type Repeat = Extract<Piece, { kind: "repeat" }>;

function setNumber(graph: Growing, set: UnitSet): number {
  const text = JSON.stringify(set);
  const known = graph.numbers.get(text);
  if (known !== undefined) return known;
  graph.numbers.set(text, graph.sets.length);
  return graph.sets.push(set) - 1;
}
