import type { Envelope } from "../pass/pass.ts";

/** What a seal says: a batch of archived entries, chained to the seal before it. Plain JSON. */
export interface SealStatement {
  readonly schema: "holdpoint/seal/1";
  readonly tenant: string;
  /** From 1, without a gap. */
  readonly number: number;
  /** SHA-256 (hex) of the statement before it, as it was signed; absent in the first. */
  readonly previous?: string;
  /** RFC 3339: everything that was archived before is in this seal or in one before it. */
  readonly through: string;
  /** How many entries this one has, and how many there are in all. */
  readonly entries: number;
  readonly entriesInAll: number;
  /** SHA-256 (hex) of the list of its entries: see `sealList`. */
  readonly list: string;
  /** The root of a Merkle tree over that list (RFC 6962). */
  readonly root: string;
}

/** A signed statement. */
export interface Seal {
  readonly number: number;
  readonly through: string;
  readonly envelope: Envelope;
}
