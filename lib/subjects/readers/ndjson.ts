import type { JsonObject } from "../../core/expression/value.ts";
import type { Unreadable } from "../../core/record.ts";
import { digestOf } from "./digest.ts";
import { parseRecord } from "./json-record.ts";
import { type Line, lineSplitter } from "./lines.ts";
import {
  type Bytes,
  type Origin,
  type Piece,
  type Pieces,
  type Readings,
  recordBytesMax,
  slices,
} from "./reader.ts";
import { readingsOf, unreadable } from "./reading.ts";
import { tooLarge } from "./too-large.ts";
import { charactersBefore } from "./utf8.ts";

export interface NdjsonOptions {
  /** The record type, where the kind has several. */
  readonly of?: string;
  /** A longer line is unreadable, and is never held in memory. */
  readonly lineBytesMax?: number;
}

/** Reads NDJSON (JSON Lines): a record a line, blank lines skipped, in memory of one line. */
export function readNdjson(bytes: Bytes, origin: Origin, options: NdjsonOptions = {}): Readings {
  return readingsOf(ndjsonPieces(bytes, origin, options), options.of);
}

export async function* ndjsonPieces(
  bytes: Bytes,
  origin: Origin,
  { lineBytesMax = recordBytesMax }: NdjsonOptions = {},
): Pieces<JsonObject> {
  const splitter = lineSplitter(origin, lineBytesMax);
  const { only } = origin;
  const read = (lines: readonly Line[]) =>
    (only ? lines.filter(({ offset }) => only(offset)) : lines).map((line) =>
      pieceOf(line, origin, lineBytesMax),
    );
  for await (const chunk of slices(bytes)) {
    const lines = splitter.push(chunk);
    if (lines.length > 0) yield read(lines);
  }
  const last = splitter.end();
  if (last.length > 0) yield read(last);
}

function pieceOf(line: Line, origin: Origin, lineBytesMax: number): Piece<JsonObject> | Unreadable {
  const position = { file: origin.file, offset: line.offset };
  const place = { file: origin.name, line: line.line };
  const { raw } = line;
  if (!(raw instanceof Uint8Array))
    return unreadable({ position, place }, tooLarge(raw.length, lineBytesMax), raw.digest);

  const parsed = parseRecord(raw, (offset) => `column ${charactersBefore(raw, offset) + 1}`);
  return parsed.refusal === undefined
    ? { kind: "piece", position, place, raw, value: parsed.value }
    : unreadable({ position, place }, parsed.refusal, digestOf(raw));
}
