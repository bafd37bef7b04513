import { createHash } from "node:crypto";
import { openMax } from "./json-quick.ts";
import { BACKSLASH, COMMA, fail, isSpace, OPEN_LIST, OPEN_OBJECT, QUOTE } from "./json-syntax.ts";
import type { Window } from "./json-window.ts";

/** A value that was too large to be held: it was only measured. */
export interface LargeValue {
  readonly length: number;
  readonly digest: string;
}

/** What a walk asks for when the window ends before the document does. */
export const MORE = { kind: "more" } as const;
export type More = typeof MORE;

/**
 * Moves behind a value of any size, in memory of one window. Brackets and texts are followed, the
 * grammar between them is not: the value is not read in any case. Undefined where it never ends.
 */
export function* skipLarge(window: Window): Generator<More, LargeValue | undefined, void> {
  const hash = createHash("sha256");
  const place: Place = { open: [], isInText: false };
  window.isFull = false;
  let length = 0;
  for (;;) {
    const from = window.at;
    const isDone = advance(window, place);
    hash.update(window.bytes.subarray(from, window.at));
    length += window.at - from;
    if (window.problem !== undefined) return undefined;
    if (isDone) return { length, digest: hash.digest("hex") };
    if (window.isWhole) {
      fail(window, place.isInText ? "the closing quote of a text" : "the end of a value");
      return undefined;
    }
    yield MORE;
  }
}

interface Place {
  readonly open: number[];
  isInText: boolean;
  isEscaped?: boolean;
}

/** Moves to the end of the value, or of the window; true at the end of the value. */
function advance(window: Window, place: Place): boolean {
  const { bytes, end } = window;
  for (; window.at < end; window.at++) {
    const byte = bytes[window.at] as number;
    if (place.isInText) followText(byte, place);
    else if (byte === QUOTE) place.isInText = true;
    else if (byte === OPEN_OBJECT || byte === OPEN_LIST) place.open.push(byte);
    else if (place.open.length === 0) {
      // A scalar ends before what follows it.
      if (byte === COMMA || isClosing(byte) || isSpace(byte)) return true;
      continue;
    } else if (isClosing(byte)) {
      if (place.open.pop() !== byte - 2)
        return fail(window, "the bracket that closes the last one");
    } else continue;
    if (place.open.length > openMax) return fail(window, `at most ${openMax} open brackets`);
    if (place.open.length > 0 || place.isInText) continue;
    window.at++;
    return true;
  }
  return false;
}

function followText(byte: number, place: Place): void {
  if (place.isEscaped) place.isEscaped = false;
  else if (byte === BACKSLASH) place.isEscaped = true;
  else if (byte === QUOTE) place.isInText = false;
}

const isClosing = (byte: number): boolean => byte === OPEN_LIST + 2 || byte === OPEN_OBJECT + 2;
