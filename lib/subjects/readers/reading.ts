import type { JsonObject } from "../../core/expression/value.ts";
import type { Place, Position, Reading, Unreadable } from "../../core/record.ts";
import { digestOf } from "./digest.ts";
import type { Piece, Pieces, Readings } from "./reader.ts";

/** Why a piece of input is no record: a stable code, and what was found and would be right. */
export interface Refusal {
  readonly code: UnreadableCode;
  readonly reason: string;
}

export type UnreadableCode =
  | "bad_encoding"
  | "bad_name"
  | "bad_quotes"
  | "bad_value"
  | "broken"
  | "broken_group"
  | "doctype"
  | "duplicate_column"
  | "duplicate_element"
  | "duplicate_key"
  | "empty"
  | "encrypted"
  | "mixed_currency"
  | "nested_archive"
  | "no_key"
  | "not_a_file"
  | "not_invoice"
  | "not_json"
  | "not_object"
  | "not_xml"
  | "split_key"
  | "too_deep"
  | "too_large"
  | "unequal_columns"
  | "unequal_rows"
  | "unknown_format"
  | "wrong_type";

/** The records that pieces are, batch by batch. */
export async function* readingsOf(pieces: Pieces<JsonObject>, of?: string): Readings {
  for await (const batch of pieces)
    yield batch.map((piece) =>
      piece.kind === "piece" ? recordOf(piece, piece.value, piece.of ?? of) : piece,
    );
}

/**
 * A record that could be read. Its digest is worked out when it is asked for, because most records
 * pass and nobody asks; until then it keeps the chunk in memory from which `raw` was cut.
 */
export function recordOf(
  { position, place, raw }: Omit<Piece<unknown>, "kind" | "value">,
  value: JsonObject,
  of?: string,
): Reading {
  const record = {
    kind: "record" as const,
    position,
    place,
    value,
    get digest() {
      return digestOf(raw);
    },
  };
  return of === undefined ? record : Object.assign(record, { of });
}

/** A piece of input that is no record. */
export function unreadable(
  at: { readonly position: Position; readonly place: Place },
  { code, reason }: Refusal,
  digest: string,
): Unreadable {
  return { kind: "unreadable", position: at.position, place: at.place, code, reason, digest };
}
