import type { ReferenceRows } from "../../core/subject.ts";

/**
 * Where the reference tables of one run are read from: plain JSON, so that a worker thread opens
 * them for itself and finds the same rows, or is refused.
 */
export interface ReferenceSource {
  /** A table of a later layer replaces the table of that name in the earlier ones. */
  readonly layers: readonly ReferenceLayer[];
}

export type ReferenceLayer = FilesLayer | StoreLayer;

/** Files of tables, small enough to be kept in memory. */
export interface FilesLayer {
  readonly kind: "files";
  readonly files: readonly TableFile[];
}

export interface TableFile {
  readonly table: string;
  readonly path: string;
  /** As messages name it. */
  readonly name: string;
  /** Over its rows, once they were read: who opens it again must find the same. */
  readonly digest?: string;
}

/** A store with the version of each table that is read, whatever is loaded into it afterwards. */
export interface StoreLayer {
  readonly kind: "store";
  readonly path: string;
  /** As messages name it. */
  readonly name: string;
  readonly tables: Readonly<Record<string, PinnedTable>>;
}

export interface PinnedTable {
  /** The load that made the version. */
  readonly load: number;
  /** Over its rows. */
  readonly digest: string;
}

/** Opened reference tables. */
export interface References {
  /** Answers for any key at any time until it is closed: memory is bounded, and nothing changes. */
  readonly rows: ReferenceRows;
  /** The digest of each loaded table that the rules read, by name. */
  readonly digests: Readonly<Record<string, string>>;
  /** The source with every table pinned: what a worker opens. */
  readonly source: ReferenceSource;
  /**
   * Ask it before what was judged with these rows counts.
   *
   * @throws {GateError} `unavailable` when a table could not be read since they were opened.
   */
  settle(): void;
  /** Lets go of files, and of what was made for this run alone. Idempotent. */
  close(): void;
}
