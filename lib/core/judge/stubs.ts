import type { Position } from "../record.ts";
import type { Outcome } from "../violation.ts";

/**
 * What the first pass keeps of one record for one set rule, in `stubWords` unsigned numbers of 32
 * bits: so stubs are appended to a file, joined and scanned without an object for each.
 *
 * | word | holds |
 * |---|---|
 * | 0 | the hash of the key: `hash` of `KeyEntry` as a number |
 * | 1 | bits 0–15 the rule's place in the plan, 16–19 the state, 20–31 `alone` of `KeyEntry` |
 * | 2 | `position.file` |
 * | 3, 4 | `position.offset`, low and high |
 * | 5 | the part that the record was read in, as the caller of `judge` numbers it |
 */
export type Stubs = Uint32Array;

/** Numbers of 32 bits that a stub takes: 24 bytes. */
export const stubWords = 6;

/** Rules that a plan may have, and set rules that one record may wait for, so that a stub holds them. */
export const stubRulesMax = 0x1_0000;
export const stubAloneMax = 0xfff;

/**
 * What is certain of a stub. `compared`: the rule leaves the record out, and its outcome is counted
 * already. An outcome: the rule gives it, without a violation, where no other record has the key.
 * `missing` is certain only where the rule lets it pass. `open`: nothing is.
 */
export type StubState = "open" | "compared" | Extract<Outcome, SettledOutcome>;
export type SettledOutcome = "pass" | "not_applicable" | "not_configured" | "missing";

const states: readonly StubState[] = [
  "open",
  "compared",
  "pass",
  "not_applicable",
  "not_configured",
  "missing",
];
const stateNumbers = Object.fromEntries(states.map((state, i) => [state, i])) as Readonly<
  Record<StubState, number>
>;

/** One stub as its parts. */
export interface Stub {
  readonly hash: number;
  /** The rule's place in the plan. */
  readonly rule: number;
  readonly state: StubState;
  /** As in `KeyEntry`; 0 where other rules judge the record. */
  readonly alone: number;
  readonly position: Position;
  readonly part: number;
}

const highWord = 0x1_0000_0000;

/** The stub that begins at a word. */
export const stubAt = (stubs: Stubs, word: number): Stub => ({
  hash: stubs[word] as number,
  rule: ruleAt(stubs, word),
  state: stateAt(stubs, word),
  alone: (stubs[word + 1] as number) >>> 20,
  position: { file: stubs[word + 2] as number, offset: offsetAt(stubs, word) },
  part: stubs[word + 5] as number,
});

export const ruleAt = (stubs: Stubs, word: number): number => (stubs[word + 1] as number) & 0xffff;

export const stateAt = (stubs: Stubs, word: number): StubState =>
  states[((stubs[word + 1] as number) >>> 16) & 0xf] as StubState;

export const offsetAt = (stubs: Stubs, word: number): number =>
  (stubs[word + 4] as number) * highWord + (stubs[word + 3] as number);

/** Stubs as they are written, one after the other. */
export interface StubWriter {
  /** All that was written; what is written later does not change it. */
  readonly written: () => Stubs;
  readonly add: (
    hash: number,
    rule: number,
    state: StubState,
    alone: number,
    position: Position,
    part: number,
  ) => void;
}

export function stubWriter(): StubWriter {
  let words = new Uint32Array(64 * stubWords);
  let length = 0;
  return {
    written: () => words.slice(0, length),
    add(hash, rule, state, alone, { file, offset }, part) {
      if (length === words.length) {
        const wider = new Uint32Array(2 * length);
        wider.set(words);
        words = wider;
      }
      words[length] = hash;
      words[length + 1] = rule | (stateNumbers[state] << 16) | (alone << 20);
      words[length + 2] = file;
      words[length + 3] = offset % highWord;
      words[length + 4] = offset / highWord;
      words[length + 5] = part;
      length += stubWords;
    },
  };
}
