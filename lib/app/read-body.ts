import type { JsonObject } from "../core/expression/value.ts";
import type { Reading } from "../core/record.ts";
import type { Subject } from "../core/subject.ts";
import { headersIn, layoutOf, subjectField } from "../subjects/envelope.ts";
import { digestOf } from "../subjects/readers/digest.ts";
import { type Element, type Layout, readDocument } from "../subjects/readers/json-document.ts";
import { parseRecord } from "../subjects/readers/json-record.ts";
import { recordOf, unreadable } from "../subjects/readers/reading.ts";
import { charactersBefore } from "../subjects/readers/utf8.ts";
import { GateError, type Mistake } from "./errors.ts";

/** A body, cut into its records; nothing of it has been judged. */
export interface Body {
  /** The envelope's headers as they were sent; absent where the body is a record or a list. */
  readonly headers?: JsonObject;
  /** The header of the run, where the subject has one and it was sent. */
  readonly run?: JsonObject;
  readonly readings: readonly Reading[];
}

/** The name under which records say where they stand. */
const bodyName = "body";
/**
 * Reads a body: one record, a list of records, or an envelope whose `subject` is either, or is a run
 * with its lists of records. Here runs
 * the line between a problem and a verdict: a body that is not JSON, or none of the three, is
 * refused; whatever stands where a record is expected is a record or unreadable, and is held.
 *
 * @throws {GateError} `invalid` with the line and column, or the JSON Pointer, of the mistake.
 */
export function readBody(bytes: Uint8Array, subject?: Subject): Body {
  if (bytes.length === 0) throw refused({ pointer: "", message: "the body is empty: send JSON" });
  const document = documentIn(bytes, subject);
  const readings = document.elements.map((element) => readingOf(bytes, element));
  const [whole] = readings;
  if (whole?.place.pointer === "") refuseStray(whole);
  return { ...headersFrom(document.header, subject), readings };
}

/**
 * Where the records of a body stand in its bytes: one for each reading of `readBody`, in their order.
 *
 * @throws {GateError} as `readBody`.
 */
export const recordSpans = (bytes: Uint8Array, subject?: Subject): readonly Element[] =>
  documentIn(bytes, subject).elements;

function documentIn(bytes: Uint8Array, subject: Subject | undefined) {
  const layout = subject?.run === undefined ? layoutOfRecords : layoutOf(subject);
  const document = readDocument(bytes, layout, () => "");
  if (document.refusal === undefined) return document;
  const message = document.refusal.reason.replace(/^: /, "");
  throw refused({ ...lineAndColumn(bytes, document.at), message });
}

/** Where a kind has no run header: an envelope holds a record, or a list of them. */
const layoutOfRecords: Layout = { lists: [{ field: subjectField, mayBeOne: true }] };

function headersFrom(
  header: JsonObject | undefined,
  subject: Subject | undefined,
): Pick<Body, "headers" | "run"> {
  if (header === undefined) return {};
  if (subject?.run === undefined) return { headers: header };
  const { envelope, run, problem } = headersIn(header, subject);
  if (problem !== undefined) throw refused({ pointer: "", message: problem });
  return { headers: envelope, ...(run && { run }) };
}

function readingOf(bytes: Uint8Array, { start, end, pointer, of }: Element): Reading {
  const raw = bytes.subarray(start, end);
  const position = { file: 0, offset: start };
  const place = { file: bodyName, pointer };
  const tell = (offset: number) => {
    const { line, column } = lineAndColumn(bytes, start + offset);
    return `line ${line}, column ${column}`;
  };
  const { value, refusal } = parseRecord(raw, tell);
  if (refusal !== undefined) return unreadable({ position, place }, refusal, digestOf(raw));
  return recordOf({ position, place, raw }, value, of);
}

/** A body as a whole that nobody can have meant as a record. */
function refuseStray(whole: Reading): void {
  const or = "send a record, a list of records, or an envelope";
  if (whole.kind === "unreadable" && whole.code === "not_object")
    throw refused({ pointer: "", message: `the body is neither an object nor a list: ${or}` });
  if (whole.kind !== "record" || !Object.hasOwn(whole.value, subjectField)) return;
  throw refused({
    pointer: `/${subjectField}`,
    message: `the subject of an envelope is neither an object nor a list: ${or}`,
  });
}

/** Both from 1; columns count characters, and the byte order mark is none. */
function lineAndColumn(bytes: Uint8Array, at: number): { line: number; column: number } {
  const before = bytes.subarray(0, at);
  const start = before.lastIndexOf(LF) + 1;
  const line = before.reduce((count, byte) => (byte === LF ? count + 1 : count), 1);
  const marks = start === 0 && bytes[0] === 0xef && at >= 3 ? 1 : 0;
  return { line, column: charactersBefore(before.subarray(start), at - start) + 1 - marks };
}

function refused(mistake: Mistake): GateError {
  const { line, column, message } = mistake;
  const place = line === undefined ? "" : ` (line ${line}, column ${column})`;
  return new GateError("invalid", `the body is no submission${place}: ${message}`, {
    mistakes: [mistake],
  });
}

const LF = 0x0a;
