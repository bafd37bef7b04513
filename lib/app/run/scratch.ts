/**
 * Where a run keeps what memory shall not: a private place for files that belong to it alone. All
 * calls are synchronous, since they come from worker threads, and from runs that need no disk.
 */
export interface Scratch {
  /** Begins a file. It stands under its name once it is finished: whole, or not at all. */
  create(name: string): ScratchWriter;

  /** @throws {GateError} `unavailable` when it is not there, or cannot be read. */
  open(name: string): ScratchReader;

  has(name: string): boolean;

  /** Takes a file away, if it is there. */
  remove(name: string): void;
}

/** @throws {GateError} `unavailable` when there is no room left, saying what to do. */
export interface ScratchWriter {
  write(bytes: Uint8Array): void;
  finish(): void;
  /** Leaves nothing behind. */
  discard(): void;
}

export interface ScratchReader {
  readonly sizeBytes: number;
  /** The bytes from an offset on: as many as are wanted, or as there are. */
  read(offset: number, length: number): Uint8Array;
  close(): void;
}
