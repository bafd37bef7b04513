import { type LargeValue, MORE, type More, skipLarge } from "./json-large.ts";
import {
  expectEnd,
  fail,
  nextMember,
  OPEN_LIST,
  OPEN_OBJECT,
  type SyntaxProblem,
  skipName,
  skipSpace,
  skipValue,
} from "./json-syntax.ts";
import { lineAt, type Window } from "./json-window.ts";
import { startsWithMark } from "./lines.ts";
import { utf8Text } from "./utf8.ts";

/** A field of an envelope that holds records, and their type where the kind has several. */
export interface RecordList {
  readonly field: string;
  readonly of?: string;
  /** An object in this field is one record. */
  readonly mayBeOne?: boolean;
  /** An object in this field is a header of its own, with lists of records beside its fields. */
  readonly holdsLists?: boolean;
}

/** A record's place, told while its bytes lie in the window, from `start` to the cursor. */
export interface Found {
  readonly kind: "element";
  /** From the window's start. */
  readonly start: number;
  /** JSON Pointer (RFC 6901). */
  readonly pointer: string;
  readonly of?: string;
  /** Its bytes were let go; `start` is not in the window any more. */
  readonly large?: LargeValue & Spot;
}

/** A place in a document: its byte offset, and its line from 1. */
export interface Spot {
  readonly at: number;
  readonly line: number;
}

/** What a document is, once a walk has reached its end. */
export type Outline =
  | (Spot & { readonly kind: "broken"; readonly message: string; readonly isBehind: boolean })
  | (Spot & { readonly kind: "refused"; readonly twice?: string })
  | (Extremes & { readonly kind: "list" | "scalar" })
  | (Extremes & { readonly kind: "object"; readonly fields: Fields });

/** Byte offsets of the document's one value, without the space around it. */
interface Extremes {
  readonly start: number;
  readonly end: number;
}

/** The fields of an object that are no lists of records, as they are written. */
export interface Fields {
  readonly written: Uint8Array[];
  readonly names: string[];
  /** Where the first stands. */
  first?: Spot;
  length: number;
  /** Whether it holds a list of records, or an object that does. */
  holdsRecords: boolean;
  /** The field that holds a header of its own, and that header's fields. */
  inner?: { readonly field: string; readonly fields: Fields };
}

interface Walk {
  readonly window: Window;
  readonly lists: readonly RecordList[];
  /** Bytes that the fields beside the records may have together. */
  readonly fieldsBytesMax: number;
  refused?: Extract<Outline, { kind: "refused" }>;
}

/**
 * Walks through a document once, strictly, without making values of it. Tells each record in a list
 * of records, and asks for more bytes where the window ends before the document does.
 */
export function* walk(
  window: Window,
  lists: readonly RecordList[],
  fieldsBytesMax: number,
): Generator<More | Found, Outline, void> {
  const w: Walk = { window, lists, fieldsBytesMax };
  if (startsWithMark(window.bytes)) window.at = 3;
  yield* space(window);
  const start = window.base + window.at;
  const whole = yield* outermost(w);
  if (w.refused !== undefined) return w.refused;
  const end = window.base + window.at;
  if (whole !== undefined) {
    yield* space(window);
    if (expectEnd(window)) return { ...whole, start, end };
  }
  const { at, message } = window.problem as SyntaxProblem;
  return { kind: "broken", ...spotIn(window, at), message, isBehind: whole !== undefined };
}

type Whole =
  | { readonly kind: "list" | "scalar" }
  | { readonly kind: "object"; readonly fields: Fields };

function* outermost(w: Walk): Generator<More | Found, Whole | undefined, void> {
  const bracket = w.window.bytes[w.window.at];
  if (bracket === OPEN_LIST) return (yield* elements(w, "")) ? { kind: "list" } : undefined;
  if (bracket === OPEN_OBJECT) {
    const fields = yield* members(w, "");
    return fields && { kind: "object", fields };
  }
  return (yield* value(w.window)) ? { kind: "scalar" } : undefined;
}

/** The elements of the list at the cursor; false when there is a problem. */
function* elements(w: Walk, pointer: string, of?: string): Generator<More | Found, boolean, void> {
  const { window } = w;
  window.at++;
  for (let count = 0; yield* next(window, OPEN_LIST, count === 0); count++) {
    const extent = yield* value(window);
    if (extent === undefined) return false;
    yield { kind: "element", ...extent, pointer: `${pointer}/${count}`, ...typeOf(of) };
  }
  return window.problem === undefined;
}

/** The members of the object at the cursor; undefined when there is a problem. */
function* members(w: Walk, pointer: string): Generator<More | Found, Fields | undefined, void> {
  const { window } = w;
  const fields: Fields = { written: [], names: [], length: 0, holdsRecords: false };
  const seen = new Set<string>();
  window.at++;
  for (let count = 0; yield* next(window, OPEN_OBJECT, count === 0); count++) {
    const spot = spotIn(window, window.at);
    const written = yield* name(window);
    if (written === undefined) return undefined;
    const member = { ...spot, written, field: nameIn(written) };
    yield* space(window);
    const taken = yield* records(w, member.field, pointer, fields);
    if (window.problem !== undefined || w.refused !== undefined) return undefined;
    if (!taken && !(yield* field(w, fields, member))) return undefined;
    if (taken && seen.has(member.field)) return refuse(w, spot, member.field);
    if (taken) seen.add(member.field);
  }
  return window.problem === undefined ? fields : undefined;
}

