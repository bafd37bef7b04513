import { caseFolded } from "./case-folding.ts";
import { type CodePoints, codePoints, complement, lastCodePoint } from "./code-points.ts";

/** The part of RE2's syntax that we match ourselves: no lazy repeats, no properties of Unicode. */
export type Pattern = PatternOf<OneOf | AtEdge>;
/** A pattern that reads on at every step. */
export type Edgeless = PatternOf<OneOf>;

/** One code point of a set. */
export interface OneOf {
  readonly kind: "set";
  readonly set: CodePoints;
}

/** Nothing, but only there. */
export interface AtEdge {
  readonly kind: "edge";
  readonly edge: Edge;
}

type PatternOf<Leaf> =
  | Leaf
  | { readonly kind: "sequence" | "choice"; readonly of: readonly PatternOf<Leaf>[] }
  | {
      readonly kind: "repeat";
      readonly of: PatternOf<Leaf>;
      readonly min: number;
      /** Absent: without end. */
      readonly max?: number;
    };

/** A place between two code points: an end of the text, where a word begins or ends, or not. */
export type Edge = "start" | "end" | "boundary" | "within";

const digits: CodePoints = [[0x30, 0x39]];
/** What RE2's words are made of: ASCII alone. */
export const word: CodePoints = codePoints([...digits, [0x41, 0x5a], [0x5f, 0x5f], [0x61, 0x7a]]);
const space: CodePoints = codePoints([
  [0x09, 0x0a],
  [0x0c, 0x0d],
  [0x20, 0x20],
]);
const anyButLineFeed = complement([[0x0a, 0x0a]]);

/** RE2's classes: of ASCII alone, where JavaScript's `\s` and `.` differ. */
const classes: Readonly<Record<string, CodePoints>> = { d: digits, w: word, s: space };
const edges: Readonly<Record<string, Edge>> = {
  A: "start",
  z: "end",
  b: "boundary",
  B: "within",
};
// biome-ignore format: one control a letter
const controls: Readonly<Record<string, number>> = { a: 0x07, t: 0x09, n: 0x0a, v: 0x0b, f: 0x0c, r: 0x0d };
const repeatMax = 1000;

/** What is left of a pattern to read, and whether it tells upper from lower case. */
interface Reading {
  readonly points: readonly string[];
  readonly folds: boolean;
  at: number;
}

/** Reads a pattern. Undefined where it goes beyond this syntax, and RE2 itself must see to it. */
export function parsePattern(text: string): Pattern | undefined {
  const folds = text.startsWith("(?i)");
  const reading = { points: [...text], folds, at: folds ? 4 : 0 };
  const pattern = readChoice(reading);
  return reading.at === reading.points.length ? pattern : undefined;
}

function skip(reading: Reading, point: string): boolean {
  if (reading.points[reading.at] !== point) return false;
  reading.at += 1;
  return true;
}

function readChoice(reading: Reading): Pattern | undefined {
  const of: Pattern[] = [];
  for (;;) {
    const sequence = readSequence(reading);
    if (!sequence) return undefined;
    of.push(sequence);
    if (!skip(reading, "|")) return of.length === 1 ? of[0] : { kind: "choice", of };
  }
}

function readSequence(reading: Reading): Pattern | undefined {
  const of: Pattern[] = [];
  while (reading.at < reading.points.length) {
    const next = reading.points[reading.at];
    if (next === "|" || next === ")") break;
    const atom = readAtom(reading);
    const term = atom && readRepeat(reading, atom);
    if (!term) return undefined;
    of.push(term);
  }
  return of.length === 1 ? of[0] : { kind: "sequence", of };
}

function readAtom(reading: Reading): Pattern | undefined {
  const point = reading.points[reading.at] as string;
  if ("*+?{}]".includes(point)) return undefined;
  if (point === "(") return readGroup(reading);
  if (point === "[") return readClass(reading);
  const edge = readEdge(reading);
  if (edge) return { kind: "edge", edge };
  if (point === "\\") return setOf(readEscape(reading), reading);
  reading.at += 1;
  return point === "."
    ? { kind: "set", set: anyButLineFeed }
    : setOf({ set: pointSet(point) }, reading);
}

function readEdge(reading: Reading): Edge | undefined {
  if (skip(reading, "^")) return "start";
  if (skip(reading, "$")) return "end";
  if (reading.points[reading.at] !== "\\") return undefined;
  const edge = edges[reading.points[reading.at + 1] ?? ""];
  if (edge) reading.at += 2;
  return edge;
}

/** Some code points, or all others: folded before they are turned round. */
interface Chosen {
  readonly set: CodePoints;
  readonly negated?: boolean;
}

function chosenPoints({ set, negated }: Chosen, { folds }: Reading): CodePoints | undefined {
  const all = folds ? caseFolded(set) : set;
  return all && negated ? complement(all) : all;
}

