import type { Caller } from "../caller.ts";
import type { PassPorts } from "../review/command.ts";
import type { PassId } from "./pass.ts";

/** Shows that one record is among those that a pass is for. Plain JSON. */
export interface RecordProof {
  readonly schema: "holdpoint/proof/1";
  readonly pass: PassId;
  readonly record: {
    /** Where its bytes stand in the payload. */
    readonly offset: number;
    readonly length: number;
    /** JSON Pointer (RFC 6901) into the payload. */
    readonly pointer: string;
    /** SHA-256, hex, of these bytes. */
    readonly sha256: string;
  };
  /** Which of the records it is, in the order of the payload, from 0. */
  readonly index: number;
  /** How many the pass is for. */
  readonly count: number;
  /** Hex: RFC 9162, section 2.1.3.1, from the leaf upwards. */
  readonly path: readonly string[];
}

/**
 * How a record is named: 64 hex digits are the SHA-256 of its bytes; what begins with `/` is a JSON
 * Pointer into the payload, and an empty text the whole; anything else is its natural key.
 */
export type RecordName = string;

/**
 * The proof that a record went out by a pass.
 *
 * @throws {GateError} `not_found` when it is not among the records of the pass; `conflict` when several
 * have this key (`ambiguous`), or the payload was erased (`dossier_erased`); `forbidden`.
 */
export async function recordProof(
  _ports: PassPorts,
  _query: { readonly caller: Caller; readonly pass: PassId; readonly record: RecordName },
): Promise<RecordProof> {
  throw new Error("recordProof follows");
}
