import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import { resolve } from "node:path";
import { cannotRead } from "../../adapters/files/failures.ts";
import { GateError } from "../../app/errors.ts";
import { runLimits } from "../../app/large-run/run-limits.ts";
import type { UploadPiece } from "../../app/storage.ts";

/** A file that is sent in pieces. */
export interface CutFile {
  /** As it was named: places in the report name it so. */
  readonly name: string;
  readonly path: string;
  readonly pieces: readonly UploadPiece[];
}

const pieceSizeUsual = 8 * 1024 * 1024;
const readAtOnce = 1024 * 1024;

/**
 * Cuts files into pieces and takes the digest of each: every byte is read once, and none is kept. The
 * same files are always cut alike.
 *
 * @param onBytes told how many more bytes were looked at.
 * @throws {GateError} `invalid` for a file without bytes, or one that a run has no room for.
 */
export async function cutFiles(
  cwd: string,
  names: readonly string[],
  onBytes: (count: number) => void,
): Promise<readonly CutFile[]> {
  const sized = await Promise.all(names.map((name) => sizeOf(cwd, name)));
  const sizeBytes = sized.reduce((sum, file) => sum + file.sizeBytes, 0);
  if (sizeBytes > runLimits.sizeMaxBytes)
    throw new GateError(
      "too_large",
      `the files have ${sizeBytes} bytes, and a run has at most ${runLimits.sizeMaxBytes} (1 TiB)`,
    );
  const pieceSize = pieceSizeFor(sizeBytes);
  const files: CutFile[] = [];
  for (const { name, path } of sized)
    files.push({ name, path, pieces: await piecesOf(name, path, pieceSize, onBytes) });
  return files;
}

/** As many pieces as a run may have at most, with room for the last ones of many files. */
function pieceSizeFor(sizeBytes: number): number {
  const piecesMax = runLimits.piecesMax - runLimits.filesMax;
  const least = Math.ceil(sizeBytes / piecesMax / readAtOnce) * readAtOnce;
  return Math.max(pieceSizeUsual, least);
}

async function sizeOf(cwd: string, name: string) {
  const path = resolve(cwd, name);
  const file = await open(path).catch((cause) => {
    throw cannotRead(name, cause);
  });
  try {
    const stats = await file.stat();
    if (!stats.isFile())
      throw new GateError("invalid", `${name} is no file: a run takes files, each read twice`);
    if (stats.size === 0) throw new GateError("invalid", `${name} has no bytes: leave it out`);
    return { name, path, sizeBytes: stats.size };
  } finally {
    await file.close();
  }
}

async function piecesOf(
  name: string,
  path: string,
  pieceSize: number,
  onBytes: (count: number) => void,
): Promise<readonly UploadPiece[]> {
  const file = await open(path);
  const buffer = Buffer.allocUnsafe(readAtOnce);
  const pieces: UploadPiece[] = [];
  try {
    for (let isMore = true; isMore; ) {
      const digest = createHash("sha256");
      let sizeBytes = 0;
      while (sizeBytes < pieceSize) {
        const { bytesRead } = await file.read(
          buffer,
          0,
          Math.min(readAtOnce, pieceSize - sizeBytes),
        );
        isMore = bytesRead > 0;
        if (!isMore) break;
        digest.update(buffer.subarray(0, bytesRead));
        sizeBytes += bytesRead;
        onBytes(bytesRead);
      }
      if (sizeBytes > 0)
        pieces.push({ number: pieces.length + 1, sizeBytes, sha256: digest.digest("hex") });
    }
    return pieces;
  } catch (cause) {
    throw cannotRead(name, cause);
  } finally {
    await file.close();
  }
}
