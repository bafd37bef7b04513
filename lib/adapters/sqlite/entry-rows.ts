import type { Reader } from "./reader.ts";

/** An entry as its row holds it; nothing says that the digest fits. */
export interface EntryRow {
  /** The order in which entries were stored, from 1. */
  readonly number: number;
  readonly id: string;
  readonly digest: string;
  readonly body: string;
}

/** All entries in the order in which they were stored, for whoever copies them. */
export interface EntryRows {
  /** Those behind a number, at most `entriesMax`. */
  after(number: number, entriesMax: number): Promise<readonly EntryRow[]>;
  at(number: number): Promise<EntryRow | undefined>;
}

export const sqliteEntryRows = (reader: Reader): EntryRows => ({
  after: async (number, entriesMax) =>
    reader.rows(
      "SELECT number, id, digest, body FROM entries WHERE number > ? ORDER BY number LIMIT ?",
      number,
      entriesMax,
    ) as unknown as readonly EntryRow[],
  at: async (number) =>
    reader.row("SELECT number, id, digest, body FROM entries WHERE number = ?", number) as
      | EntryRow
      | undefined,
});
