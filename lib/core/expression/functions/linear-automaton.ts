import { type CodePoints, classSource } from "./code-points.ts";
import { placesIn, placesMax } from "./linear.ts";
import { type Edge, type Pattern, parsePattern, word } from "./pattern-syntax.ts";

/**
 * Numbers that the states of an automaton may hold. Once they do, it makes no more, and RE2 sees to
 * the texts that would need another.
 */
const sizeMax = 32_768;
/** Kinds of code points that a pattern may tell apart: what a byte counts. */
const kindsMax = 256;
/** Code points whose kind is looked up in a table; others are searched for. */
const tableSize = 0x250;

/** In the table of ways on: not yet known, matched whatever follows, never to be matched. */
const unknown = 0;
const matched = -1;
const failed = -2;
/** What to answer, by what is known turned round. */
const answers = [undefined, true, false] as const;

/** What a step of a pattern does, and which steps come next. */
type Step =
  | { readonly kind: "set"; readonly set: CodePoints; readonly next: number }
  | { readonly kind: "edge"; readonly edge: Edge; readonly next: number }
  | { readonly kind: "fork"; readonly next: number[] }
  | { readonly kind: "accept" };

/** What stands before a place, as far as edges ask: nothing, a word's part, or another thing. */
type Before = "start" | "word" | "other";

/** The steps a search is at, before it has gone on over what reads nothing. */
interface State {
  readonly at: readonly number[];
  readonly before: Before;
}

/** The kinds of code points that no step tells apart, each with one of its own. */
interface Kinds {
  readonly starts: readonly number[];
  readonly kindAt: readonly number[];
  readonly samples: readonly number[];
}

/** Whether a text matches; undefined when the automaton has grown too large to say. */
export type LinearTest = (text: string) => boolean | undefined;

/**
 * A test that says exactly what RE2 does and looks at each code point once: a deterministic
 * automaton over all ways at the same time, whose states are made when a text first leads there.
 * Undefined where RE2 itself must see to the pattern.
 */
export function linearTest(source: string): LinearTest | undefined {
  const pattern = parsePattern(source);
  if (!pattern || placesIn(pattern) > placesMax) return undefined;
  let test: LinearTest | undefined;
  return (text) => {
    test ??= automatonOf(pattern);
    return test(text);
  };
}

function automatonOf(pattern: Pattern): LinearTest {
  const steps: Step[] = [{ kind: "accept" }];
  const root = written(pattern, 0, steps);
  const kinds = kindsOf(steps);
  return kinds.samples.length <= kindsMax ? testOf(steps, root, kinds) : () => undefined;
}

/** Adds the steps of a pattern, after which `next` comes, and gives the first. */
function written(pattern: Pattern, next: number, steps: Step[]): number {
  switch (pattern.kind) {
    case "set":
    case "edge":
      return steps.push({ ...pattern, next }) - 1;
    case "sequence":
      return pattern.of.reduceRight((rest, part) => written(part, rest, steps), next);
    case "choice": {
      const ways = pattern.of.map((part) => written(part, next, steps));
      return steps.push({ kind: "fork", next: ways }) - 1;
    }
    case "repeat":
      return writtenRepeat(pattern, next, steps);
  }
}

function writtenRepeat(
  { of, min, max }: Pattern & { kind: "repeat" },
  next: number,
  steps: Step[],
): number {
  let first = next;
  if (max === undefined) {
    const ways = [next];
    first = steps.push({ kind: "fork", next: ways }) - 1;
    ways.push(written(of, first, steps));
  }
  for (let copy = max ?? min; copy > min; copy--)
    first = steps.push({ kind: "fork", next: [written(of, first, steps), next] }) - 1;
  for (let copy = min; copy > 0; copy--) first = written(of, first, steps);
  return first;
}

function kindsOf(steps: readonly Step[]): Kinds {
  const sets = [...setsOf(steps).values()];
  const bounds = sets.flatMap((set) => set.flatMap(([from, to]) => [from, to + 1]));
  const starts = [...new Set([0, ...bounds])].sort((a, b) => a - b);
  const kindBySets = new Map<string, number>();
  const samples: number[] = [];
  const kindAt = starts.map((start) => {
    const key = sets.map((set) => (has(set, start) ? "1" : "0")).join("");
    const kind = kindBySets.get(key) ?? samples.push(start) - 1;
    kindBySets.set(key, kind);
    return kind;
  });
  return { starts, kindAt, samples };
}

function setsOf(steps: readonly Step[]): ReadonlyMap<string, CodePoints> {
  const sets = steps.flatMap((step) => {
    if (step.kind === "set") return [step.set];
    return step.kind === "edge" && ofWords(step.edge) ? [word] : [];
  });
  return new Map(sets.map((set) => [classSource(set), set]));
}

const ofWords = (edge: Edge): boolean => edge === "boundary" || edge === "within";

const has = (set: CodePoints, point: number): boolean =>
  set.some(([from, to]) => from <= point && point <= to);