function setOf(chosen: Chosen | undefined, reading: Reading): Pattern | undefined {
  const set = chosen && chosenPoints(chosen, reading);
  return set && { kind: "set", set };
}

const setOfCode = (code: number): CodePoints => [[code, code]];
const pointSet = (point: string): CodePoints => setOfCode(point.codePointAt(0) as number);

function readGroup(reading: Reading): Pattern | undefined {
  reading.at += 1;
  if (reading.points[reading.at] === "?") {
    if (reading.points[reading.at + 1] !== ":") return undefined;
    reading.at += 2;
  }
  const inner = readChoice(reading);
  if (!inner || reading.points[reading.at] !== ")") return undefined;
  reading.at += 1;
  return inner;
}

/** An escape: a class, a code point by its number, a control, or any punctuation as itself. */
function readEscape(reading: Reading): Chosen | undefined {
  const point = reading.points[reading.at + 1] ?? "";
  if (point === "x") return readHex(reading);
  reading.at += 2;
  const set = classes[point.toLowerCase()];
  if (set) return { set, negated: point !== point.toLowerCase() };
  const control = controls[point];
  if (control !== undefined) return { set: setOfCode(control) };
  return /^[!-/:-@[-`{-~]$/.test(point) ? { set: pointSet(point) } : undefined;
}

/** `\x7F` or `\x{10FFFF}`. */
function readHex(reading: Reading): Chosen | undefined {
  const text = reading.points.slice(reading.at, reading.at + 10).join("");
  const match = /^\\x(?:([0-9A-Fa-f]{2})|\{([0-9A-Fa-f]{1,6})\})/.exec(text);
  if (!match) return undefined;
  const code = Number.parseInt((match[1] ?? match[2]) as string, 16);
  reading.at += match[0].length;
  return code <= lastCodePoint ? { set: setOfCode(code) } : undefined;
}

function readClass(reading: Reading): Pattern | undefined {
  reading.at += 1;
  const negated = skip(reading, "^");
  const ranges: (readonly [number, number])[] = [];
  while (reading.points[reading.at] !== "]") {
    const from = readClassItem(reading);
    if (!from) return undefined;
    const range = reading.points[reading.at] === "-" && reading.points[reading.at + 1] !== "]";
    if (range) reading.at += 1;
    const chosen = range ? rangeOf(from, readClassItem(reading)) : from;
    const points = chosen && chosenPoints(chosen, reading);
    if (!points) return undefined;
    ranges.push(...points);
  }
  reading.at += 1;
  const set = codePoints(ranges);
  if (set.length === 0) return undefined;
  return { kind: "set", set: negated ? complement(set) : set };
}

function rangeOf(from: Chosen, to: Chosen | undefined): Chosen | undefined {
  const [low, high] = [single(from), to && single(to)];
  if (low === undefined || high === undefined || low > high) return undefined;
  return { set: [[low, high]] };
}

function readClassItem(reading: Reading): Chosen | undefined {
  const point = reading.points[reading.at];
  if (point === undefined || point === "[") return undefined;
  if (point === "\\") return readEscape(reading);
  reading.at += 1;
  return { set: pointSet(point) };
}

const single = ({ set, negated }: Chosen): number | undefined =>
  !negated && set.length === 1 && set[0]?.[0] === set[0]?.[1] ? set[0]?.[0] : undefined;

function readRepeat(reading: Reading, of: Pattern): Pattern | undefined {
  const counts = readCounts(reading);
  if (counts === undefined) return of;
  if (of.kind === "edge") return undefined;
  if (counts === "unreadable" || "*+?{".includes(reading.points[reading.at] ?? " "))
    return undefined;
  return { kind: "repeat", of, ...counts };
}

type Counts = { readonly min: number; readonly max?: number };

function readCounts(reading: Reading): Counts | "unreadable" | undefined {
  const point = reading.points[reading.at] ?? "";
  const simple: Record<string, Counts> = {
    "*": { min: 0 },
    "+": { min: 1 },
    "?": { min: 0, max: 1 },
  };
  if (simple[point]) {
    reading.at += 1;
    return simple[point];
  }
  if (point !== "{") return undefined;
  const text = reading.points.slice(reading.at, reading.at + 12).join("");
  const match = /^\{(\d{1,4})(?:(,)(\d{1,4})?)?\}/.exec(text);
  if (!match) return "unreadable";
  reading.at += match[0].length;
  const min = Number(match[1]);
  const max = match[3] ? Number(match[3]) : match[2] ? undefined : min;
  if (min > repeatMax || (max ?? min) > repeatMax || (max ?? min) < min) return "unreadable";
  return max === undefined ? { min } : { min, max };
}
