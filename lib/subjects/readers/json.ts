import { createHash } from "node:crypto";
import type { JsonObject } from "../../core/expression/value.ts";
import type { Unreadable } from "../../core/record.ts";
import { digestOf } from "./digest.ts";
import { InputError } from "./input-error.ts";
import { type Element, type Layout, legible, readDocument } from "./json-document.ts";
import { parseRecord, type TellPlace } from "./json-record.ts";
import { survey, type Take, taken } from "./json-stream.ts";
import { lineAndColumn, lineAt } from "./json-window.ts";
import {
  type Bytes,
  type Origin,
  type Piece,
  type Pieces,
  type Readings,
  recordBytesMax,
} from "./reader.ts";
import { type Refusal, readingsOf, unreadable } from "./reading.ts";
import { addPart, noParts, takeParts, tooLarge } from "./too-large.ts";

export interface JsonOptions {
  /** The record type, where the kind has several and no list tells it. */
  readonly of?: string;
  /** What tells records from headers; lists in a field `records` alone when absent. */
  readonly layout?: Layout;
  /** Takes the envelope's other fields, before any record. */
  readonly onHeader?: (header: JsonObject) => void;
  /**
   * Opens the document from its start again, as often as it is asked. With it a document of any
   * size is read in memory of one record; without it, a document is held in memory as a whole.
   */
  readonly reopen?: () => Bytes;
  /** Where it cannot be opened again: a larger document is unreadable, and is never held. */
  readonly documentBytesMax?: number;
  /** A larger record is unreadable, and is never held; smaller documents are held as a whole. */
  readonly recordBytesMax?: number;
}

export const documentBytesMaxDefault = 256 * 1024 * 1024;
const batchSize = 256;
const layoutDefault: Layout = { lists: [{ field: "records" }] };

/**
 * Reads a JSON document: a list of records, one record, or an envelope, which is an object with
 * lists of records. One that is not JSON from its start to its end is one unreadable piece: it is
 * walked through as a whole before its first record is given.
 *
 * @throws {InputError} when a document that is opened again is not the same any more.
 */
export function readJson(bytes: Bytes, origin: Origin, options: JsonOptions = {}): Readings {
  return readingsOf(jsonPieces(bytes, origin, options), options.of);
}

export async function* jsonPieces(
  bytes: Bytes,
  origin: Origin,
  options: JsonOptions = {},
): Pieces<JsonObject> {
  const pieceMax = options.recordBytesMax ?? recordBytesMax;
  const { reopen, documentBytesMax = documentBytesMaxDefault } = options;
  const raw = await wholeOf(bytes, reopen ? pieceMax : documentBytesMax, reopen !== undefined);
  if (raw instanceof Uint8Array) yield* piecesIn(raw, origin, options);
  else if (reopen) yield* piecesOfStream(reopen, origin, options);
  else yield [refusedWhole(origin, 1, tooLarge(raw.length, documentBytesMax), raw.digest)];
}

/** All bytes, or where there are more than may be held, how many there are and their digest. */
async function wholeOf(bytes: Bytes, bytesMax: number, mayStop: boolean) {
  const parts = noParts(bytesMax);
  for await (const chunk of bytes) {
    addPart(parts, chunk);
    if (mayStop && parts.length > bytesMax) break;
  }
  return takeParts(parts);
}

function refusedWhole(origin: Origin, line: number, refusal: Refusal, digest: string): Unreadable {
  const position = { file: origin.file, offset: 0 };
  return unreadable({ position, place: { file: origin.name, line } }, refusal, digest);
}

/** The records of a document that is in memory as a whole. */
async function* piecesIn(
  raw: Uint8Array,
  origin: Origin,
  { layout = layoutDefault, onHeader, recordBytesMax: bytesMax = recordBytesMax }: JsonOptions,
): Pieces<JsonObject> {
  const tell = (offset: number) => {
    const { line, column } = lineAndColumn(raw, offset);
    return `line ${line}, column ${column}`;
  };
  const document = readDocument(raw, layout, ({ at }) => tell(at), bytesMax);
  if (document.refusal !== undefined) {
    yield [refusedWhole(origin, document.line, document.refusal, digestOf(raw))];
    return;
  }
  if (document.header !== undefined) onHeader?.(document.header);
  const pieceOf = (element: Element) =>
    pieceAt({
      ...element,
      raw: raw.subarray(element.start, element.end),
      origin,
      bytesMax,
      tell: (offset) => tell(element.start + offset),
    });
  const { only = everything } = origin;
  const elements = document.elements.filter(({ start }) => only(start));
  for (let at = 0; at < elements.length; at += batchSize)
    yield elements.slice(at, at + batchSize).map(pieceOf);
}

/** The records of a document of any size: its header is known before it is opened for them. */
async function* piecesOfStream(
  reopen: () => Bytes,
  origin: Origin,
  { layout = layoutDefault, onHeader, recordBytesMax: bytesMax = recordBytesMax }: JsonOptions,
): Pieces<JsonObject> {
  const surveyed = await survey(reopen(), layout, bytesMax);
  if (surveyed.refusal !== undefined) {
    const { refusal, line } = surveyed;
    yield [refusedWhole(origin, line, refusal, await digestOfAll(reopen()))];
    return;
  }
  if (surveyed.header !== undefined) onHeader?.(surveyed.header);
  const take = takeFrom(origin, bytesMax);
  const batches = taken(reopen(), layout, bytesMax, take);
  let step = await batches.next();
  for (; !step.done; step = await batches.next()) yield step.value;
  const again = legible(step.value, layout, () => "");
  if (JSON.stringify(again) !== JSON.stringify(surveyed)) throw changed(origin);
}

const everything = (): boolean => true;

const changed = ({ name }: Origin): InputError =>
  new InputError([
    `${name} changed while it was read: see that nothing writes to it, and try again`,
  ]);

const takeFrom =
  (origin: Origin, bytesMax: number): Take<Piece<JsonObject> | Unreadable> =>
  ({ start, pointer, of, large }, window) => {
    const { only = everything } = origin;
    const offset = large ? large.at : window.base + start;
    if (!only(offset)) return undefined;
    if (large) {
      const position = { file: origin.file, offset };
      const place = { file: origin.name, line: large.line, pointer };
      return unreadable({ position, place }, tooLarge(large.length, bytesMax), large.digest);
    }
    return pieceAt({
      start: offset,
      line: lineAt(window, start),
      pointer,
      ...(of !== undefined && { of }),
      raw: window.bytes.subarray(start, window.at),
      origin,
      bytesMax,
      tell: (at) => `byte ${offset + at + 1}`,
    });
  };

interface Cut extends Omit<Element, "end"> {
  readonly raw: Uint8Array;
  readonly origin: Origin;
  readonly bytesMax: number;
  readonly tell: TellPlace;
}

function pieceAt(cut: Cut): Piece<JsonObject> | Unreadable {
  const { raw, origin, bytesMax, pointer, of } = cut;
  const position = { file: origin.file, offset: cut.start };
  const place = { file: origin.name, line: cut.line, pointer };
  if (raw.length > bytesMax)
    return unreadable({ position, place }, tooLarge(raw.length, bytesMax), digestOf(raw));
  const parsed = parseRecord(raw, cut.tell);
  return parsed.refusal === undefined
    ? { kind: "piece", position, place, raw, value: parsed.value, ...(of !== undefined && { of }) }
    : unreadable({ position, place }, parsed.refusal, digestOf(raw));
}

async function digestOfAll(bytes: Bytes): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of bytes) hash.update(chunk);
  return hash.digest("hex");
}