/** The index of the last start that is not beyond the point. */
function indexOf(starts: readonly number[], point: number): number {
  let [low, high] = [0, starts.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] as number) <= point) low = middle;
    else high = middle - 1;
  }
  return low;
}

function testOf(steps: readonly Step[], root: number, kinds: Kinds): LinearTest {
  const { starts, kindAt, samples } = kinds;
  const end = samples.length;
  const kindOf = (point: number): number => kindAt[indexOf(starts, point)] as number;
  const kindInTable = Uint8Array.from({ length: tableSize }, (_, point) => kindOf(point));
  const growing = growingStates(steps, root, kinds);

  return (text) => {
    let { ways } = growing;
    let state = growing.first;
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      let kind: number;
      if (unit < tableSize) kind = kindInTable[unit] as number;
      else {
        const point = text.codePointAt(at) as number;
        if (point > 0xffff) at += 1;
        kind = kindOf(point);
      }
      const next = ways[state + kind] as number;
      if (next > unknown) {
        state = next;
        continue;
      }
      const found = next === unknown ? growing.wayOn(state, kind) : next;
      if (found <= unknown) return answers[-found];
      ways = growing.ways;
      state = found;
    }
    const last = ways[state + end] as number;
    return answers[-(last === unknown ? growing.wayOn(state, end) : last)];
  };
}

/** A state is told by where its row begins in the ways. */
interface GrowingStates {
  readonly first: number;
  /** By state and kind of code point, the end of the text behind them all: what comes of it. */
  ways: Int32Array;
  /** Finds a way on that is unknown, and keeps it; `unknown` where the automaton is full. */
  readonly wayOn: (state: number, kind: number) => number;
}

function growingStates(steps: readonly Step[], root: number, { samples }: Kinds): GrowingStates {
  const end = samples.length;
  const width = end + 1;
  const looksBack = steps.some((step) => step.kind === "edge" && ofWords(step.edge));
  const restarts = reaches(steps, root);
  const states: State[] = [];
  const rowByState = new Map<string, number>();
  let size = 0;

  function rowOf(state: State): number {
    const key = `${state.before} ${state.at.join()}`;
    const known = rowByState.get(key);
    if (known !== undefined) return known;
    if (size + width + 2 * state.at.length > sizeMax) return unknown;
    size += width + 2 * state.at.length;
    const row = states.push(state) * width;
    rowByState.set(key, row);
    if (growing.ways.length < row + width) growing.ways = grown(growing.ways, 2 * (row + width));
    return row;
  }

  function next(row: number, kind: number): number {
    const { at, before } = states[row / width - 1] as State;
    if (kind === end) return reached(steps, at, { before, after: "end" }).has(0) ? matched : failed;
    const sample = samples[kind] as number;
    const inWord = looksBack && has(word, sample);
    const over = reached(steps, at, { before, after: inWord ? "word" : "other" });
    if (over.has(0)) return matched;
    const on = new Set(restarts ? [root] : []);
    for (const index of over) {
      const step = steps[index] as Step;
      if (step.kind === "set" && has(step.set, sample)) on.add(step.next);
    }
    if (on.size === 0) return failed;
    return rowOf({ at: [...on].sort((a, b) => a - b), before: inWord ? "word" : "other" });
  }

  const growing: GrowingStates = {
    first: width,
    ways: new Int32Array(8 * width),
    wayOn(row, kind) {
      const way = next(row, kind);
      growing.ways[row + kind] = way;
      return way;
    },
  };
  rowOf({ at: [root], before: "start" });
  return growing;
}

function grown(ways: Int32Array, length: number): Int32Array {
  const longer = new Int32Array(length);
  longer.set(ways);
  return longer;
}

/** What stands on both sides of a place. */
interface Place {
  readonly before: Before;
  readonly after: "word" | "other" | "end";
}

/** All steps that are reached without reading on. */
function reached(
  steps: readonly Step[],
  from: readonly number[],
  place: Place,
): ReadonlySet<number> {
  const all = new Set(from);
  // A set is gone through in the order of adding, with what is added meanwhile.
  for (const index of all) {
    const step = steps[index] as Step;
    if (step.kind === "fork") for (const next of step.next) all.add(next);
    if (step.kind === "edge" && isAt(step.edge, place)) all.add(step.next);
  }
  return all;
}

function isAt(edge: Edge, { before, after }: Place): boolean {
  if (edge === "start") return before === "start";
  if (edge === "end") return after === "end";
  return ((before === "word") !== (after === "word")) === (edge === "boundary");
}

/** Whether a search may begin anywhere but at the start of the text. */
function reaches(steps: readonly Step[], root: number): boolean {
  const all = new Set([root]);
  for (const index of all) {
    const step = steps[index] as Step;
    if (step.kind === "set" || step.kind === "accept") return true;
    if (step.kind === "fork") for (const next of step.next) all.add(next);
    if (step.kind === "edge" && step.edge !== "start") all.add(step.next);
  }
  return false;
}