interface Member extends Spot {
  /** The name with its quotes and colon. */
  readonly written: Uint8Array;
  readonly field: string;
}

/** Moves behind a member's value if it holds records; false if it does not, and stands there yet. */
function* records(
  w: Walk,
  field: string,
  within: string,
  fields: Fields,
): Generator<More | Found, boolean, void> {
  const list = w.lists.find((one) => one.field === field);
  if (list === undefined) return false;
  const pointer = `${within}/${escaped(field)}`;
  const bracket = w.window.bytes[w.window.at];
  if (bracket === OPEN_LIST) yield* elements(w, pointer, list.of);
  else if (bracket !== OPEN_OBJECT) return false;
  else if (list.holdsLists && within === "") {
    const inner = yield* members(w, pointer);
    if (inner) fields.inner = { field, fields: inner };
  } else if (list.mayBeOne) {
    const extent = yield* value(w.window);
    if (extent) yield { kind: "element", ...extent, pointer, ...typeOf(list.of) };
  } else return false;
  fields.holdsRecords = true;
  return true;
}

/** Keeps a member that holds no records, as it is written; false when there is a problem. */
function* field(w: Walk, fields: Fields, member: Member): Generator<More, boolean, void> {
  const { window } = w;
  const extent = yield* value(window);
  if (extent === undefined) return false;
  const kept = window.bytes.slice(extent.start, window.at);
  fields.length += member.written.length + (extent.large?.length ?? kept.length);
  if (fields.length > w.fieldsBytesMax) return refuse(w, member) !== undefined;
  fields.written.push(Buffer.concat([member.written, kept]));
  fields.names.push(member.field);
  fields.first ??= member;
  return true;
}

function refuse(w: Walk, { at, line }: Spot, twice?: string): undefined {
  w.refused = { kind: "refused", at, line, ...(twice !== undefined && { twice }) };
}

/** Moves to the next element or member; false behind the last one, and where there is a problem. */
function* next(window: Window, bracket: number, isFirst: boolean): Generator<More, boolean, void> {
  if (needsMore(window)) yield* space(window);
  if (!nextMember(window, bracket, isFirst)) return false;
  if (needsMore(window)) yield* space(window);
  return true;
}

const spotIn = (window: Window, at: number): Spot => ({
  at: window.base + at,
  line: lineAt(window, at),
});

function* space(window: Window): Generator<More, void, void> {
  while (needsMore(window)) yield MORE;
}

/** Moves behind space; whether nothing else is in the window although the document goes on. */
function needsMore(window: Window): boolean {
  skipSpace(window);
  return window.at === window.end && !window.isWhole;
}

type Extent = Pick<Found, "start" | "large">;

/** Moves behind the value at the cursor; undefined when there is a problem. */
function* value(window: Window): Generator<More, Extent | undefined, void> {
  let start = window.at;
  let isRead = skipValue(window);
  while (!isCertain(window, isRead)) {
    goBack(window, start);
    yield MORE;
    start = window.at;
    if (window.isFull) return yield* large(window);
    isRead = skipValue(window);
  }
  return isRead ? { start } : undefined;
}

function* large(window: Window): Generator<More, Extent | undefined, void> {
  const spot = spotIn(window, window.at);
  const measured = yield* skipLarge(window);
  return measured && { start: window.at, large: { ...measured, ...spot } };
}

/** Moves behind a name and its colon, and gives both; undefined when there is a problem. */
function* name(window: Window): Generator<More, Uint8Array | undefined, void> {
  let start = window.at;
  let isRead = skipName(window);
  while (!isCertain(window, isRead)) {
    goBack(window, start);
    yield MORE;
    start = window.at;
    if (window.isFull) {
      fail(window, "a name that is shorter");
      return undefined;
    }
    isRead = skipName(window);
  }
  return isRead ? window.bytes.slice(start, window.at) : undefined;
}

/** Bytes that the walk over syntax looks ahead: words, escapes. */
const lookahead = 8;

/** Whether bytes that are not in the window yet could change what was found. */
function isCertain(window: Window, isRead: boolean): boolean {
  if (window.isWhole) return true;
  if (isRead) return window.at < window.end;
  return (window.problem as SyntaxProblem).at + lookahead <= window.end;
}

function goBack(window: Window, at: number): void {
  window.at = at;
  delete window.problem;
}

/** The name of a member, from its quotes to behind its colon. */
function nameIn(written: Uint8Array): string {
  const text = utf8Text(written)?.replace(/\s*:$/, "");
  return text === undefined ? "" : (JSON.parse(text) as string);
}

const typeOf = (of: string | undefined) => (of === undefined ? {} : { of });
const escaped = (text: string): string => text.replaceAll("~", "~0").replaceAll("/", "~1");
