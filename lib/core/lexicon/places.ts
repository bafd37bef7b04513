import { type Machine, makeRoom } from "./machine.ts";
import { CHANGING } from "./unit-classes.ts";

/** The classes of a text's units, and where in it a match may begin. */
export interface Places {
  /** Of the text's length, and 0 behind. */
  readonly units: Uint16Array;
  readonly length: number;
  /** As many as `count` says, in order. */
  readonly places: Int32Array;
  readonly count: number;
}

/**
 * Sorts the units of a text into classes, and finds the places where a match may begin: those of
 * which the units before and the first two are not known to begin none. Undefined where the text
 * must be made normal first. What it gives is good until it is asked again.
 */
export function placesIn(machine: Machine, text: string): Places | undefined {
  const room = roomFor(machine, text);
  let count = look(machine, text, room);
  if (count === UNKNOWN) {
    learnAll(machine, text);
    makeRoom(machine);
    count = look(machine, text, room);
  }
  return count < 0 ? undefined : { ...room, length: text.length, count };
}

function learnAll({ classes }: Machine, text: string): void {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (classes.ofUnit[code] === 0) classes.learn(code);
  }
}

/** Where the places of a text are written. */
export interface Room {
  readonly units: Uint16Array;
  readonly places: Int32Array;
}

export const roomOf = (size: number): Room => ({
  units: new Uint16Array(size),
  places: new Int32Array(size),
});

/** Texts up to that many units are written over the one before; longer ones get their own room. */
const roomMax = 65_536;

function roomFor(machine: Machine, { length }: string): Room {
  let size = machine.room.units.length;
  if (length < size) return machine.room;
  while (size <= length) size *= 2;
  const room = roomOf(size);
  if (size <= roomMax) machine.room = room;
  return room;
}

const UNKNOWN = -1;
const NOT_NORMAL = -2;

/**
 * One pass, without a branch that depends on the text: a place is always written, and then counted
 * or written over. It gives how many there are.
 */
function look({ classes, hopes, blocks, width }: Machine, text: string, room: Room): number {
  const { ofUnit } = classes;
  const { units, places } = room;
  const { length } = text;
  let count = 0;
  let block = 0;
  let first = 0;
  for (let i = 0; i < length; i++) {
    const second = ofUnit[text.charCodeAt(i)] as number;
    if (second <= CHANGING) return second === CHANGING ? NOT_NORMAL : UNKNOWN;
    units[i] = second;
    places[count] = i - 1;
    count += hopes[block + first * width + second] as number;
    block = blocks[first] as number;
    first = second;
  }
  units[length] = 0;
  places[count] = length - 1;
  return count + (hopes[block + first * width] as number);
}
