import { crc32 } from "node:zlib";
import yauzl from "yauzl";
import type { ByteRange } from "../../app/run/part.ts";
import { BrokenInput } from "../../subjects/readers/broken-input.ts";
import { cannotRead, codeOf } from "./failures.ts";
import { assertUnchanged, type EntrySource } from "./input-source.ts";

/**
 * The bytes of a file in an archive, or of a range of them, as they are unpacked: not more than the
 * archive says there are, and those whose checksum it has.
 *
 * @throws {BrokenInput} when the entry breaks off or is not what the archive says.
 * @throws {GateError} `conflict` when the archive has changed, `unavailable` when it cannot be read.
 */
export async function* readEntry(
  source: EntrySource,
  range?: ByteRange,
): AsyncGenerator<Uint8Array, void, void> {
  assertUnchanged(source);
  try {
    yield* range ? within(unpacked(source), range) : unpacked(source);
  } catch (cause) {
    if (cause instanceof BrokenInput) throw cause;
    if (isOfFileSystem(cause)) throw cannotRead(source.name, cause);
    throw broken(source, cause instanceof Error ? cause.message : String(cause));
  }
  assertUnchanged(source);
}

/** What the inflater throws has codes too; those of the file system are in capitals, such as EIO. */
const isOfFileSystem = (cause: unknown): boolean => /^E[A-Z]+$/.test(codeOf(cause) ?? "");

async function* unpacked(source: EntrySource): AsyncGenerator<Uint8Array, void, void> {
  const { headerOffset, packedBytes, sizeBytes, isDeflated, checksum } = source.entry;
  const archive = await yauzl.openPromise(source.path, { autoClose: false });
  try {
    const header = Object.assign(new yauzl.Entry(), {
      relativeOffsetOfLocalHeader: headerOffset,
      compressedSize: packedBytes,
      generalPurposeBitFlag: 0,
    });
    const { fileDataStart } = await archive.readLocalFileHeaderPromise(header, { minimal: true });
    // Its twin that gives a promise calls another function (yauzl 3.4.0).
    const stream = await new Promise<AsyncIterable<Uint8Array>>((opened, failed) => {
      const take = (error: Error | null, found: AsyncIterable<Uint8Array>): void =>
        error ? failed(error) : opened(found);
      const range = [fileDataStart, packedBytes, 0, packedBytes] as const;
      archive.openReadStreamLowLevel(...range, isDeflated, sizeBytes, take);
    });
    let found = 0;
    for await (const chunk of stream) {
      found = crc32(chunk, found);
      yield chunk;
    }
    if (found !== checksum) throw broken(source, "its checksum is not the one the archive has");
  } finally {
    archive.close();
  }
}

async function* within(
  bytes: AsyncIterable<Uint8Array>,
  { start, end }: ByteRange,
): AsyncGenerator<Uint8Array, void, void> {
  let at = 0;
  for await (const chunk of bytes) {
    const part = chunk.subarray(Math.max(0, start - at), Math.max(0, end - at));
    at += chunk.length;
    if (part.length > 0) yield part;
  }
}

const broken = (source: EntrySource, why: string): BrokenInput =>
  new BrokenInput(source.name, {
    code: "broken",
    reason: `it cannot be unpacked: ${why}; pack the archive again`,
  });
