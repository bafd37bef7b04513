import {
  HOPEFUL,
  HOPELESS,
  hopeOf,
  isTaken,
  type Machine,
  machineOf,
  makeRoom,
  NOWHERE,
  startAfter,
  stepFrom,
} from "./machine.ts";
import { normalText } from "./normal-text.ts";
import type { Pattern } from "./pattern.ts";
import { CHANGING } from "./unit-classes.ts";

/** A place that a pattern fits; of those that begin at one place the longest. */
export interface Match {
  readonly pattern: number;
  /** Offsets in the text as it was given, in UTF-16 units. */
  readonly at: number;
  readonly end: number;
}

/** UTF-16 units of normal text that a match may have: longer ones are not looked for. */
export const matchLengthMax = 300;

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
  makeRoom(machine);
  const { width } = machine;
  const length = units.length - 1;
  let { starts, hopes } = machine;
  let before = 0;
  for (let at = 0; at < length; at++) {
    const first = units[at] as number;
    const pair = first * width + (units[at + 1] as number);
    const start = starts[before] as number;
    const hope = start === 0 ? 0 : ((hopes[start] as Uint8Array)[pair] as number);
    if (hope !== HOPELESS) {
      const mark = found.length;
      // Asking for hope may make all states forgotten, and the first one too: so it is asked again.
      const isHopeful =
        hope === HOPEFUL || hopeOf(machine, startAfter(machine, before), pair) === HOPEFUL;
      if (isHopeful) follow(machine, units, at, startAfter(machine, before), found);
      if (found.length > mark + 1) sortFrom(found, mark);
      ({ starts, hopes } = machine);
    }
    before = first;
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

/** Sorts the few matches of one beginning by their patterns. */
function sortFrom(found: Match[], mark: number): void {
  for (let i = mark + 1; i < found.length; i++) {
    const match = found[i] as Match;
    let place = i;
    for (; place > mark && (found[place - 1] as Match).pattern > match.pattern; place--)
      found[place] = found[place - 1] as Match;
    found[place] = match;
  }
}
