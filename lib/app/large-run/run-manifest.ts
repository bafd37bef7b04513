import type { Json } from "../../core/expression/value.ts";
import { canonicalJson, sha256 } from "../digest.ts";
import { GateError, type Mistake } from "../errors.ts";
import type { UploadPiece } from "../storage.ts";
import type { ManifestFile, RunPayload } from "./run.ts";
import { runLimits } from "./run-limits.ts";

/** A file whose upload is over, as its sender says it: all its pieces, in order. */
export interface UploadedFile {
  readonly name: string;
  readonly pieces: readonly UploadPiece[];
}

/** All that was uploaded, and the text of which its digest is made. */
export interface Manifest {
  readonly payload: RunPayload;
  /** Canonical JSON of `ManifestFile[]`. */
  readonly bytes: Uint8Array;
}

/**
 * The manifest of some files. Pure: equal files give equal bytes, and one digest that stands for all
 * of them, since the storage has verified each piece by its own.
 *
 * @throws {GateError} `invalid` with every mistake.
 */
export function manifestOf(files: readonly UploadedFile[]): Manifest {
  refuseMistakes(files);
  const list = files.map(
    ({ name, pieces }): ManifestFile => ({
      name,
      sizeBytes: pieces.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
      pieces: pieces.map(({ sizeBytes, sha256: digest }) => ({ sizeBytes, sha256: digest })),
    }),
  );
  const bytes = Buffer.from(canonicalJson(list as unknown as Json), "utf8");
  return {
    bytes,
    payload: {
      files: list.map(({ name, sizeBytes }) => ({ name, sizeBytes })),
      sizeBytes: list.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
      digest: sha256(bytes),
    },
  };
}

/** Mistakes that are told at once. */
const mistakesMax = 100;

function refuseMistakes(files: readonly UploadedFile[]): void {
  const names = new Set<string>();
  const mistakes = [
    ...wholeMistakes(files),
    ...files.flatMap((file, index) => {
      const found = fileMistakes(file, `/files/${index}`, names.has(file.name));
      names.add(file.name);
      return found;
    }),
  ];
  if (mistakes.length === 0) return;
  throw new GateError("invalid", `these files make no run: ${mistakes.length} mistakes`, {
    mistakes: mistakes.slice(0, mistakesMax),
  });
}

function wholeMistakes(files: readonly UploadedFile[]): readonly Mistake[] {
  const { filesMax, piecesMax, sizeMaxBytes } = runLimits;
  const pieces = files.flatMap((file) => file.pieces);
  const sizeBytes = pieces.reduce((sum, piece) => sum + piece.sizeBytes, 0);
  const at = (message: string): Mistake => ({ pointer: "/files", message });
  return [
    ...(files.length >= 1 && files.length <= filesMax
      ? []
      : [at(`names ${files.length} files, and a run has 1 to ${filesMax}`)]),
    ...(pieces.length <= piecesMax
      ? []
      : [at(`has ${pieces.length} pieces, and a run has at most ${piecesMax}: make them larger`)]),
    ...(sizeBytes <= sizeMaxBytes
      ? []
      : [at(`has ${sizeBytes} bytes, and a run has at most ${sizeMaxBytes} (1 TiB)`)]),
  ];
}

function fileMistakes(
  { name, pieces }: UploadedFile,
  pointer: string,
  isTaken: boolean,
): readonly Mistake[] {
  return [
    ...(isFileName(name)
      ? []
      : [
          {
            pointer: `${pointer}/name`,
            message: `must be 1 to ${runLimits.fileNameMaxBytes} bytes without control characters`,
          },
        ]),
    ...(isTaken
      ? [{ pointer: `${pointer}/name`, message: "another file of the run has this name" }]
      : []),
    ...(pieces.length > 0
      ? []
      : [{ pointer: `${pointer}/pieces`, message: "a file without bytes is left out" }]),
    ...pieces.flatMap((piece, index) =>
      pieceMistakes(piece, index, pieces.length).map((message) => ({
        pointer: `${pointer}/pieces/${index}`,
        message,
      })),
    ),
  ];
}

const isFileName = (name: string): boolean =>
  name !== "" &&
  Buffer.byteLength(name) <= runLimits.fileNameMaxBytes &&
  name.isWellFormed() &&
  !/\p{Cc}/u.test(name);

function pieceMistakes(
  { number, sizeBytes }: UploadPiece,
  index: number,
  count: number,
): readonly string[] {
  const { pieceSizeMinBytes, pieceSizeMaxBytes } = runLimits;
  const least = index === count - 1 ? 1 : pieceSizeMinBytes;
  return [
    ...(number === index + 1
      ? []
      : [`is the number ${number}, and should be ${index + 1}: name all pieces, in order`]),
    ...(sizeBytes >= least && sizeBytes <= pieceSizeMaxBytes
      ? []
      : [
          `has ${sizeBytes} bytes: all but the last have ${pieceSizeMinBytes} (5 MiB) at least, ` +
            `and none more than ${pieceSizeMaxBytes} (5 GiB)`,
        ]),
  ];
}
