import { changing, normalUnit } from "./normal-text.ts";
import {
  canBeEmpty,
  choice,
  type Pattern,
  type Piece,
  type ReadPatterns,
  repeat,
  sequence,
  type TermProblem,
  type UnitSet,
  unit,
} from "./pattern.ts";

/**
 * Reads a raw pattern: literals, `.`, classes, `\d \s \p{L} \p{N} \uFFFF`, groups, `|`, `? * + {m,n}`.
 * Look-around stands at the ends of a whole alternative only, and sees one unit: there it costs
 * nothing. It is written in small letters, as normal text is; capitals are made small.
 */
export function readRawPatterns(text: string, folds: boolean): ReadPatterns {
  const reading: Reading = { text, folds, at: 0, size: 0, problem: undefined };
  const patterns = [readAlternative(reading)];
  while (!reading.problem && text[reading.at] === "|") {
    reading.at += 1;
    patterns.push(readAlternative(reading));
  }
  if (reading.at < text.length) tell(reading, "this ')' closes no '('");
  if (patterns.some(({ piece }) => canBeEmpty(piece)))
    tell(reading, "this pattern fits nothing at all: give it a letter", 0);
  const { problem } = reading;
  return problem ? { ok: false, problem } : { ok: true, patterns };
}

interface Reading {
  readonly text: string;
  readonly folds: boolean;
  at: number;
  /** Units that were written out for repeats so far. */
  size: number;
  problem: TermProblem | undefined;
}

/** How often a repeat may say that something is repeated. */
const repeatMax = 200;
/** Pieces that a pattern may come to when its repeats are written out. */
const sizeMax = 5_000;
const depthMax = 20;

function tell(reading: Reading, message: string, at = reading.at): void {
  reading.problem ??= { offset: at, message };
}

function readAlternative(reading: Reading): Pattern {
  const notAfter = readLook(reading, "(?<!");
  const parts: Piece[] = [];
  let notBefore: UnitSet | undefined;
  while (!reading.problem && !atEnd(reading) && notBefore === undefined) {
    notBefore = readLook(reading, "(?!");
    if (notBefore === undefined && !atEnd(reading)) parts.push(readRepeated(reading, 0));
  }
  if (notBefore !== undefined && !atEnd(reading))
    tell(reading, "look-ahead stands at the end of an alternative only");
  return {
    piece: sequence(parts),
    ...(notAfter && { notAfter }),
    ...(notBefore && { notBefore }),
  };
}

const atEnd = ({ text, at }: Reading): boolean =>
  at >= text.length || text[at] === "|" || text[at] === ")";

/** `(?<!x)` or `(?!x)` with one set, or a choice of sets. */
function readLook(reading: Reading, opening: string): UnitSet | undefined {
  if (!reading.text.startsWith(opening, reading.at)) return undefined;
  reading.at += opening.length;
  const set = readSet(reading);
  if (reading.text[reading.at] !== ")") tell(reading, "look-around sees one character or class");
  else reading.at += 1;
  return set;
}

