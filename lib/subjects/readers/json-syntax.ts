import { openMax, quickEnd } from "./json-quick.ts";

/**
 * A strict walk over the bytes of JSON that makes no values: it finds where values end, and says
 * what is wrong and where. It keeps its own stack, so that no nesting makes it overflow.
 */
export interface Cursor {
  bytes: Uint8Array;
  end: number;
  at: number;
  problem?: SyntaxProblem;
  /** Names seen in each object that is open, where repeated names are looked for. */
  readonly names?: Set<string>[];
}

export interface SyntaxProblem {
  /** Byte offset. */
  readonly at: number;
  /** `found 'x', but a value is expected`. */
  readonly message: string;
  readonly isRepeatedName?: true;
}

/** The first mistake in a text that must be one JSON value; undefined when there is none. */
export function syntaxProblem(bytes: Uint8Array): SyntaxProblem | undefined {
  return problemIn({ bytes, at: 0, end: bytes.length });
}

/** The first mistake as above, or the first name that stands twice in an object. */
export function repeatedName(bytes: Uint8Array): SyntaxProblem | undefined {
  return problemIn({ bytes, at: 0, end: bytes.length, names: [] });
}

function problemIn(cursor: Cursor): SyntaxProblem | undefined {
  if (skipValue(cursor)) expectEnd(cursor);
  return cursor.problem;
}

/** Whether nothing but white space follows. */
export function expectEnd(cursor: Cursor): boolean {
  skipSpace(cursor);
  return cursor.at === cursor.end || fail(cursor, "the end");
}

/** Moves behind one value and the space before it; false when there is a problem. */
export function skipValue(cursor: Cursor): boolean {
  // What is right is most often right at once; the slower walk says what is wrong.
  const quick = cursor.names === undefined ? quickEnd(cursor.bytes, cursor.at, cursor.end) : -1;
  if (quick < 0) return walkValue(cursor);
  cursor.at = quick;
  return true;
}

function walkValue(cursor: Cursor): boolean {
  const open: number[] = [];
  for (;;) {
    const opened = enter(cursor);
    if (opened === undefined) return false;
    if (opened !== 0) {
      if (open.push(opened) > openMax) return fail(cursor, `at most ${openMax} open brackets`);
      continue;
    }
    if (!leave(cursor, open)) return false;
    if (open.length === 0) return true;
  }
}

/** Moves into a list or object with members (its bracket), or behind any other value (0). */
function enter(cursor: Cursor): number | undefined {
  skipSpace(cursor);
  const byte = peek(cursor);
  if (byte === QUOTE) return skipString(cursor) ? 0 : undefined;
  if (byte === OPEN_OBJECT || byte === OPEN_LIST) {
    cursor.at++;
    if (!nextMember(cursor, byte, true)) return 0;
    if (byte === OPEN_LIST) return byte;
    cursor.names?.push(new Set());
    return skipName(cursor) ? byte : undefined;
  }
  return skipScalar(cursor, byte) ? 0 : undefined;
}

/** Moves from behind a value to the next one, closing what ends in between. */
function leave(cursor: Cursor, open: number[]): boolean {
  while (open.length > 0) {
    const bracket = open.at(-1) as number;
    if (nextMember(cursor, bracket, false)) return bracket === OPEN_LIST || skipName(cursor);
    if (cursor.problem !== undefined) return false;
    if (bracket === OPEN_OBJECT) cursor.names?.pop();
    open.pop();
  }
  return true;
}

/**
 * In a list or object with this opening bracket: moves to its next member, behind the comma; false
 * behind its end, and where there is a problem.
 */
export function nextMember(cursor: Cursor, bracket: number, isFirst: boolean): boolean {
  skipSpace(cursor);
  const byte = peek(cursor);
  if (byte === bracket + 2) {
    cursor.at++;
    return false;
  }
  if (isFirst) return true;
  if (byte !== COMMA) return fail(cursor, bracket === OPEN_LIST ? "',' or ']'" : "',' or '}'");
  cursor.at++;
  return true;
}

/** Moves behind a name and its colon. */
export function skipName(cursor: Cursor): boolean {
  skipSpace(cursor);
  const start = cursor.at;
  if (peek(cursor) !== QUOTE) return fail(cursor, "a name in double quotes");
  if (!skipString(cursor) || !isFirst(cursor, start)) return false;
  skipSpace(cursor);
  if (peek(cursor) !== COLON) return fail(cursor, "':'");
  cursor.at++;
  return true;
}

