import type { Caller } from "../caller.ts";
import { GateError, type Mistake } from "../errors.ts";
import { isBefore } from "../instant.ts";
import { conflict } from "../review/conflict.ts";
import type { SignedPiece, UploadPiece } from "../storage.ts";
import type { LargeRun, RunId } from "./run.ts";
import { admittedRun } from "./run-access.ts";
import { runLimits } from "./run-limits.ts";
import { runObjects } from "./run-objects.ts";
import type { RunPorts } from "./run-ports.ts";
import { uploadOf } from "./run-uploads.ts";

/** Asks for addresses to which pieces of a file can be put. */
export interface SignPieces {
  readonly caller: Caller;
  readonly run: RunId;
  /** The file's number, from 0: its place in the list that starts the run. */
  readonly file: number;
  /** At most 100, in any order. */
  readonly pieces: readonly UploadPiece[];
}

export interface SignedPieces {
  readonly file: number;
  readonly pieces: readonly SignedPiece[];
}

/**
 * Addresses for pieces of one file: each takes exactly the bytes that it was asked for, as often as
 * they are put there, until it expires. A piece that was put before is replaced by one of its number.
 *
 * @throws {GateError} `invalid` with every mistake, `forbidden`, `not_found`; `conflict` with reason
 * `run_not_open`.
 */
export async function signPieces(ports: RunPorts, command: SignPieces): Promise<SignedPieces> {
  const { caller, run: id, file, pieces } = command;
  const { run } = await admittedRun(ports, { caller, run: id, operation: "upload-run" });
  refuseClosed(run, ports.clock.now());
  const mistakes = [...fileMistakes(file), ...pieces.flatMap(pieceMistakes)];
  if (pieces.length === 0 || pieces.length > runLimits.piecesAtOnceMax)
    mistakes.push({
      pointer: "/pieces",
      message: `names ${pieces.length} pieces, and each call takes 1 to ${runLimits.piecesAtOnceMax}`,
    });
  if (mistakes.length > 0)
    throw new GateError("invalid", "these pieces cannot be uploaded", { mistakes });
  const upload = await uploadOf(ports, id, file);
  return { file, pieces: await ports.uploads.sign(runObjects.file(id, file), upload, pieces) };
}

/** @throws {GateError} `conflict`, reason `run_not_open`. */
export function refuseClosed({ state, expiresAt }: LargeRun, now: string): void {
  if (state !== "open")
    throw conflict("run_not_open", `the run is ${state}: nothing is uploaded to it any more`);
  if (!isBefore(now, expiresAt))
    throw conflict("run_not_open", `the run expired at ${expiresAt}: open a new one`);
}

const fileMistakes = (file: number): readonly Mistake[] =>
  Number.isInteger(file) && file >= 0 && file < runLimits.filesMax
    ? []
    : [{ pointer: "/file", message: `must be a number from 0 to ${runLimits.filesMax - 1}` }];

/** Whether it is the last piece of its file nobody knows yet: its least size is seen at the start. */
function pieceMistakes(piece: UploadPiece, index: number): readonly Mistake[] {
  const { piecesMax, pieceSizeMaxBytes } = runLimits;
  const at = (name: string, message: string): Mistake => ({
    pointer: `/pieces/${index}/${name}`,
    message,
  });
  return [
    ...(piece.number >= 1 && piece.number <= piecesMax
      ? []
      : [at("number", `must be from 1 to ${piecesMax}`)]),
    ...(piece.sizeBytes >= 1 && piece.sizeBytes <= pieceSizeMaxBytes
      ? []
      : [at("sizeBytes", `must be from 1 to ${pieceSizeMaxBytes} (5 GiB)`)]),
  ];
}
