import type { Place, Reading } from "../../core/record.ts";
import { InputError } from "../readers/input-error.ts";
import { unreadable } from "../readers/reading.ts";
import { placeText } from "./grouping.ts";

/** Where the records of one key begin: how many do, and the first of the places. */
interface Begun {
  count: number;
  readonly places: Place[];
}

/** Finds the keys whose rows stand in several places, of keys that it is told in order. */
export interface SplitKeys {
  begin(key: string, place: Place): void;
  /** The reading, or where rows of its key stand elsewhere too, why it is held. */
  checked(reading: Reading, key: string | undefined): Reading;
  /** Keys that it remembers. */
  readonly size: number;
}

const placesShownMax = 4;
/** Keys remembered at most. */
const keysMax = 2_000_000;

/**
 * Remembers keys with their places: all, or those that a sketch suspects.
 *
 * @throws {InputError} when there are more than can be remembered.
 */
export function splitKeys(names: string, suspects?: KeySketch): SplitKeys {
  const begun = new Map<string, Begun>();
  return {
    begin(key, place) {
      if (suspects && !suspects.isSuspect(key)) return;
      const known = begun.get(key);
      if (known === undefined) {
        if (begun.size >= keysMax) throw tooManyKeys(names);
        begun.set(key, { count: 1, places: [place] });
        return;
      }
      known.count++;
      if (known.places.length < placesShownMax) known.places.push(place);
    },
    checked(reading, key) {
      const known = key === undefined ? undefined : begun.get(key);
      if (known === undefined || known.count < 2) return reading;
      const { position, place, digest } = reading;
      const reason = `rows of one ${names} stand apart, at ${listed(known)}: bring them together`;
      return unreadable({ position, place }, { code: "split_key", reason }, digest);
    },
    get size() {
      return begun.size;
    },
  };
}

const tooManyKeys = (names: string): InputError =>
  new InputError([
    `too many records to tell whether rows of one ${names} stand apart: sort the rows by it, or ` +
      "submit them in parts of at most ten million records",
  ]);

function listed({ count, places }: Begun): string {
  const shown = places.map(placeText).join(" and ");
  return count > placesShownMax ? `${shown} and ${count - placesShownMax} more` : shown;
}

/**
 * Which keys may stand twice, in memory that does not grow with their number: a bit for each hash
 * that was seen, and one for each that was seen again. It may suspect keys that stand once; it
 * never clears one that stands twice.
 */
export interface KeySketch {
  add(key: string): void;
  isSuspect(key: string): boolean;
  readonly hasSuspects: boolean;
}

/** Two times 32 MiB: of ten million keys one in fifty is suspected without reason. */
const bitsDefault = 2 ** 28;

export function keySketch(bits = bitsDefault): KeySketch {
  const seen = new Uint32Array(bits / 32);
  const again = new Uint32Array(bits / 32);
  let hasSuspects = false;
  const bitOf = (key: string): number => hashOf(key) & (bits - 1);
  return {
    add(key) {
      const bit = bitOf(key);
      const [word, mask] = [bit >>> 5, 1 << (bit & 31)];
      if (((seen[word] as number) & mask) !== 0) {
        again[word] = (again[word] as number) | mask;
        hasSuspects = true;
      }
      seen[word] = (seen[word] as number) | mask;
    },
    isSuspect(key) {
      const bit = bitOf(key);
      return ((again[bit >>> 5] as number) & (1 << (bit & 31))) !== 0;
    },
    get hasSuspects() {
      return hasSuspects;
    },
  };
}

/** FNV-1a with the finish of MurmurHash 3, since only the lower bits are used. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
