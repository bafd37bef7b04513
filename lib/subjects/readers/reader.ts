import type { Place, Position, Reading, Unreadable } from "../../core/record.ts";

/** What a reader reads. Chunks may be cut anywhere and must not be overwritten afterwards. */
export type Bytes = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** Batches of readings in the order of the input, at most one a slice, none empty. */
export type Readings = AsyncGenerator<readonly Reading[], void, void>;

/** Where the bytes come from. */
export interface Origin {
  /** The number of the file in the submission, from 0. */
  readonly file: number;
  /** The name of the file, as people know it. */
  readonly name: string;
  /** Where the bytes begin when they are a part of the file; at its start when absent. */
  readonly startOffset?: number;
  readonly startLine?: number;
  /** Whether a record is wanted, by its offset; readers that can do so leave others unread. */
  readonly only?: (offset: number) => boolean;
}

/** Bytes that one record may have: a line of NDJSON, a row of CSV. */
export const recordBytesMax = 16 * 1024 * 1024;

/** Larger chunks are taken in slices of this size, so that no batch grows with its chunk. */
const sliceBytesMax = 256 * 1024;

/** The chunks of an input, none larger than a slice. */
export async function* slices(bytes: Bytes): AsyncGenerator<Uint8Array, void, void> {
  for await (const chunk of bytes)
    for (let at = 0; at < chunk.length; at += sliceBytesMax)
      yield chunk.subarray(at, at + sliceBytesMax);
}

/** A piece of input that could be cut out and read, before it becomes a record. */
export interface Piece<Value> {
  readonly kind: "piece";
  readonly position: Position;
  readonly place: Place;
  /** Its raw bytes without the end of the line; a view, not a copy. */
  readonly raw: Uint8Array;
  readonly value: Value;
  /** The record type, where the piece itself tells it. */
  readonly of?: string;
}

export type Pieces<Value> = AsyncGenerator<readonly (Piece<Value> | Unreadable)[], void, void>;
