import { type CodePoints, codePoints, complement } from "./code-points.ts";

/** The part of RE2's syntax that becomes a RegExp: no flags, no lazy repeats, no boundaries. */
export type Pattern =
  | { readonly kind: "set"; readonly set: CodePoints }
  | { readonly kind: "sequence" | "choice"; readonly of: readonly Pattern[] }
  | {
      readonly kind: "repeat";
      readonly of: Pattern;
      readonly min: number;
      /** Absent: without end. */
      readonly max?: number;
    };

/** One of a pattern's alternatives, and where it may match. */
export interface Anchored {
  readonly pattern: Pattern;
  readonly start: boolean;
  readonly end: boolean;
}

const digits: CodePoints = [[0x30, 0x39]];
const word: CodePoints = codePoints([...digits, [0x41, 0x5a], [0x5f, 0x5f], [0x61, 0x7a]]);
const space: CodePoints = codePoints([
  [0x09, 0x0a],
  [0x0c, 0x0d],
  [0x20, 0x20],
]);
const anyButLineFeed = complement([[0x0a, 0x0a]]);

/** RE2's classes: of ASCII alone, where JavaScript's `\s` and `.` differ. */
const classes: Readonly<Record<string, CodePoints>> = {
  d: digits,
  D: complement(digits),
  w: word,
  W: complement(word),
  s: space,
  S: complement(space),
};
const controls: Readonly<Record<string, number>> = { n: 0x0a, r: 0x0d, t: 0x09, f: 0x0c };
const repeatMax = 1000;

/** What is left of a pattern to read. */
interface Reading {
  readonly points: readonly string[];
  at: number;
}

/**
 * Reads a pattern: its alternatives, each with its own anchors. Undefined where it goes beyond this
 * syntax, and RE2 itself must see to it.
 */
export function parsePattern(text: string): readonly Anchored[] | undefined {
  const reading = { points: [...text], at: 0 };
  const alternatives: Anchored[] = [];
  for (;;) {
    const start = skip(reading, "^");
    const pattern = readSequence(reading);
    if (!pattern) return undefined;
    alternatives.push({ pattern, start, end: skip(reading, "$") });
    if (reading.at === reading.points.length) return alternatives;
    if (!skip(reading, "|")) return undefined;
  }
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
    if (reading.points[reading.at] !== "|") return of.length === 1 ? of[0] : { kind: "choice", of };
    reading.at += 1;
  }
}

function readSequence(reading: Reading): Pattern | undefined {
  const of: Pattern[] = [];
  while (reading.at < reading.points.length) {
    const next = reading.points[reading.at];
    if (next === "|" || next === ")" || next === "$") break;
    const atom = readAtom(reading);
    const term = atom && readRepeat(reading, atom);
    if (!term) return undefined;
    of.push(term);
  }
  return of.length === 1 ? of[0] : { kind: "sequence", of };
}

function readAtom(reading: Reading): Pattern | undefined {
  const point = reading.points[reading.at] as string;
  if ("^$*+?{}]".includes(point)) return undefined;
  if (point === "(") return readGroup(reading);
  if (point === "[") return readClass(reading);
  if (point === "\\") return setOf(readEscape(reading));
  reading.at += 1;
  return point === "." ? { kind: "set", set: anyButLineFeed } : setOf(pointSet(point));
}

const setOf = (set: CodePoints | undefined): Pattern | undefined => set && { kind: "set", set };

function pointSet(point: string): CodePoints {
  const code = point.codePointAt(0) as number;
  return [[code, code]];
}

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

/** An escape: a class, a control character, or any punctuation as itself. */
function readEscape(reading: Reading): CodePoints | undefined {
  const point = reading.points[reading.at + 1] ?? "";
  reading.at += 2;
  if (classes[point]) return classes[point];
  const control = controls[point];
  if (control !== undefined) return [[control, control]];
  return /^[!-/:-@[-`{-~]$/.test(point) ? pointSet(point) : undefined;
}

function readClass(reading: Reading): Pattern | undefined {
  reading.at += 1;
  const negated = reading.points[reading.at] === "^";
  if (negated) reading.at += 1;
  const ranges: (readonly [number, number])[] = [];
  while (reading.points[reading.at] !== "]") {
    const from = readClassItem(reading);
    if (!from) return undefined;
    const range = reading.points[reading.at] === "-" && reading.points[reading.at + 1] !== "]";
    if (!range) {
      ranges.push(...from);
      continue;
    }
    reading.at += 1;
    const to = readClassItem(reading);
    const [low, high] = [single(from), to && single(to)];
    if (low === undefined || high === undefined || low > high) return undefined;
    ranges.push([low, high]);
  }
  reading.at += 1;
  const set = codePoints(ranges);
  if (set.length === 0) return undefined;
  return { kind: "set", set: negated ? complement(set) : set };
}

function readClassItem(reading: Reading): CodePoints | undefined {
  const point = reading.points[reading.at];
  if (point === undefined || point === "[") return undefined;
  if (point === "\\") return readEscape(reading);
  reading.at += 1;
  return pointSet(point);
}

const single = (set: CodePoints): number | undefined =>
  set.length === 1 && set[0]?.[0] === set[0]?.[1] ? set[0]?.[0] : undefined;

function readRepeat(reading: Reading, of: Pattern): Pattern | undefined {
  const counts = readCounts(reading);
  if (counts === undefined) return of;
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