function readRepeated(reading: Reading, depth: number): Piece {
  const start = reading.at;
  const before = reading.size;
  const atom = readAtom(reading, depth);
  const written = reading.size - before;
  const match = /^(?:[?*+]|\{(\d{1,3})(?:(,)(\d{1,3})?)?\})/.exec(
    reading.text.slice(reading.at, reading.at + 9),
  );
  if (!match || reading.problem) return atom;
  reading.at += match[0].length;
  const [min, max] = boundsOf(match);
  if (min > max || Math.max(min, Number.isFinite(max) ? max : 0) > repeatMax)
    tell(reading, `a repeat goes from few to many, at most ${repeatMax}`, start);
  reading.size += written * Math.max(min, Number.isFinite(max) ? max : 1);
  if (reading.size > sizeMax) tell(reading, "the pattern is too large", start);
  if (/^[?+*{]/.test(reading.text.slice(reading.at)))
    tell(reading, "one repeat is enough: matches are as long as they can be");
  if (canBeEmpty(atom)) tell(reading, "what is repeated must take something", start);
  return repeat(atom, min, max);
}

function boundsOf(match: RegExpExecArray): readonly [min: number, max: number] {
  if (match[0] === "?") return [0, 1];
  if (match[0] === "*") return [0, Number.POSITIVE_INFINITY];
  if (match[0] === "+") return [1, Number.POSITIVE_INFINITY];
  const min = Number(match[1]);
  if (match[2] === undefined) return [min, min];
  return [min, match[3] === undefined ? Number.POSITIVE_INFINITY : Number(match[3])];
}

function readAtom(reading: Reading, depth: number): Piece {
  reading.size += 1;
  if (reading.text[reading.at] !== "(") return unit(readSet(reading));
  const opened = reading.at;
  if (depth >= depthMax) tell(reading, `groups may be nested ${depthMax} deep`);
  reading.at += reading.text.startsWith("(?:", opened) ? 3 : 1;
  if (reading.text[reading.at] === "?")
    tell(reading, "look-around stands at the ends of a whole alternative only", opened);
  const options = [readGrouped(reading, depth)];
  while (!reading.problem && reading.text[reading.at] === "|") {
    reading.at += 1;
    options.push(readGrouped(reading, depth));
  }
  if (reading.text[reading.at] !== ")") tell(reading, "this '(' is not closed", opened);
  reading.at += 1;
  return choice(options);
}

function readGrouped(reading: Reading, depth: number): Piece {
  const parts: Piece[] = [];
  while (!reading.problem && !atEnd(reading)) parts.push(readRepeated(reading, depth + 1));
  return sequence(parts);
}

/** One character, an escape, `.` or a class. */
function readSet(reading: Reading): UnitSet {
  const { text, at } = reading;
  const character = text[at];
  if (character === undefined || "?*+{})|".includes(character)) {
    // A brace that repeats nothing would be taken for one that does.
    tell(reading, character === undefined ? "something is missing here" : `write \\${character}`);
    reading.at += 1;
    return { ranges: [] };
  }
  if (character === "[") return readClass(reading);
  if (character === ".") {
    reading.at += 1;
    return { ranges: [[0x0a, 0x0a]], negated: true };
  }
  return readOne(reading);
}

const shorthands: Readonly<Record<string, UnitSet>> = {
  "\\d": { ranges: [], digits: true },
  "\\s": { ranges: [], spaces: true },
  "\\S": { ranges: [], spaces: true, negated: true },
  "\\D": { ranges: [], digits: true, negated: true },
  "\\p{L}": { ranges: [], letters: true },
  "\\p{N}": { ranges: [], numbers: true },
  "\\P{L}": { ranges: [], letters: true, negated: true },
};

function readOne(reading: Reading): UnitSet {
  const { text, at, folds } = reading;
  for (const [written, set] of Object.entries(shorthands))
    if (text.startsWith(written, at)) {
      reading.at += written.length;
      return set;
    }
  const escaped = /^\\u([0-9a-fA-F]{4})/.exec(text.slice(at, at + 6));
  const code = escaped
    ? Number.parseInt(escaped[1] as string, 16)
    : text.charCodeAt(text[at] === "\\" ? at + 1 : at);
  if (text[at] === "\\" && !escaped && /^[\p{L}\p{N}]?$/u.test(text[at + 1] ?? ""))
    tell(reading, `'\\${text[at + 1] ?? ""}' means nothing here`);
  reading.at += escaped ? 6 : text[at] === "\\" ? 2 : 1;
  const normal = normalUnit(code, folds);
  if (normal === changing) tell(reading, "this character stands in no normal text", at);
  return { ranges: [[normal, normal]] };
}

function readClass(reading: Reading): UnitSet {
  const opened = reading.at;
  reading.at += 1;
  const negated = reading.text[reading.at] === "^";
  if (negated) reading.at += 1;
  let set: UnitSet = { ranges: [] };
  while (!reading.problem && reading.text[reading.at] !== "]") {
    if (reading.at >= reading.text.length) tell(reading, "this '[' is not closed", opened);
    else set = joined(set, readMember(reading), reading);
  }
  reading.at += 1;
  return negated ? { ...set, negated } : set;
}

/** A member of a class: a range, a character or a shorthand. */
function readMember(reading: Reading): UnitSet {
  const from = readOne(reading);
  const { text, at } = reading;
  const isRange = text[at] === "-" && at + 1 < text.length && text[at + 1] !== "]";
  if (!isRange || from.ranges.length !== 1) return from;
  reading.at += 1;
  const to = readOne(reading);
  const [first, last] = [from.ranges[0]?.[0] ?? 0, to.ranges[0]?.[1] ?? -1];
  if (last < first) tell(reading, "a range goes from a smaller to a larger character", at);
  return { ranges: [[first, last]] };
}

function joined(a: UnitSet, b: UnitSet, reading: Reading): UnitSet {
  if (b.negated) tell(reading, "a class cannot hold what is not in another");
  return { ...a, ...b, ranges: [...a.ranges, ...b.ranges] };
}
