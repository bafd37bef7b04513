import yauzl from "yauzl";
import { GateError } from "../../app/errors.ts";
import type { Refusal } from "../../subjects/readers/reading.ts";
import { cannotRead, codeOf } from "./failures.ts";
import type { EntrySource, FileSource, FileStamp, UnreadableSource } from "./input-source.ts";

/** Files that one archive or folder holds at most. */
export const filesMax = 1_000_000;
/** All that an archive may unpack to; larger submissions are handed over unpacked. */
const unpackedBytesMax = 64 * 2 ** 30;
/** How many times as large as in the archive a file may be; invoices reach about 60. */
const ratioMax = 300;
/** Small files may be packed more densely: they do no harm. */
const denseBytesMax = 1024 * 1024;

/**
 * The files in a ZIP archive, by name: each can be opened alone. Those that cannot be read, and those that
 * nobody should trust, are there as well, with their reason, so that none is overlooked. Nothing is
 * unpacked to find them, and nothing is ever written.
 *
 * @throws {GateError} `invalid` when it is no whole archive, or would unpack to more than anybody means.
 */
export async function archiveSources({
  name,
  path,
  stamp,
}: FileSource): Promise<readonly (EntrySource | UnreadableSource)[]> {
  const entries = await entriesOf(path, name);
  assertBounded(entries, stamp, name);
  const names = new Map<string, number>();
  const files = entries
    .filter((entry) => !isFolder(entry))
    .map((entry) => ({ entry, inner: nameOf(entry) }));
  for (const { inner } of files) names.set(inner, (names.get(inner) ?? 0) + 1);
  return files
    .map(({ entry, inner }) => {
      const refusal = refusalOf(entry, inner, (names.get(inner) ?? 0) > 1);
      const full = `${name}/${inner}`;
      return refusal ? unreadableSource(full, refusal) : entrySource(entry, full, path, stamp);
    })
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

async function entriesOf(path: string, name: string): Promise<readonly yauzl.Entry[]> {
  try {
    // Names are looked at one by one, so that a bad one does not hide its neighbours.
    const archive = await yauzl.openPromise(path, { decodeStrings: false });
    if (archive.entryCount > filesMax) {
      archive.close();
      throw tooMany(name);
    }
    const entries: yauzl.Entry[] = [];
    for await (const entry of archive.eachEntry()) entries.push(entry);
    return entries;
  } catch (cause) {
    if (cause instanceof GateError) throw cause;
    if (codeOf(cause) !== undefined) throw cannotRead(name, cause);
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new GateError("invalid", `${name} is no whole ZIP archive: ${why}; pack it again`, {
      cause,
    });
  }
}

/** That a folder or an archive holds more than anybody means to hand over at once. */
export const tooMany = (name: string): GateError =>
  new GateError("invalid", `${name} holds more than ${filesMax} files: hand them over as NDJSON`);

/** Two entries that share bytes, or more bytes than can be meant: nothing of such an archive is trusted. */
function assertBounded(entries: readonly yauzl.Entry[], stamp: FileStamp, name: string): void {
  const packed = entries.reduce((sum, { compressedSize }) => sum + compressedSize, 0);
  const unpacked = entries.reduce((sum, { uncompressedSize }) => sum + uncompressedSize, 0);
  if (packed > stamp.sizeBytes)
    throw new GateError(
      "invalid",
      `${name} has entries that overlap: ${packed} bytes in ${stamp.sizeBytes}; it is made to do harm`,
    );
  if (unpacked > unpackedBytesMax)
    throw new GateError(
      "invalid",
      `${name} would unpack to ${unpacked} bytes, at most ${unpackedBytesMax} are read: name its files`,
    );
}

const isFolder = (entry: yauzl.Entry): boolean =>
  entry.fileNameRaw.at(-1) === SLASH && entry.uncompressedSize === 0;

const SLASH = 0x2f;

const nameOf = ({ generalPurposeBitFlag, fileNameRaw, extraFields }: yauzl.Entry): string =>
  yauzl.getFileNameLowLevel(generalPurposeBitFlag, fileNameRaw, extraFields, false);

function refusalOf(entry: yauzl.Entry, inner: string, isTwice: boolean): Refusal | undefined {
  const wrongName = inner === "" ? "it has no name" : yauzl.validateFileName(inner);
  if (wrongName)
    return { code: "bad_name", reason: `its name leads elsewhere (${wrongName}): rename it` };
  if (isTwice)
    return {
      code: "bad_name",
      reason: "the archive has two files of this name: rename one of them",
    };
  if (entry.isEncrypted())
    return { code: "encrypted", reason: "it is encrypted: pack it without a password" };
  if (isLink(entry)) return { code: "not_a_file", reason: "it is a link: pack the file itself" };
  if (!entry.canDecodeFileData())
    return {
      code: "broken",
      reason: `it is packed by method ${entry.compressionMethod}, right is stored (0) or deflated (8)`,
    };
  return isBomb(entry) ? { code: "too_large", reason: bombText(entry) } : undefined;
}

/** The mode of Unix stands in the upper half of the attributes. */
const isLink = ({ externalFileAttributes, versionMadeBy }: yauzl.Entry): boolean =>
  versionMadeBy >>> 8 === madeByUnix && ((externalFileAttributes >>> 16) & typeMask) === linkType;

const madeByUnix = 3;
const typeMask = 0o170000;
const linkType = 0o120000;

const isBomb = ({ compressedSize, uncompressedSize }: yauzl.Entry): boolean =>
  uncompressedSize > denseBytesMax && uncompressedSize > ratioMax * compressedSize;

const bombText = ({ compressedSize, uncompressedSize }: yauzl.Entry): string =>
  `${compressedSize} bytes would unpack to ${uncompressedSize}: at most ${ratioMax} times as many are read`;

const unreadableSource = (name: string, refusal: Refusal): UnreadableSource => ({
  kind: "unreadable",
  name,
  refusal,
});

const entrySource = (
  entry: yauzl.Entry,
  name: string,
  path: string,
  stamp: FileStamp,
): EntrySource => ({
  kind: "entry",
  name,
  path,
  stamp,
  entry: {
    headerOffset: entry.relativeOffsetOfLocalHeader,
    packedBytes: entry.compressedSize,
    sizeBytes: entry.uncompressedSize,
    isDeflated: entry.compressionMethod === deflated,
    checksum: entry.crc32,
  },
});

const deflated = 8;
