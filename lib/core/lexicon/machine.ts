import { type Pattern, takes, type UnitSet } from "./pattern.ts";
import { type Room, roomOf } from "./places.ts";
import { type StateGraph, stateGraph } from "./state-graph.ts";
import { type UnitClasses, unitClasses } from "./unit-classes.ts";

/** Deterministic states that are kept: when there are more, they are worked out anew. */
const statesMax = 4_000;
/**
 * Places that are followed before states may be forgotten. Each adds at most one state a unit, so
 * that twice their number fits into 16 bits.
 */
export const batchMax = 64;

/**
 * The deterministic states of many patterns, worked out when they are first reached. What is known
 * of them is memory only: forgetting it changes no result.
 */
export interface Machine extends Tables {
  /** Those that are looked for, by number. */
  readonly patterns: readonly Pattern[];
  readonly graph: StateGraph;
  readonly classes: UnitClasses;
  /** What may not stand before some pattern: few sets, most patterns share one. */
  readonly edges: readonly UnitSet[];
  /** Where the places of a text are written, text after text. */
  room: Room;
}

/** What is known so far. */
interface Tables {
  /** Classes that the tables have room for. */
  width: number;
  /**
   * Steps of the state s from `s * width` on, by the class of the unit that follows: twice the next
   * state, and `ENDS` where a match may end in s before such a unit; 0 is not known yet.
   */
  steps: Uint16Array;
  /** By state: the states of the graph that it stands for. */
  members: (readonly number[])[];
  /** By state: the patterns that end there. */
  accepts: (readonly number[])[];
  /** By the place of a step that says `ENDS`: the patterns that may end before it. */
  endings: Map<number, readonly number[]>;
  numbers: Map<string, number>;
  /** First states by what may stand before the patterns that begin in them. */
  firsts: Map<string, First>;
  /** The first state by the class of the unit before, 0 where there is none; 0 is not known yet. */
  starts: Uint16Array;
  /** Where `hopes` of a first state begin, by the class of the unit before; 0 is not known yet. */
  blocks: Int32Array;
  /**
   * By first state and two units: 0 where they are known to begin no match, else 1. The first block
   * is of the units whose first state is not known yet: all may begin there, but not at class 0.
   */
  hopes: Uint8Array;
  /** By set and class whether the set takes it; 0 is not known yet. */
  taken: Map<UnitSet, Uint8Array>;
}

interface First {
  readonly state: number;
  readonly block: number;
}

/** The state from which nothing is taken and nothing ends. */
export const NOWHERE = 1;
/** Of a step: a match may end before it. */
export const ENDS = 1;
/** The step that ends nothing and leads nowhere. */
export const HOPELESS = 2 * NOWHERE;
const widthAtFirst = 64;
const roomAtFirst = 4_096;

export function machineOf(patterns: readonly Pattern[], folds: boolean): Machine {
  const graph = stateGraph(patterns);
  const around = patterns.flatMap(({ notAfter, notBefore }) => [notAfter, notBefore]);
  const sets = [...graph.sets, ...around.filter((set) => set !== undefined)];
  const edges = [...new Set(patterns.flatMap(({ notAfter }) => notAfter ?? []))];
  const classes = unitClasses(sets, folds);
  const room = roomOf(roomAtFirst);
  return { patterns, graph, classes, edges, room, ...emptyTables(widthAtFirst) };
}

const emptyTables = (width: number): Tables => ({
  width,
  steps: new Uint16Array(64 * width),
  members: [[], []],
  accepts: [[], []],
  endings: new Map(),
  numbers: new Map(),
  firsts: new Map(),
  starts: new Uint16Array(width),
  blocks: new Int32Array(width),
  hopes: new Uint8Array(width * width).fill(1, width),
  taken: new Map(),
});

/**
 * Makes room for all classes that were met, and for the states of one batch; where there is none,
 * every state is forgotten.
 */
export function makeRoom(machine: Machine): void {
  let { width } = machine;
  while (width < machine.classes.samples.length) width *= 2;
  if (width > machine.width || machine.members.length > statesMax)
    Object.assign(machine, emptyTables(width));
}

/** The state in which every pattern begins that may stand behind such a unit. */
export function startAfter(machine: Machine, before: number): number {
  if (machine.starts[before] === 0) learnFirst(machine, before);
  return machine.starts[before] as number;
}

/** Most units let the same patterns begin behind them: those have one state. */
function learnFirst(machine: Machine, before: number): void {
  const open = machine.edges.map((set) => !isTaken(machine, set, before));
  const key = open.join();
  const first = machine.firsts.get(key) ?? makeFirst(machine, key, open);
  machine.starts[before] = first.state;
  machine.blocks[before] = first.block;
}

