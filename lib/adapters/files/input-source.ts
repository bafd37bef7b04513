import { closeSync, fstatSync, openSync, readSync, statSync } from "node:fs";
import { GateError } from "../../app/errors.ts";
import { cannotRead } from "./failures.ts";

/**
 * Where the bytes of an input lie: plain JSON, so that a worker thread can open it for itself, and
 * again. What cannot be read twice, such as a pipe, has none until it is spooled.
 */
export interface InputSource {
  readonly kind: "file";
  /** As messages and places name it. */
  readonly name: string;
  /** Absolute. */
  readonly path: string;
  readonly stamp: FileStamp;
}

/** What changes when a file is written, replaced or touched; nanoseconds as text. */
export interface FileStamp {
  readonly sizeBytes: number;
  readonly modified: string;
  readonly changed: string;
  readonly inode: string;
}

/** A range of bytes; `end` is the first byte behind it. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** The stamp of a file as it is now. @throws {GateError} when it cannot be looked at. */
export function stampOf(path: string, name: string): FileStamp {
  try {
    return stampIn(statSync(path, { bigint: true }));
  } catch (cause) {
    throw cannotRead(name, cause);
  }
}

/** The source of a file as it is now. @throws {GateError} when it cannot be looked at. */
export const fileSource = (path: string, name: string): InputSource => ({
  kind: "file",
  name,
  path,
  stamp: stampOf(path, name),
});

const chunkBytes = 256 * 1024;

/**
 * The bytes of a source, or of a range of it, in chunks. They are those of the file that was looked
 * at, or none: a file that is replaced, written to or taken away meanwhile is told.
 *
 * @throws {GateError} `conflict` when the file has changed, `not_found` or `unavailable` when it
 * cannot be read.
 */
export function* readSource(
  source: InputSource,
  range: ByteRange = { start: 0, end: source.stamp.sizeBytes },
): Generator<Uint8Array, void, void> {
  const file = opened(source);
  try {
    assertSame(source, stampOfOpen(file, source));
    for (let at = range.start; at < range.end; ) {
      const chunk = Buffer.allocUnsafeSlow(Math.min(chunkBytes, range.end - at));
      const length = readInto(file, chunk, at, source);
      if (length === 0) throw hasChanged(source);
      at += length;
      yield length === chunk.length ? chunk : chunk.subarray(0, length);
    }
    assertSame(source, stampOfOpen(file, source));
  } finally {
    closeSync(file);
  }
}

/** @throws {GateError} `conflict` when a source is not as it was when it was found. */
export function assertUnchanged(source: InputSource): void {
  assertSame(source, stampOf(source.path, source.name));
}

/** Whether two stamps are of one state of one file. */
export const isSameStamp = (a: FileStamp, b: FileStamp): boolean =>
  a.sizeBytes === b.sizeBytes &&
  a.modified === b.modified &&
  a.changed === b.changed &&
  a.inode === b.inode;

function opened({ path, name }: InputSource): number {
  try {
    return openSync(path, "r");
  } catch (cause) {
    throw cannotRead(name, cause);
  }
}

function readInto(file: number, chunk: Buffer, at: number, { name }: InputSource): number {
  try {
    return readSync(file, chunk, 0, chunk.length, at);
  } catch (cause) {
    throw cannotRead(name, cause);
  }
}

function stampOfOpen(file: number, { name }: InputSource): FileStamp {
  try {
    return stampIn(fstatSync(file, { bigint: true }));
  } catch (cause) {
    throw cannotRead(name, cause);
  }
}

const stampIn = (stats: {
  readonly size: bigint;
  readonly mtimeNs: bigint;
  readonly ctimeNs: bigint;
  readonly ino: bigint;
}): FileStamp => ({
  sizeBytes: Number(stats.size),
  modified: `${stats.mtimeNs}`,
  changed: `${stats.ctimeNs}`,
  inode: `${stats.ino}`,
});

function assertSame(source: InputSource, found: FileStamp): void {
  if (!isSameStamp(source.stamp, found)) throw hasChanged(source);
}

const hasChanged = ({ name }: InputSource): GateError =>
  new GateError(
    "conflict",
    `${name} was changed while it was judged, so nothing passes: let what writes it finish, then ` +
      "judge it again",
  );
