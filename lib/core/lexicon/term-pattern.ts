import { normalText } from "./normal-text.ts";
import {
  canBeEmpty,
  choice,
  DIGITS,
  LETTERS,
  only,
  type Piece,
  type ReadPatterns,
  repeat,
  sequence,
  type TermProblem,
  unit,
  WORD,
} from "./pattern.ts";
import { readRawPatterns } from "./raw-pattern.ts";

/** A term as its author wrote it, without the mark of its sort. */
export interface Term {
  readonly text: string;
  readonly strength: "strong" | "weak";
  /** Whether it is a raw pattern, which need not begin and end where words do. */
  readonly raw: boolean;
}

/** UTF-16 units that a term may have. */
export const termLengthMax = 500;

/** `w:` marks a weak term, `re:` a raw pattern. */
export function termOf(written: string): Term & { readonly offset: number } {
  const mark = /^(w:|re:)?/.exec(written)?.[0] ?? "";
  return {
    text: written.slice(mark.length),
    strength: mark === "w:" ? "weak" : "strong",
    raw: mark === "re:",
    offset: mark.length,
  };
}

/** What a term looks for in normal text, its own letters made normal; or what is wrong with it. */
export function readTerm(written: string, folds: boolean): ReadPatterns {
  const { text, raw, offset } = termOf(written);
  const read = raw ? readRawPatterns(text, folds) : readPlain(text, folds);
  if (read.ok) return read;
  return { ok: false, problem: { ...read.problem, offset: read.problem.offset + offset } };
}

function readPlain(text: string, folds: boolean): ReadPatterns {
  const reading: Reading = { text, folds, at: 0, problem: undefined };
  const piece = readChoice(reading, 0);
  if (!reading.problem && reading.at < text.length)
    tell(reading, "this ')' closes no '(': write \\) for the sign");
  if (canBeEmpty(piece)) tell(reading, "this term fits nothing at all: give it a letter", 0);
  const { problem } = reading;
  if (problem) return { ok: false, problem };
  return { ok: true, patterns: [{ piece, notAfter: WORD, notBefore: WORD }] };
}

interface Reading {
  readonly text: string;
  readonly folds: boolean;
  at: number;
  problem: TermProblem | undefined;
}

function tell(reading: Reading, message: string, at = reading.at): void {
  reading.problem ??= { offset: at, message };
}

/** Spaces and hyphens part words alike. */
const BETWEEN = unit({ ...only(0x2d, 0x2013), spaces: true });
const NUMBER = sequence([
  repeat(unit(DIGITS), 1, Number.POSITIVE_INFINITY),
  repeat(
    sequence([unit(only(0x2c, 0x2e)), repeat(unit(DIGITS), 1, Number.POSITIVE_INFINITY)]),
    0,
    1,
  ),
]);
const INFLECTION = repeat(unit(LETTERS), 0, Number.POSITIVE_INFINITY);
const PERCENT = sequence([repeat(unit({ ranges: [], spaces: true }), 0, 1), unit(only(0x25))]);
const APART = repeat(BETWEEN, 1, Number.POSITIVE_INFINITY);
const MAYBE_APART = repeat(BETWEEN, 0, Number.POSITIVE_INFINITY);
const NOT_SPACE = unit({ ranges: [], spaces: true, negated: true });
/** Up to four words between two others. */
const GAP = sequence([
  repeat(sequence([APART, repeat(NOT_SPACE, 1, Number.POSITIVE_INFINITY)]), 0, 4),
  APART,
]);

const depthMax = 20;

function readChoice(reading: Reading, depth: number): Piece {
  const options = [readSequence(reading, depth)];
  while (!reading.problem && reading.text[reading.at] === "|") {
    reading.at += 1;
    options.push(readSequence(reading, depth));
  }
  return choice(options);
}

function readSequence(reading: Reading, depth: number): Piece {
  const parts: Piece[] = [];
  while (!reading.problem && reading.at < reading.text.length) {
    const { text, at } = reading;
    if (text[at] === ")" || text[at] === "|") break;
    parts.push(readPart(reading, depth));
  }
  return sequence(parts);
}

function readPart(reading: Reading, depth: number): Piece {
  const { text, at } = reading;
  const rest = text.slice(at, at + 4);
  if (rest === " .. ") return taken(reading, 4, GAP);
  if (rest.startsWith(" %")) return taken(reading, 2, PERCENT);
  if (rest.startsWith(" ?")) return taken(reading, 2, MAYBE_APART);
  if (rest.startsWith(" (") && closesText(text, at + 1)) return readLastOption(reading, depth);
  if (rest.startsWith(" ")) return taken(reading, 1, APART);
  if (rest.startsWith("*")) return taken(reading, 1, INFLECTION);
  if (rest.startsWith("#")) return taken(reading, 1, NUMBER);
  if (rest.startsWith("(")) return readGroup(reading, depth);
  if (rest.startsWith("?")) tell(reading, "'?' stands behind a group or a space only");
  if (rest === "\\") tell(reading, "a '\\' stands before the sign that it means");
  if (rest.startsWith("\\")) reading.at += 1;
  return readLiteral(reading);
}

function taken(reading: Reading, length: number, piece: Piece): Piece {
  reading.at += length;
  return piece;
}

/** Whether a group at this place is optional and the last thing of the term. */
function closesText(text: string, from: number): boolean {
  return text.endsWith(")?") && text.indexOf(")", from) === text.length - 2;
}

/** `certified (by)?`: without its last word a term needs no space either. */
function readLastOption(reading: Reading, depth: number): Piece {
  reading.at += 1;
  const group = readGroup(reading, depth);
  const inner = group.kind === "repeat" ? group.of : group;
  return repeat(sequence([APART, inner]), 0, 1);
}

function readGroup(reading: Reading, depth: number): Piece {
  if (depth >= depthMax) tell(reading, `groups may be nested ${depthMax} deep`);
  const opened = reading.at;
  reading.at += 1;
  const inner = readChoice(reading, depth + 1);
  if (reading.problem) return inner;
  if (reading.text[reading.at] !== ")") {
    tell(reading, "this '(' is not closed: write \\( for the sign", opened);
    return inner;
  }
  reading.at += 1;
  if (reading.text[reading.at] !== "?") return inner;
  reading.at += 1;
  return repeat(inner, 0, 1);
}

/** A letter, digit or sign that means itself, as normal text has it. */
function readLiteral(reading: Reading): Piece {
  const code = reading.text.charCodeAt(reading.at);
  const known = (reading.folds ? folded : literals).get(code);
  if (known) {
    reading.at += 1;
    return known;
  }
  const character = String.fromCodePoint(reading.text.codePointAt(reading.at) ?? 0);
  if (character.length > 1)
    tell(reading, `'${character}' is beyond the letters that are looked for`);
  const normal = normalText(character, reading.folds).text;
  if (normal === "") tell(reading, "this character is left out of every text");
  reading.at += character.length;
  const units = [...normal].map((one) => unit(only(one.charCodeAt(0))));
  const piece = units.length === 1 ? (units[0] as Piece) : sequence(units);
  if (!reading.problem) (reading.folds ? folded : literals).set(code, piece);
  return piece;
}

/** Literals that were read: at most one for each unit. Sets that are one object are told fast. */
const literals = new Map<number, Piece>();
const folded = new Map<number, Piece>();
