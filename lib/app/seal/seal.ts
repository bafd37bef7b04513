import type { Envelope } from "../pass/pass.ts";

/** What a seal says: a batch of archived entries, chained to the seal before it. Plain JSON. */
export interface SealStatement {
  readonly schema: "holdpoint/seal/1";
  readonly tenant: string;
  /** From 1, without a gap. */
  readonly number: number;
  /** SHA-256 (hex) of the statement before it, as it was signed; absent in the first. */
  readonly previous?: string;
  /** RFC 3339: when it was signed, by the clock of whoever signed it; never before the last one. */
  readonly sealedAt: string;
  /** The `through` of the seal before it; absent in the first. */
  readonly from?: string;
  /**
   * RFC 3339: every entry of an instant before it that was archived by then is in this seal or in one
   * before it. Never earlier than `from`.
   */
  readonly through: string;
  /** How many entries this one has, and how many there are in all. */
  readonly entries: number;
  readonly entriesInAll: number;
  /** How many of its entries are of instants before `from`: they came late. They stand first. */
  readonly late: number;
  /** SHA-256 (hex) of the list of its entries: see `listText`. */
  readonly list: string;
  /** The root of a Merkle tree over the lines of that list (RFC 9162). */
  readonly root: string;
}

/** A signed statement. */
export interface Seal {
  readonly number: number;
  readonly through: string;
  readonly envelope: Envelope;
}
