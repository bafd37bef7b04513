import {
  batchMax,
  ENDS,
  giveUp,
  type Machine,
  machineOf,
  makeRoom,
  NOWHERE,
  startAfter,
  stepFrom,
} from "./machine.ts";
import { normalText } from "./normal-text.ts";
import type { Pattern } from "./pattern.ts";
import { type Places, placesIn } from "./places.ts";

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
  const placed = placesIn(machine, text);
  if (placed) return matchesAt(machine, placed);
  const normal = normalText(text, folds);
  const inNormal = placesIn(machine, normal.text);
  if (!inNormal) return [];
  return matchesAt(machine, inNormal).map(({ pattern, at, end }) => ({
    pattern,
    at: normal.offsets[at] as number,
    end: normal.offsets[end] as number,
  }));
}

/** Takes steps from each place where a match may begin. */
function matchesAt(machine: Machine, { units, places, count }: Places): readonly Match[] {
  const found: Match[] = [];
  for (let i = 0; i < count; i++) {
    if (i % batchMax === 0) makeRoom(machine);
    const at = places[i] as number;
    const before = at === 0 ? 0 : (units[at - 1] as number);
    const mark = found.length;
    const taken = follow(machine, units, at, startAfter(machine, before), found);
    if (taken < 2 && found.length === mark)
      giveUp(machine, before, units[at] as number, units[at + 1] as number);
    if (found.length > mark + 1) sortFrom(found, mark);
  }
  return found;
}

/**
 * Takes unit after unit from a first state, and keeps what ends on the way; gives how many units
 * were taken. The end of the text is taken by nothing.
 */
function follow(
  machine: Machine,
  units: Uint16Array,
  at: number,
  start: number,
  found: Match[],
): number {
  const { width } = machine;
  const mark = found.length;
  let { steps } = machine;
  let state = start;
  for (let taken = 0; taken <= matchLengthMax; taken++) {
    const place = state * width + (units[at + taken] as number);
    let step = steps[place] as number;
    if (step === 0) {
      step = stepFrom(machine, state, units[at + taken] as number);
      ({ steps } = machine);
    }
    if ((step & ENDS) !== 0)
      note(machine.endings.get(place) as readonly number[], at, at + taken, found, mark);
    state = step >> 1;
    if (state === NOWHERE) return taken;
  }
  return matchLengthMax;
}

/** Keeps what ends here, in place of what the same pattern gave from the same beginning. */
function note(
  ending: readonly number[],
  at: number,
  end: number,
  found: Match[],
  mark: number,
): void {
  for (const pattern of ending) {
    let place = mark;
    while (place < found.length && (found[place] as Match).pattern !== pattern) place += 1;
    if (place === found.length) found.push({ pattern, at, end });
    else found[place] = { pattern, at, end };
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
