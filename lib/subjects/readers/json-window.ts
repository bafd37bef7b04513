import type { Cursor } from "./json-syntax.ts";
import { startsWithMark } from "./lines.ts";
import { charactersBefore } from "./utf8.ts";

/**
 * The part of a document that is in memory, and the place in it. A walk goes through it, and asks
 * for more where it ends before the document does; what lies behind the walk is let go.
 */
export interface Window extends Cursor {
  /** Byte offset of `bytes` in the document. */
  base: number;
  /** Whether the document ends where the window does. */
  isWhole: boolean;
  /** More was asked for than may be held: the value at the cursor is too large. */
  isFull: boolean;
  /** The line up to the next line feed, and where that stands; see `lineAt`. */
  line: number;
  lineFeed: number;
}

export const windowOn = (bytes: Uint8Array, isWhole: boolean): Window => ({
  bytes,
  end: bytes.length,
  at: 0,
  base: 0,
  isWhole,
  isFull: false,
  line: 1,
  lineFeed: nextLineFeed(bytes, 0),
});

/** The line of a place in the window, from 1; places must be asked in rising order. */
export function lineAt(window: Window, at: number): number {
  while (window.lineFeed < at) {
    window.line++;
    window.lineFeed = nextLineFeed(window.bytes, window.lineFeed + 1);
  }
  return window.line;
}

function nextLineFeed(bytes: Uint8Array, from: number): number {
  const at = bytes.indexOf(LF, from);
  return at < 0 ? Number.POSITIVE_INFINITY : at;
}

/** Lets go what lies before the cursor, and puts bytes behind what is kept. */
export function shift(window: Window, behind: readonly Uint8Array[]): void {
  const { at } = window;
  lineAt(window, at);
  const kept = window.bytes.subarray(at);
  window.bytes = kept.length === 0 && behind.length === 1 ? only(behind) : joined(kept, behind);
  window.end = window.bytes.length;
  const isKnown = Number.isFinite(window.lineFeed);
  window.lineFeed = isKnown ? window.lineFeed - at : nextLineFeed(window.bytes, kept.length);
  window.base += at;
  window.at = 0;
}

const only = (parts: readonly Uint8Array[]): Uint8Array => parts[0] as Uint8Array;
const joined = (kept: Uint8Array, behind: readonly Uint8Array[]): Uint8Array =>
  Buffer.concat([kept, ...behind]);

/** Line and column of a byte, both from 1; the byte order mark is no character. */
export function lineAndColumn(
  document: Uint8Array,
  offset: number,
): { readonly line: number; readonly column: number } {
  const line = lineAt(windowOn(document, true), offset);
  const lineStart = offset === 0 ? 0 : document.lastIndexOf(LF, offset - 1) + 1;
  const start = lineStart === 0 && startsWithMark(document) ? 3 : lineStart;
  const column = charactersBefore(document.subarray(start), Math.max(0, offset - start)) + 1;
  return { line, column };
}

const LF = 0x0a;
