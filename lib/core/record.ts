import type { JsonObject } from "./expression/value.ts";

/**
 * Where a record stands in its submission, in an order that does not depend on how the input was
 * cut: the number of the file as it was given, then a number that rises within the file (the byte
 * offset, or the index in a list).
 */
export interface Position {
  readonly file: number;
  readonly offset: number;
}

/**
 * The place as a person finds it again; `line` counts from 1, `pointer` is a JSON Pointer, or the
 * XPath of the document's root where the record was read from XML.
 */
export interface Place {
  readonly file: string;
  readonly line?: number;
  readonly pointer?: string;
}

/** One record that could be read. */
export interface ReadRecord {
  readonly kind: "record";
  readonly position: Position;
  readonly place: Place;
  /** The record type where a kind has several; the kind's first when absent. */
  readonly of?: string;
  readonly value: JsonObject;
  /** SHA-256 of the record's raw bytes, hex. */
  readonly digest: string;
}

/** A piece of input that is no record: it is counted, and held with its reason. */
export interface Unreadable {
  readonly kind: "unreadable";
  readonly position: Position;
  readonly place: Place;
  /** A stable code: `not_json`, `no_key`, `unequal_columns`, `bad_encoding`, `too_large` … */
  readonly code: string;
  /** What was found and what would be right, in English. */
  readonly reason: string;
  readonly digest: string;
}

export type Reading = ReadRecord | Unreadable;