function isFirst(cursor: Cursor, start: number): boolean {
  const names = cursor.names?.at(-1);
  if (names === undefined) return true;
  const written = Buffer.from(cursor.bytes.subarray(start, cursor.at)).toString();
  const name = JSON.parse(written) as string;
  if (names.has(name)) {
    const message = `the name ${written} stands twice in one object`;
    cursor.problem = { at: start, message, isRepeatedName: true };
    return false;
  }
  names.add(name);
  return true;
}

function skipString(cursor: Cursor): boolean {
  const { bytes, end } = cursor;
  for (let at = cursor.at + 1; at < end; at++) {
    const byte = bytes[at] as number;
    if (byte === QUOTE) {
      cursor.at = at + 1;
      return true;
    }
    if (byte < 0x20) return failAt(cursor, at, "an escape such as \\n in text");
    if (byte === BACKSLASH) {
      const length = escapeLength(bytes, at, end);
      if (length === 0)
        return failAt(cursor, at + 1, 'one of \\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX');
      at += length - 1;
    }
  }
  return failAt(cursor, end, "the closing quote of a text");
}

function escapeLength(bytes: Uint8Array, at: number, end: number): number {
  const letter = String.fromCharCode(bytes[at + 1] ?? 0);
  if (at + 1 < end && '"\\/bfnrt'.includes(letter)) return 2;
  if (letter !== "u" || at + 6 > end) return 0;
  const digits = Buffer.from(bytes.subarray(at + 2, at + 6)).toString("latin1");
  return /^[0-9a-fA-F]{4}$/.test(digits) ? 6 : 0;
}

const words: Readonly<Record<number, string>> = { 116: "true", 102: "false", 110: "null" };

function skipScalar(cursor: Cursor, byte: number | undefined): boolean {
  const word = byte === undefined ? undefined : words[byte];
  if (word !== undefined) return skipWord(cursor, word);
  if (byte === MINUS || isDigit(byte)) return skipNumber(cursor);
  return fail(cursor, "a value");
}

function skipWord(cursor: Cursor, word: string): boolean {
  const found = Buffer.from(cursor.bytes.subarray(cursor.at, cursor.at + word.length));
  if (found.toString("latin1") !== word || cursor.at + word.length > cursor.end)
    return fail(cursor, `a value (${word}, if that is meant)`);
  cursor.at += word.length;
  return true;
}

function skipNumber(cursor: Cursor): boolean {
  if (peek(cursor) === MINUS) cursor.at++;
  if (peek(cursor) === ZERO) cursor.at++;
  else if (!skipDigits(cursor)) return false;
  if (peek(cursor) === POINT) {
    cursor.at++;
    if (!skipDigits(cursor)) return false;
  }
  if (peek(cursor) !== SMALL_E && peek(cursor) !== CAPITAL_E) return true;
  cursor.at++;
  if (peek(cursor) === MINUS || peek(cursor) === PLUS) cursor.at++;
  return skipDigits(cursor);
}

function skipDigits(cursor: Cursor): boolean {
  if (!isDigit(peek(cursor))) return fail(cursor, "a digit");
  while (isDigit(peek(cursor))) cursor.at++;
  return true;
}

const peek = ({ bytes, at, end }: Cursor): number | undefined => (at < end ? bytes[at] : undefined);

export function skipSpace(cursor: Cursor): void {
  const { bytes, end } = cursor;
  let at = cursor.at;
  while (at < end && isSpace(bytes[at] as number)) at++;
  cursor.at = at;
}

/** What JSON takes for white space. */
export const isSpace = (byte: number): boolean =>
  byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

const isDigit = (byte: number | undefined): boolean =>
  byte !== undefined && byte >= ZERO && byte <= 0x39;

export const fail = (cursor: Cursor, expected: string): false =>
  failAt(cursor, cursor.at, expected);

function failAt(cursor: Cursor, at: number, expected: string): false {
  cursor.at = at;
  cursor.problem = { at, message: `found ${found(cursor, at)}, but ${expected} is expected` };
  return false;
}

function found({ bytes, end }: Cursor, at: number): string {
  if (at >= end) return "the end";
  const byte = bytes[at] as number;
  if (byte >= 0x20 && byte < 0x7f) return `'${String.fromCharCode(byte)}'`;
  return `the byte 0x${byte.toString(16).toUpperCase().padStart(2, "0")}`;
}

export const QUOTE = 0x22;
const PLUS = 0x2b;
export const COMMA = 0x2c;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const COLON = 0x3a;
const CAPITAL_E = 0x45;
export const OPEN_LIST = 0x5b;
export const BACKSLASH = 0x5c;
const SMALL_E = 0x65;
export const OPEN_OBJECT = 0x7b;
