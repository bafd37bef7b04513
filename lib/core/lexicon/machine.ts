import { type Pattern, takes, type UnitSet } from "./pattern.ts";
import { type StateGraph, stateGraph } from "./state-graph.ts";
import { type UnitClasses, unitClasses } from "./unit-classes.ts";

/** Deterministic states that are kept: when there are more, they are worked out anew. */
const statesMax = 4_000;

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
}

/** What is known so far. */
interface Tables {
  /** Classes that the tables have room for. */
  width: number;
  /**
   * Steps of the state s from `s * width` on: twice the next state, and one more where patterns end
   * there; 0 is not known yet, 1 is nowhere.
   */
  steps: Uint16Array;
  /** By state: the states of the graph that it stands for. */
  members: (readonly number[])[];
  /** By state: the patterns that end there. */
  accepts: (readonly number[])[];
  numbers: Map<string, number>;
  /** The first state by the class of the unit before, 0 where there is none; 0 is not known yet. */
  starts: Uint16Array;
  /** First states by what may stand before the patterns that begin in them. */
  firsts: Map<string, number>;
  /** By first state: of which two units a match may begin with, see `hopeOf`. */
  hopes: (Uint8Array | undefined)[];
  /** By set and class whether the set takes it; 0 is not known yet. */
  taken: Map<UnitSet, Uint8Array>;
}

/** A step that leads nowhere. */
export const NOWHERE = 1;
const widthAtFirst = 128;

export function machineOf(patterns: readonly Pattern[], folds: boolean): Machine {
  const graph = stateGraph(patterns);
  const around = patterns.flatMap(({ notAfter, notBefore }) => [notAfter, notBefore]);
  const sets = [...graph.sets, ...around.filter((set) => set !== undefined)];
  const edges = [...new Set(patterns.flatMap(({ notAfter }) => notAfter ?? []))];
  const classes = unitClasses(sets, folds);
  return { patterns, graph, classes, edges, ...emptyTables(widthAtFirst) };
}

const emptyTables = (width: number): Tables => ({
  width,
  steps: new Uint16Array(64 * width),
  members: [[], []],
  accepts: [[], []],
  numbers: new Map(),
  starts: new Uint16Array(width),
  firsts: new Map(),
  hopes: [],
  taken: new Map(),
});

/** Makes room for all classes that were met; where there was none, every state is forgotten. */
export function makeRoom(machine: Machine): void {
  let { width } = machine;
  while (width < machine.classes.samples.length) width *= 2;
  if (width > machine.width) Object.assign(machine, emptyTables(width));
}

/** The state in which every pattern begins that may stand behind such a unit. */
export function startAfter(machine: Machine, before: number): number {
  const known = machine.starts[before] as number;
  if (known !== 0) return known;
  const number = firstState(machine, before);
  machine.starts[before] = number;
  machine.hopes[number] ??= new Uint8Array(machine.width * machine.width);
  return number;
}

/** Most units let the same patterns begin behind them: those have one state. */
function firstState(machine: Machine, before: number): number {
  const { patterns, graph, edges } = machine;
  const open = edges.map((set) => !isTaken(machine, set, before));
  const key = open.join();
  const known = machine.firsts.get(key);
  if (known !== undefined) return known;
  const byEdge = new Map(edges.map((set, index) => [set, open[index]]));
  const starts = graph.starts.filter((_, pattern) => {
    const { notAfter } = patterns[pattern] as Pattern;
    return !notAfter || byEdge.get(notAfter);
  });
  const number = numberOf(machine, closureOf(graph, starts));
  machine.firsts.set(key, number);
  return number;
}

/**
 * Whether two units, in a row from a first state on, can begin no match: so most places of a text
 * are left at once. Class 0 is the end of the text.
 */
export function hopeOf(machine: Machine, start: number, pair: number): number {
  const { width, numbers } = machine;
  const [first, second] = [Math.floor(pair / width), pair % width];
  const hopes = machine.hopes[start] as Uint8Array;
  const step = stepFrom(machine, start, first);
  const isHopeless =
    step === NOWHERE ||
    ((step & 1) === 0 &&
      machine.numbers === numbers &&
      (second === 0 || stepFrom(machine, step >> 1, second) === NOWHERE));
  hopes[pair] = isHopeless ? HOPELESS : HOPEFUL;
  return hopes[pair];
}

/** Of two units: whether a match may begin with them. */
export const HOPELESS = 1;
export const HOPEFUL = 2;

/** The step from a state: worked out once, and kept. */
export function stepFrom(machine: Machine, from: number, unitClass: number): number {
  const known = machine.steps[from * machine.width + unitClass] as number;
  if (known !== 0) return known;
  const members = steppedTo(machine, machine.members[from] as readonly number[], unitClass);
  const { numbers } = machine;
  const number = numberOf(machine, members);
  const ends = (machine.accepts[number]?.length ?? 0) > 0;
  const step = number === NOWHERE ? NOWHERE : 2 * number + (ends ? 1 : 0);
  // Where all states were forgotten meanwhile, this one has no row any more.
  if (machine.numbers === numbers) machine.steps[from * machine.width + unitClass] = step;
  return step;
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
  if (machine.members.length >= statesMax) Object.assign(machine, emptyTables(machine.width));
  const number = machine.members.push(members) - 1;
  const accepts = members.map((member) => machine.graph.accepts[member] as number);
  const ends = accepts.filter((pattern) => pattern >= 0).sort((a, b) => a - b);
  machine.accepts.push(ends);
  machine.numbers.set(key, number);
  if ((number + 1) * machine.width > machine.steps.length) {
    const larger = new Uint16Array(2 * machine.steps.length);
    larger.set(machine.steps);
    machine.steps = larger;
  }
  return number;
}

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
export function isTaken(machine: Machine, set: UnitSet, unitClass: number): boolean {
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
