import type { JsonObject } from "../core/expression/value.ts";
import type { Reading } from "../core/record.ts";
import { digestOf } from "../subjects/readers/digest.ts";
import { parseRecord } from "../subjects/readers/json-record.ts";
import {
  type Cursor,
  OPEN_LIST,
  OPEN_OBJECT,
  skipName,
  skipSpace,
  skipValue,
  syntaxProblem,
} from "../subjects/readers/json-syntax.ts";
import { recordOf, unreadable } from "../subjects/readers/reading.ts";
import { GateError, type Mistake } from "./errors.ts";

/** A body, cut into its records; nothing of it has been judged. */
export interface Body {
  /** The envelope's headers as they were sent; absent where the body is a record or a list. */
  readonly headers?: JsonObject;
  readonly readings: readonly Reading[];
}

/** The member of an envelope that holds the records. */
const subjectMember = "subject";

/**
 * Reads a body: one record, a list of records, or an envelope whose `subject` is either. Here runs
 * the line between a problem and a verdict: a body that is not JSON, or none of the three, is
 * refused; whatever stands where a record is expected is a record or unreadable, and is held.
 *
 * @throws {GateError} `invalid` with the line and column, or the JSON Pointer, of the mistake.
 */
export function readBody(bytes: Uint8Array): Body {
  if (bytes.length === 0) throw refused({ pointer: "", message: "the body is empty: send JSON" });
  const problem = syntaxProblem(bytes);
  if (problem !== undefined)
    throw refused({ ...lineAndColumn(bytes, problem.at), message: problem.message });

  const cursor: Cursor = { bytes, at: 0, end: bytes.length };
  skipSpace(cursor);
  const whole: Slice = { from: cursor.at, to: bytes.length, pointer: "" };
  const opening = bytes[cursor.at];
  if (opening === OPEN_LIST) return { readings: elementsOf(bytes, whole).map(reader(bytes)) };
  if (opening !== OPEN_OBJECT) throw neither("", "the body");
  const members = membersOf(bytes, whole);
  const subject = members.find(({ name }) => name === subjectMember);
  if (subject === undefined) return { readings: [reader(bytes)(trimmed(bytes, whole))] };
  return { headers: headersIn(bytes, members), readings: subjectReadings(bytes, subject) };
}

/** A value's place in the body. */
interface Slice {
  readonly from: number;
  readonly to: number;
  readonly pointer: string;
}

interface Member extends Slice {
  readonly name: string;
}

function subjectReadings(bytes: Uint8Array, subject: Slice): readonly Reading[] {
  const opening = bytes[subject.from];
  if (opening === OPEN_LIST) return elementsOf(bytes, subject).map(reader(bytes));
  if (opening === OPEN_OBJECT) return [reader(bytes)(subject)];
  throw neither(subject.pointer, "the envelope's subject");
}

/** The envelope without its subject. A header that stands twice could be read either way. */
function headersIn(bytes: Uint8Array, members: readonly Member[]): JsonObject {
  const names = members.map(({ name }) => name);
  const twice = members.filter(({ name }, index) => names.indexOf(name) !== index);
  if (twice.length > 0)
    throw refused(
      ...twice.map(({ pointer }) => ({ pointer, message: "it stands twice: send it once" })),
    );
  return Object.fromEntries(
    members
      .filter(({ name }) => name !== subjectMember)
      .map(({ name, from, to }) => [name, JSON.parse(textOf(bytes, from, to))]),
  );
}

const reader =
  (bytes: Uint8Array) =>
  ({ from, to, pointer }: Slice): Reading => {
    const raw = bytes.subarray(from, to);
    const position = { file: 0, offset: from };
    const place = { file: "body", pointer };
    const tell = (offset: number) => {
      const { line, column } = lineAndColumn(bytes, from + offset);
      return `line ${line}, column ${column}`;
    };
    const { value, refusal } = parseRecord(raw, tell);
    if (refusal !== undefined) return unreadable({ position, place }, refusal, digestOf(raw));
    return recordOf({ position, place, raw }, value);
  };

/** The elements of a list, in valid JSON. */
function elementsOf(bytes: Uint8Array, list: Slice): readonly Slice[] {
  const cursor: Cursor = { bytes, at: list.from + 1, end: list.to };
  const elements: Slice[] = [];
  for (skipSpace(cursor); bytes[cursor.at] !== CLOSE_LIST; skipSeparator(cursor)) {
    const from = cursor.at;
    skipValue(cursor);
    elements.push({ from, to: cursor.at, pointer: `${list.pointer}/${elements.length}` });
  }
  return elements;
}

/** The members of an object, in valid JSON. */
function membersOf(bytes: Uint8Array, object: Slice): readonly Member[] {
  const cursor: Cursor = { bytes, at: object.from + 1, end: object.to };
  const members: Member[] = [];
  for (skipSpace(cursor); bytes[cursor.at] !== CLOSE_OBJECT; skipSeparator(cursor)) {
    const start = cursor.at;
    skipName(cursor);
    const written = textOf(bytes, start, cursor.at).replace(/\s*:$/, "");
    const name = JSON.parse(written) as string;
    skipSpace(cursor);
    const from = cursor.at;
    skipValue(cursor);
    const pointer = `${object.pointer}/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;
    members.push({ name, from, to: cursor.at, pointer });
  }
  return members;
}

function skipSeparator(cursor: Cursor): void {
  skipSpace(cursor);
  if (cursor.bytes[cursor.at] === COMMA) cursor.at++;
  skipSpace(cursor);
}

/** The value alone, without the white space behind it. */
function trimmed(bytes: Uint8Array, { from, pointer }: Slice): Slice {
  const cursor: Cursor = { bytes, at: from, end: bytes.length };
  skipValue(cursor);
  return { from, to: cursor.at, pointer };
}

/** Both from 1; columns count characters. */
function lineAndColumn(bytes: Uint8Array, at: number): { line: number; column: number } {
  const before = textOf(bytes, 0, at).split("\n");
  return { line: before.length, column: [...(before.at(-1) as string)].length + 1 };
}

const textOf = (bytes: Uint8Array, from: number, to: number): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString("utf8");

const neither = (pointer: string, what: string): GateError =>
  refused({
    pointer,
    message: `${what} is neither an object nor a list: send a record, a list of records, or an envelope`,
  });

function refused(...mistakes: readonly Mistake[]): GateError {
  const [first] = mistakes as [Mistake];
  const place = first.line === undefined ? "" : ` (line ${first.line}, column ${first.column})`;
  return new GateError("invalid", `the body is no submission${place}: ${first.message}`, {
    mistakes,
  });
}

const COMMA = 0x2c;
const CLOSE_LIST = 0x5d;
const CLOSE_OBJECT = 0x7d;
