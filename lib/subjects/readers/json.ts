import type { JsonObject } from "../../core/expression/value.ts";
import type { Unreadable } from "../../core/record.ts";
import { digestOf } from "./digest.ts";
import { type Element, type RecordList, readDocument } from "./json-document.ts";
import { parseRecord } from "./json-record.ts";
import { startsWithMark } from "./lines.ts";
import type { Bytes, Origin, Piece, Pieces, Readings } from "./reader.ts";
import { type Refusal, readingsOf, unreadable } from "./reading.ts";
import { addPart, noParts, takeParts, tooLarge } from "./too-large.ts";
import { charactersBefore } from "./utf8.ts";

export interface JsonOptions {
  /** The record type, where the kind has several and no list tells it. */
  readonly of?: string;
  /** Fields of an envelope that hold records; `records` alone when absent. */
  readonly lists?: readonly RecordList[];
  /** Takes the envelope's other fields, before any record. */
  readonly onHeader?: (header: JsonObject) => void;
  /** A larger document is unreadable, and is never held in memory. */
  readonly documentBytesMax?: number;
}

export const documentBytesMaxDefault = 256 * 1024 * 1024;
const batchSize = 256;

/**
 * Reads a JSON document: a list of records, one record, or an envelope, which is an object with a
 * list of records in one of the fields `lists`. It is held in memory as a whole; one that is not
 * JSON from its start to its end is one unreadable piece.
 */
export function readJson(bytes: Bytes, origin: Origin, options: JsonOptions = {}): Readings {
  return readingsOf(jsonPieces(bytes, origin, options), options.of);
}

export async function* jsonPieces(
  bytes: Bytes,
  origin: Origin,
  options: JsonOptions = {},
): Pieces<JsonObject> {
  const whole = await wholeOf(bytes, options.documentBytesMax ?? documentBytesMaxDefault);
  if (whole.refusal !== undefined) {
    yield [refusedWhole(origin, 1, whole.refusal, whole.digest)];
    return;
  }
  const { raw } = whole;
  const tell = (offset: number) => placeIn(raw, offset).text;
  const document = readDocument(raw, options.lists ?? [{ field: "records" }], tell);
  if (document.refusal !== undefined) {
    const { line } = placeIn(raw, document.at);
    yield [refusedWhole(origin, line, document.refusal, digestOf(raw))];
    return;
  }
  if (document.header !== undefined) options.onHeader?.(document.header);
  yield* batchesOf(document.elements, raw, origin, tell);
}

async function wholeOf(bytes: Bytes, documentBytesMax: number) {
  const parts = noParts(documentBytesMax);
  for await (const chunk of bytes) addPart(parts, chunk);
  const raw = takeParts(parts);
  if (!(raw instanceof Uint8Array))
    return { refusal: tooLarge(raw.length, documentBytesMax), digest: raw.digest };
  return { raw };
}

function refusedWhole(origin: Origin, line: number, refusal: Refusal, digest: string): Unreadable {
  const position = { file: origin.file, offset: 0 };
  return unreadable({ position, place: { file: origin.name, line } }, refusal, digest);
}

async function* batchesOf(
  elements: readonly Element[],
  raw: Uint8Array,
  origin: Origin,
  tell: (offset: number) => string,
): Pieces<JsonObject> {
  const lines = lineCounter(raw);
  for (let at = 0; at < elements.length; at += batchSize)
    yield elements
      .slice(at, at + batchSize)
      .map((element) => pieceOf(element, lines(element.start), raw, origin, tell));
}

function pieceOf(
  { start, end, pointer, of }: Element,
  line: number,
  whole: Uint8Array,
  origin: Origin,
  tell: (offset: number) => string,
): Piece<JsonObject> | Unreadable {
  const raw = whole.subarray(start, end);
  const position = { file: origin.file, offset: start };
  const place = { file: origin.name, line, pointer };
  const parsed = parseRecord(raw, (offset) => tell(start + offset));
  return parsed.refusal === undefined
    ? { kind: "piece", position, place, raw, value: parsed.value, ...(of !== undefined && { of }) }
    : unreadable({ position, place }, parsed.refusal, digestOf(raw));
}

/** The line of an offset; offsets must be asked in rising order, so that each is counted once. */
function lineCounter(raw: Uint8Array): (offset: number) => number {
  let [line, from] = [1, 0];
  return (offset) => {
    for (let at = raw.indexOf(LF, from); at >= 0 && at < offset; at = raw.indexOf(LF, from)) {
      line++;
      from = at + 1;
    }
    return line;
  };
}

function placeIn(
  raw: Uint8Array,
  offset: number,
): { readonly line: number; readonly text: string } {
  const line = lineCounter(raw)(offset);
  const lineStart = offset === 0 ? 0 : raw.lastIndexOf(LF, offset - 1) + 1;
  const start = lineStart === 0 && startsWithMark(raw) ? 3 : lineStart;
  const column = charactersBefore(raw.subarray(start), Math.max(0, offset - start)) + 1;
  return { line, text: `line ${line}, column ${column}` };
}

const LF = 0x0a;
