import { normalText } from "./normal-text.ts";
import { type Pattern, takes, type UnitSet } from "./pattern.ts";
import { type StateGraph, stateGraph } from "./state-graph.ts";
import { CHANGING, type UnitClasses, unitClasses } from "./unit-classes.ts";

/** A place that a pattern fits; of those that begin at one place the longest. */
export interface Match {
  readonly pattern: number;
  /** Offsets in the text as it was given, in UTF-16 units. */
  readonly at: number;
  readonly end: number;
}

/** UTF-16 units of normal text that a match may have: longer ones are not looked for. */
export const matchLengthMax = 300;

/** Deterministic states that are kept: when there are more, they are worked out anew. */
const statesMax = 4_000;

/**
 * All patterns as one machine: each unit of a text costs one step from where a match may begin, and
 * no more with more patterns. Its states are worked out when they are first reached, so that making
 * it is cheap; that is memory only, the same text always gives the same matches.
 */
export interface Automaton {
  /** The matches in order of their beginnings, then of their patterns. */
  readonly matches: (text: string) => readonly Match[];
}

export function automatonOf(patterns: readonly Pattern[], folds: boolean): Automaton {
  const machine = machineOf(patterns, folds);
  return { matches: (text) => matchesIn(machine, text, folds) };
}

/** A machine and what was worked out of it so far. */
interface Machine {
  readonly patterns: readonly Pattern[];
  readonly graph: StateGraph;
  readonly classes: UnitClasses;
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
  /** By first state: of which two units a match may begin with, see `isHopeless`. */
  hopes: (Uint8Array | undefined)[];
  /** By set and class whether the set takes it; 0 is not known yet. */
  taken: Map<UnitSet, Uint8Array>;
}

const NOWHERE = 1;
const widthAtFirst = 128;

function machineOf(patterns: readonly Pattern[], folds: boolean): Machine {
  const graph = stateGraph(patterns);
  const edges = patterns.flatMap(({ notAfter, notBefore }) => [notAfter, notBefore]);
  const sets = [...graph.sets, ...edges.filter((set) => set !== undefined)];
  const machine = { patterns, graph, classes: unitClasses(sets, folds) } as Machine;
  clear(machine, widthAtFirst);
  return machine;
}

/** Forgets all states; the classes of units stay. */
function clear(machine: Machine, width: number): void {
  machine.width = width;
  machine.steps = new Uint16Array(64 * width);
  machine.members = [[], []];
  machine.accepts = [[], []];
  machine.numbers = new Map();
  machine.starts = new Uint16Array(width);
  machine.taken = new Map();
  machine.hopes = [];
}

function matchesIn(machine: Machine, text: string, folds: boolean): readonly Match[] {
  const units = classesIn(machine, text);
  if (units) return scan(machine, units);
  const normal = normalText(text, folds);
  const found = scan(machine, classesIn(machine, normal.text) ?? new Uint16Array(1));
  return found.map(({ pattern, at, end }) => ({
    pattern,
    at: normal.offsets[at] as number,
    end: normal.offsets[end] as number,
  }));
}

/** The classes of a text's units and 0 behind; undefined where it must be made normal first. */
function classesIn({ classes }: Machine, text: string): Uint16Array | undefined {
  const { ofUnit, learn } = classes;
  const { length } = text;
  const units = new Uint16Array(length + 1);
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    const found = (ofUnit[code] as number) || learn(code);
    if (found === CHANGING) return undefined;
    units[i] = found;
  }
  return units;
}

function scan(machine: Machine, units: Uint16Array): readonly Match[] {
  const found: Match[] = [];
  if (machine.classes.samples.length > machine.width) clear(machine, roomFor(machine));
  const { width } = machine;
  const length = units.length - 1;
  let before = 0;
  for (let at = 0; at < length; at++) {
    const start = (machine.starts[before] as number) || startAfter(machine, before);
    before = units[at] as number;
    const pair = before * width + (units[at + 1] as number);
    const hope = (machine.hopes[start] as Uint8Array)[pair] || hopeOf(machine, start, pair);
    if (hope === HOPELESS) continue;
    const mark = found.length;
    follow(machine, units, at, start, found);
    if (found.length > mark + 1) sortFrom(found, mark);
  }
  return found;
}

/** Takes unit after unit from where a match may begin, and keeps what ends on the way. */
function follow(
  machine: Machine,
  units: Uint16Array,
  at: number,
  start: number,
  found: Match[],
): void {
  const { width } = machine;
  const mark = found.length;
  const limit = Math.min(units.length - 1, at + matchLengthMax);
  let { steps } = machine;
  let from = start;
  for (let end = at; end < limit; ) {
    let step = steps[from * width + (units[end] as number)] as number;
    if (step === 0) {
      step = stepFrom(machine, from, units[end] as number);
      ({ steps } = machine);
    }
    if (step === NOWHERE) return;
    from = step >> 1;
    end += 1;
    if ((step & 1) === 1) note(machine, from, units, { at, end }, found, mark);
  }
}

/**
 * Whether two units, in a row from a first state on, can begin no match: so most places of a text
 * are left at once. Class 0 is the end of the text.
 */
function hopeOf(machine: Machine, start: number, pair: number): number {
  const { width } = machine;
  const [first, second] = [Math.floor(pair / width), pair % width];
  const members = steppedTo(machine, machine.members[start] as readonly number[], first);
  const ends = members.some((member) => (machine.graph.accepts[member] as number) >= 0);
  const isHopeless = !ends && (second === 0 || steppedTo(machine, members, second).length === 0);
  const hope = isHopeless ? HOPELESS : HOPEFUL;
  (machine.hopes[start] as Uint8Array)[pair] = hope;
  return hope;
}

const HOPELESS = 1;
const HOPEFUL = 2;

function roomFor({ classes, width }: Machine): number {
  let room = width;
  while (room < classes.samples.length) room *= 2;
  return room;
}

/** Keeps what ends here, in place of what the same pattern gave from the same beginning. */
function note(
  machine: Machine,
  state: number,
  units: Uint16Array,
  { at, end }: { readonly at: number; readonly end: number },
  found: Match[],
  mark: number,
): void {
  for (const pattern of machine.accepts[state] as readonly number[]) {
    const { notBefore } = machine.patterns[pattern] as Pattern;
    if (notBefore && isTaken(machine, notBefore, units[end] as number)) continue;
    let place = mark;
    while (place < found.length && found[place]?.pattern !== pattern) place += 1;
    found[place] = { pattern, at, end };
  }
}

function sortFrom(found: Match[], mark: number): void {
  const sorted = found.splice(mark).sort((a, b) => a.pattern - b.pattern);
  found.push(...sorted);
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

/** The state in which every pattern begins that may stand behind such a unit. */
function startAfter(machine: Machine, before: number): number {
  const { patterns, graph } = machine;
  const starts = graph.starts.filter((_, pattern) => {
    const { notAfter } = patterns[pattern] as Pattern;
    return !notAfter || !isTaken(machine, notAfter, before);
  });
  const number = numberOf(machine, closureOf(graph, starts));
  machine.starts[before] = number;
  machine.hopes[number] ??= new Uint8Array(machine.width * machine.width);
  return number;
}

/** The step from a state, worked out and kept. */
function stepFrom(machine: Machine, from: number, unitClass: number): number {
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
  if (machine.members.length >= statesMax) clear(machine, machine.width);
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
