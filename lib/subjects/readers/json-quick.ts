/** Brackets that may be open at once; what nests deeper is no document that anyone meant. */
export const openMax = 1_000_000;

/**
 * The end of a JSON value that begins at `from`, space before it skipped; -1 where it is not strictly
 * JSON, or does not end before `end`. It tells no more than that, and is fast for it.
 */
export function quickEnd(bytes: Uint8Array, from: number, end: number): number {
  const open: number[] = [];
  let at = from;
  for (;;) {
    // A value is wanted here, or, behind an opening bracket, its end.
    at = spaceEnd(bytes, at, end);
    let byte = bytes[at] as number;
    if (byte === OPEN_OBJECT || byte === OPEN_LIST) {
      at = spaceEnd(bytes, at + 1, end);
      if (bytes[at] !== byte + 2) {
        if (open.push(byte) > openMax) return -1;
        if (byte === OPEN_OBJECT) at = nameEnd(bytes, at, end);
        if (at < 0) return -1;
        continue;
      }
      at++;
    } else {
      at = byte === QUOTE ? textEnd(bytes, at + 1, end) : scalarEnd(bytes, at, end);
      if (at < 0) return -1;
    }
    // Behind a value: what it stands in goes on, or ends too.
    for (;;) {
      if (open.length === 0) return at <= end ? at : -1;
      at = spaceEnd(bytes, at, end);
      const bracket = open[open.length - 1] as number;
      byte = bytes[at] as number;
      at++;
      if (byte === COMMA) {
        if (bracket === OPEN_OBJECT) at = nameEnd(bytes, at, end);
        if (at < 0) return -1;
        break;
      }
      if (byte !== bracket + 2 || at > end) return -1;
      open.pop();
    }
  }
}

function spaceEnd(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end) {
    const byte = bytes[at] as number;
    if (byte > 0x20 || (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09)) break;
    at++;
  }
  return at;
}

/** Behind a name and its colon. */
function nameEnd(bytes: Uint8Array, from: number, end: number): number {
  const start = spaceEnd(bytes, from, end);
  if (bytes[start] !== QUOTE) return -1;
  const at = textEnd(bytes, start + 1, end);
  if (at < 0) return -1;
  if (bytes[at] === COLON && at < end) return at + 1;
  const colon = spaceEnd(bytes, at, end);
  return colon < end && bytes[colon] === COLON ? colon + 1 : -1;
}

/** Behind the closing quote of a text whose opening one stands before `from`. */
function textEnd(bytes: Uint8Array, from: number, end: number): number {
  for (let at = from; at < end; at++) {
    const byte = bytes[at] as number;
    if (byte === QUOTE) return at + 1;
    if (byte < 0x20) return -1;
    if (byte !== BACKSLASH) continue;
    at++;
    const letter = bytes[at] as number;
    if (letter === SMALL_U) {
      for (let digit = at + 1; digit <= at + 4; digit++)
        if (!isHex(bytes[digit] as number)) return -1;
      at += 4;
    } else if (!simpleEscapes.has(letter)) return -1;
  }
  return -1;
}

const simpleEscapes: ReadonlySet<number> = new Set([...'"\\/bfnrt'].map((c) => c.charCodeAt(0)));

const isHex = (byte: number): boolean =>
  (byte >= 0x30 && byte <= 0x39) ||
  (byte >= 0x41 && byte <= 0x46) ||
  (byte >= 0x61 && byte <= 0x66);

/** Behind a number, `true`, `false` or `null`. */
function scalarEnd(bytes: Uint8Array, from: number, end: number): number {
  const byte = bytes[from] as number;
  if (byte === 0x74) return wordEnd(bytes, from, end, TRUE);
  if (byte === 0x66) return wordEnd(bytes, from, end, FALSE);
  if (byte === 0x6e) return wordEnd(bytes, from, end, NULL);
  let at = byte === MINUS ? from + 1 : from;
  at = bytes[at] === ZERO && at < end ? at + 1 : digitsEnd(bytes, at, end);
  if (at < 0) return -1;
  if (bytes[at] === POINT && at < end) {
    at = digitsEnd(bytes, at + 1, end);
    if (at < 0) return -1;
  }
  if (at >= end || ((bytes[at] as number) | 0x20) !== SMALL_E) return at;
  at++;
  if (bytes[at] === PLUS || bytes[at] === MINUS) at++;
  return digitsEnd(bytes, at, end);
}

function digitsEnd(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && (bytes[at] as number) >= ZERO && (bytes[at] as number) <= 0x39) at++;
  return at === from ? -1 : at;
}

function wordEnd(bytes: Uint8Array, from: number, end: number, word: Uint8Array): number {
  if (from + word.length > end) return -1;
  for (let i = 0; i < word.length; i++) if (bytes[from + i] !== word[i]) return -1;
  return from + word.length;
}

const TRUE = Buffer.from("true");
const FALSE = Buffer.from("false");
const NULL = Buffer.from("null");
const QUOTE = 0x22;
const PLUS = 0x2b;
const COMMA = 0x2c;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const BACKSLASH = 0x5c;
const SMALL_E = 0x65;
const SMALL_U = 0x75;
const OPEN_OBJECT = 0x7b;