function makeFirst(machine: Machine, key: string, open: readonly boolean[]): First {
  const { patterns, graph, edges } = machine;
  const byEdge = new Map(edges.map((set, index) => [set, open[index]]));
  const starts = graph.starts.filter((_, pattern) => {
    const { notAfter } = patterns[pattern] as Pattern;
    return !notAfter || byEdge.get(notAfter);
  });
  const state = numberOf(machine, closureOf(graph, starts));
  const block = machine.hopes.length;
  const hopes = new Uint8Array(block + machine.width * machine.width).fill(1);
  hopes.set(machine.hopes);
  machine.hopes = hopes;
  const first = { state, block };
  machine.firsts.set(key, first);
  return first;
}

/** Remembers that no match begins with two units behind another one; 0 is the end of the text. */
export function giveUp(machine: Machine, before: number, first: number, second: number): void {
  startAfter(machine, before);
  const block = machine.blocks[before] as number;
  machine.hopes[block + first * machine.width + second] = 0;
}

/** The step from a state: worked out once, and kept. */
export function stepFrom(machine: Machine, from: number, next: number): number {
  const place = from * machine.width + next;
  const known = machine.steps[place] as number;
  if (known !== 0) return known;
  const accepts = machine.accepts[from] as readonly number[];
  const ending = accepts.filter((pattern) => mayEnd(machine, pattern, next));
  if (ending.length > 0) machine.endings.set(place, ending);
  const members = steppedTo(machine, machine.members[from] as readonly number[], next);
  const step = 2 * numberOf(machine, members) + (ending.length > 0 ? ENDS : 0);
  machine.steps[place] = step;
  return step;
}

/** Whether a match of a pattern may end before such a unit. */
function mayEnd(machine: Machine, pattern: number, next: number): boolean {
  const { notBefore } = machine.patterns[pattern] as Pattern;
  return !(notBefore && isTaken(machine, notBefore, next));
}

/** The states of the graph that others go on to by a unit. */
function steppedTo(
  machine: Machine,
  members: readonly number[],
  unitClass: number,
): readonly number[] {
  const { graph } = machine;
  const next: number[] = [];
  for (const member of members) {
    const set = graph.set[member] as number;
    if (set >= 0 && isTaken(machine, graph.sets[set] as UnitSet, unitClass))
      next.push(graph.next[member] as number);
  }
  return closureOf(graph, next);
}

/** The number of the state that stands for these states. */
function numberOf(machine: Machine, members: readonly number[]): number {
  if (members.length === 0) return NOWHERE;
  const key = members.join();
  const known = machine.numbers.get(key);
  if (known !== undefined) return known;
  const number = machine.members.push(members) - 1;
  const accepts = members.map((member) => machine.graph.accepts[member] as number);
  const ends = accepts.filter((pattern) => pattern >= 0).sort((a, b) => a - b);
  machine.accepts.push(ends);
  machine.numbers.set(key, number);
  if ((number + 1) * machine.width > machine.steps.length)
    machine.steps = twiceAsLong(machine.steps);
  return number;
}

const twiceAsLong = (list: Uint16Array): Uint16Array => {
  const longer = new Uint16Array(2 * list.length);
  longer.set(list);
  return longer;
};

/** The states that take a unit or accept, of those reached without taking any, in order. */
function closureOf(graph: StateGraph, entries: readonly number[]): readonly number[] {
  const seen = new Set<number>();
  const members: number[] = [];
  const open = [...entries];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (at < 0 || seen.has(at)) continue;
    seen.add(at);
    const takesUnit = (graph.set[at] as number) >= 0;
    if (takesUnit || (graph.accepts[at] as number) >= 0) members.push(at);
    if (!takesUnit) open.push(graph.next[at] as number, graph.other[at] as number);
  }
  return members.sort((a, b) => a - b);
}

/** Whether a class is of a set; class 0 stands for no unit at all. */
function isTaken(machine: Machine, set: UnitSet, unitClass: number): boolean {
  let known = machine.taken.get(set);
  if (!known) {
    known = new Uint8Array(machine.width);
    machine.taken.set(set, known);
  }
  if (known[unitClass] === 0) {
    const isIn = unitClass > 0 && takes(set, machine.classes.samples[unitClass] as number);
    known[unitClass] = isIn ? TAKEN : NOT_TAKEN;
  }
  return known[unitClass] === TAKEN;
}

const TAKEN = 1;
const NOT_TAKEN = 2;
