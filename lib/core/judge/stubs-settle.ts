import type { Plan } from "../plan.ts";
import { countRule, countWaiting, noTallies, type Tallies } from "../tally.ts";
import { ruleAt, type Stubs, stateAt, stubWords } from "./stubs.ts";

/** What comes of the stubs of one partition. */
export interface Settled {
  /** The outcomes of records that are certain by their stubs. Add them to those of the parts. */
  readonly tallies: Tallies;
  /** The stubs whose records must be read again: see `collect`. */
  readonly wanted: Stubs;
}

/**
 * Tells the records that share no key from those that may. All stubs of a hash must be there; their
 * order does not matter. Takes about nine bytes a stub beside what it gives.
 */
export function settle(plan: Plan, stubs: Stubs): Settled {
  const tallies = noTallies(plan.rules.length);
  const shared = sharedKeys(stubs);
  const isWanted = new Uint8Array(stubs.length / stubWords);
  let length = 0;
  for (let word = 0; word < stubs.length; word += stubWords) {
    const state = stateAt(stubs, word);
    if (state === "open" || isAmong(shared, keyAt(stubs, word))) {
      isWanted[word / stubWords] = 1;
      length += stubWords;
    } else if (state !== "compared") {
      const rule = ruleAt(stubs, word);
      countRule(tallies, rule, state, []);
      countWaiting(tallies, rule, -1);
    }
  }
  return { tallies, wanted: among(stubs, isWanted, length) };
}

/** Most stubs are not wanted: room for all of them would be wasted. */
function among(stubs: Stubs, isWanted: Uint8Array, length: number): Stubs {
  const wanted = new Uint32Array(length);
  let at = 0;
  for (let stub = isWanted.indexOf(1); stub >= 0; stub = isWanted.indexOf(1, stub + 1)) {
    const word = stub * stubWords;
    wanted.set(stubs.subarray(word, word + stubWords), at);
    at += stubWords;
  }
  return wanted;
}

const rulesMax = 0x1_0000;

/** A rule and a hash as one number: 48 bits, which a double holds. */
const keyAt = (stubs: Stubs, word: number): number =>
  (stubs[word] as number) * rulesMax + ruleAt(stubs, word);

/**
 * The keys that several stubs have, one of which at least waits to be judged: each once, in rising
 * order. Records that are only compared with need nobody who has their key.
 */
function sharedKeys(stubs: Stubs): Float64Array {
  const keys = new Float64Array(stubs.length / stubWords);
  for (let i = 0; i < keys.length; i++) keys[i] = keyWithState(stubs, i * stubWords);
  keys.sort();
  let length = 0;
  for (let i = 1; i < keys.length; i++) {
    const [before, here] = [keys[i - 1] as number, keys[i] as number];
    // Of one key those that wait stand last, and are odd: it is told by these.
    if (here - before > 1 || here % 2 === 0) continue;
    const key = (here - 1) / 2;
    if (length === 0 || keys[length - 1] !== key) keys[length++] = key;
  }
  return keys.slice(0, length);
}

/** A key, and whether its record waits to be judged: 49 bits. */
const keyWithState = (stubs: Stubs, word: number): number =>
  keyAt(stubs, word) * 2 + (stateAt(stubs, word) === "compared" ? 0 : 1);

function isAmong(sorted: Float64Array, key: number): boolean {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as number) < key) low = middle + 1;
    else high = middle;
  }
  return sorted[low] === key;
}
