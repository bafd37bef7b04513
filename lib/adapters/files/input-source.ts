import { closeSync, fstatSync, openSync, readSync, statSync } from "node:fs";
import { GateError } from "../../app/errors.ts";
import type { ByteRange } from "../../app/run/part.ts";
import type { SizedInput } from "../../app/run/plan-parts.ts";
import { BrokenInput } from "../../subjects/readers/broken-input.ts";
import type { Bytes } from "../../subjects/readers/reader.ts";
import type { Refusal } from "../../subjects/readers/reading.ts";
import { cannotRead } from "./failures.ts";

/**
 * Where the bytes of an input lie: plain JSON, so that a worker thread can open it for itself, and
 * again. What cannot be read twice, such as a pipe, has none until it is spooled.
 */
export type InputSource = FileSource | EntrySource | UnreadableSource;

/** A sized input that other threads can open as well, where it has a source. */
export interface FoundInput extends SizedInput {
  /** Absent for what lies in memory, and for what only this thread can open. */
  readonly source?: InputSource;
}

export interface FileSource {
  readonly kind: "file";
  /** As messages and places name it. */
  readonly name: string;
  /** Absolute. */
  readonly path: string;
  readonly stamp: FileStamp;
}

/** A file in an archive. */
export interface EntrySource {
  readonly kind: "entry";
  /** `run.zip/may/17.xml`. */
  readonly name: string;
  /** The archive's, absolute. */
  readonly path: string;
  /** The archive's. */
  readonly stamp: FileStamp;
  /** Where in the archive it lies, what it unpacks to, and the CRC-32 of that. */
  readonly entry: {
    readonly headerOffset: number;
    readonly packedBytes: number;
    readonly sizeBytes: number;
    readonly isDeflated: boolean;
    readonly checksum: number;
  };
}

/** Something in a folder or an archive that has no bytes to be read: it is one unreadable piece. */
export interface UnreadableSource {
  readonly kind: "unreadable";
  readonly name: string;
  readonly refusal: Refusal;
}

/** What changes when a file is written, replaced or touched; nanoseconds as text. */
export interface FileStamp {
  readonly sizeBytes: number;
  readonly modified: string;
  readonly changed: string;
  readonly inode: string;
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
export const fileSource = (path: string, name: string): FileSource => ({
  kind: "file",
  name,
  path,
  stamp: stampOf(path, name),
});

const chunkBytes = 256 * 1024;

/** The bytes that a source has. */
export function sizeOf(source: InputSource): number {
  if (source.kind === "unreadable") return 0;
  return source.kind === "entry" ? source.entry.sizeBytes : source.stamp.sizeBytes;
}

/**
 * The bytes of a source, or of a range of it, in chunks. They are those of the file that was looked
 * at, or none: a file that is replaced, written to or taken away meanwhile is told.
 *
 * @throws {GateError} `conflict` when the file has changed, `not_found` or `unavailable` when it
 * cannot be read.
 * @throws {BrokenInput} when it is in an archive, and cannot be unpacked, or has no bytes at all.
 */
export function readSource(source: InputSource, range?: ByteRange): Bytes {
  return source.kind === "file" ? readFile(source, range) : readElsewhere(source, range);
}

/**
 * The bytes of a source as `readSource` has them, for who keeps none of them, such as a digest: each chunk
 * is good until the next is asked for, since all of them are one piece of memory. What nobody keeps is
 * given back only when V8 looks, which it does after some 80 MB.
 */
export function passingBytes(source: InputSource): Bytes {
  return source.kind === "file" ? readFile(source, undefined, "once") : readSource(source);
}

/** What reads archives is loaded where there is one. */
async function* readElsewhere(
  source: EntrySource | UnreadableSource,
  range: ByteRange | undefined,
): AsyncGenerator<Uint8Array, void, void> {
  if (source.kind === "unreadable") throw new BrokenInput(source.name, source.refusal);
  const { readEntry } = await import("./archive-entry.ts");
  yield* readEntry(source, range);
}

function* readFile(
  source: FileSource,
  range: ByteRange = { start: 0, end: source.stamp.sizeBytes },
  allocated: "once" | "each" = "each",
): Generator<Uint8Array, void, void> {
  const file = opened(source);
  try {
    assertSame(source, stampOfOpen(file, source));
    const one = allocated === "once" ? Buffer.allocUnsafeSlow(chunkBytes) : undefined;
    for (let at = range.start; at < range.end; ) {
      const wanted = Math.min(chunkBytes, range.end - at);
      const chunk = one?.subarray(0, wanted) ?? Buffer.allocUnsafeSlow(wanted);
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
  if (source.kind !== "unreadable") assertSame(source, stampOf(source.path, source.name));
}

/** Whether two stamps are of one state of one file. */
export const isSameStamp = (a: FileStamp, b: FileStamp): boolean =>
  a.sizeBytes === b.sizeBytes &&
  a.modified === b.modified &&
  a.changed === b.changed &&
  a.inode === b.inode;

function opened({ path, name }: FileSource): number {
  try {
    return openSync(path, "r");
  } catch (cause) {
    throw cannotRead(name, cause);
  }
}

function readInto(file: number, chunk: Buffer, at: number, { name }: FileSource): number {
  try {
    return readSync(file, chunk, 0, chunk.length, at);
  } catch (cause) {
    throw cannotRead(name, cause);
  }
}

function stampOfOpen(file: number, { name }: FileSource): FileStamp {
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

function assertSame(source: FileSource | EntrySource, found: FileStamp): void {
  if (!isSameStamp(source.stamp, found)) throw hasChanged(source);
}

const hasChanged = ({ name }: FileSource | EntrySource): GateError =>
  new GateError(
    "conflict",
    `${name} was changed while it was judged, so nothing passes: let what writes it finish, then ` +
      "judge it again",
  );
