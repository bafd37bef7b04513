import { normalText } from "./normal-text.ts";
import { type Pattern, takes, type UnitSet } from "./pattern.ts";
import { type State, type StateGraph, stateGraph } from "./state-graph.ts";
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
  /** Steps of the state s from `s * width` on; 0 is not known yet, 1 is nowhere. */
  steps: Uint16Array;
  /** By state: the states of the graph that it stands for. */
  members: (readonly number[])[];
  /** By state: the patterns that end there. */
  accepts: (readonly number[])[];
  accepting: Uint8Array;
  numbers: Map<string, number>;
  /** The first state by the class of the unit before, 0 where there is none; 0 is not known yet. */
  starts: Uint16Array;
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
  machine.accepting = new Uint8Array(statesMax + 2);
  machine.numbers = new Map();
  machine.starts = new Uint16Array(width);
}

function matchesIn(machine: Machine, text: string, folds: boolean): readonly Match[] {
  const units = classesIn(machine, text);
  if (units) return scan(machine, units);
  const normal = normalText(text, folds);
  const found = scan(machine, classesIn(machine, normal.text) ?? new Uint16Array(0));
  return found.map(({ pattern, at, end }) => ({
    pattern,
    at: normal.offsets[at] as number,
    end: normal.offsets[end] as number,
  }));
}

/** The classes of a text's units; undefined where it must be made normal first. */
function classesIn({ classes }: Machine, text: string): Uint16Array | undefined {
  const { ofUnit, learn } = classes;
  const units = new Uint16Array(text.length);
  for (let i = 0; i < units.length; i++) {
    const code = text.charCodeAt(i);
    const found = (ofUnit[code] as number) || learn(code);
    if (found === CHANGING) return undefined;
    units[i] = found;
  }
  return units;
}

function scan(machine: Machine, units: Uint16Array): readonly Match[] {
  const found: Match[] = [];
  if (machine.classes.samples.length > machine.width) clear(machine, 2 * roomFor(machine));
  let { steps, starts, accepting } = machine;
  const { width } = machine;
  let before = 0;
  for (let at = 0; at < units.length; at++) {
    const start = (starts[before] as number) || startAfter(machine, before);
    before = units[at] as number;
    let state = steps[start * width + before] as number;
    if (state === NOWHERE) continue;
    const limit = Math.min(units.length, at + matchLengthMax);
    let end = at;
    let from = start;
    const mark = found.length;
    for (;;) {
      if (state === 0) {
        state = stepFrom(machine, from, units[end] as number);
        ({ steps, starts, accepting } = machine);
      }
      if (state === NOWHERE) break;
      end += 1;
      if (accepting[state] === 1) note(machine, state, units, { at, end }, found, mark);
      if (end >= limit) break;
      from = state;
      state = steps[state * width + (units[end] as number)] as number;
    }
    if (found.length > mark + 1) sortFrom(found, mark);
  }
  return found;
}

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
    if (end < units.length && notBefore && isTaken(machine, notBefore, units[end] as number))
      continue;
    let place = mark;
    while (place < found.length && found[place]?.pattern !== pattern) place += 1;
    found[place] = { pattern, at, end };
  }
}

function sortFrom(found: Match[], mark: number): void {
  const sorted = found.splice(mark).sort((a, b) => a.pattern - b.pattern);
  found.push(...sorted);
}

const isTaken = ({ classes }: Machine, set: UnitSet, unitClass: number): boolean =>
  unitClass !== 0 && takes(set, classes.samples[unitClass] as number);

/** The state in which every pattern begins that may stand behind such a unit. */
function startAfter(machine: Machine, before: number): number {
  const { patterns, graph } = machine;
  const starts = graph.starts.filter((_, pattern) => {
    const { notAfter } = patterns[pattern] as Pattern;
    return !notAfter || !isTaken(machine, notAfter, before);
  });
  const number = numberOf(machine, starts);
  machine.starts[before] = number;
  return number;
}

function stepFrom(machine: Machine, from: number, unitClass: number): number {
  const { graph, classes } = machine;
  const sample = classes.samples[unitClass] as number;
  const taken = new Map<number, boolean>();
  const next: number[] = [];
  for (const member of machine.members[from] as readonly number[]) {
    const { set, next: then } = graph.states[member] as State;
    if (set < 0) continue;
    if (!taken.has(set)) taken.set(set, takes(graph.sets[set] as UnitSet, sample));
    if (taken.get(set)) next.push(then);
  }
  const emptied = machine.numbers;
  const number = numberOf(machine, next);
  if (machine.numbers === emptied) machine.steps[from * machine.width + unitClass] = number;
  return number;
}

/** The number of the state that stands for these states and those that they go on to. */
function numberOf(machine: Machine, entries: readonly number[]): number {
  const members = closureOf(machine.graph, entries);
  if (members.length === 0) return NOWHERE;
  const key = members.join();
  const known = machine.numbers.get(key);
  if (known !== undefined) return known;
  if (machine.members.length >= statesMax) clear(machine, machine.width);
  const number = machine.members.push(members) - 1;
  const { states } = machine.graph;
  const accepts = members.flatMap((member) => states[member]?.accepts ?? -1);
  const ends = accepts.filter((pattern) => pattern >= 0).sort((a, b) => a - b);
  machine.accepts.push(ends);
  machine.accepting[number] = ends.length > 0 ? 1 : 0;
  machine.numbers.set(key, number);
  if ((number + 1) * machine.width > machine.steps.length) {
    const larger = new Uint16Array(2 * machine.steps.length);
    larger.set(machine.steps);
    machine.steps = larger;
  }
  return number;
}

/** The states that take a unit or accept, of those reached without taking any, in order. */
function closureOf({ states }: StateGraph, entries: readonly number[]): readonly number[] {
  const seen = new Set<number>();
  const members: number[] = [];
  const open = [...entries];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (seen.has(at)) continue;
    seen.add(at);
    const { set, next, other, accepts } = states[at] as State;
    if (set >= 0 || accepts >= 0) members.push(at);
    if (set >= 0) continue;
    if (next >= 0) open.push(next);
    if (other >= 0) open.push(other);
  }
  return members.sort((a, b) => a - b);
}
