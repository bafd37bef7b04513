import { GateError, type Mistake, movedReason } from "../app/errors.ts";
import type { UploadPiece } from "../app/storage.ts";

/** A piece as the storage holds it. */
export interface HeldPiece {
  readonly sizeBytes: number;
  /** Hex. */
  readonly sha256: string;
}

/** The refusal of pieces that are not there, or are others; undefined where all are as they must be. */
export function piecesMistaken(
  pieces: readonly UploadPiece[],
  heldOf: (piece: UploadPiece) => HeldPiece | undefined,
): GateError | undefined {
  const mistakes = pieces.flatMap((piece, index): Mistake[] => {
    const message = mistakeIn(piece, heldOf(piece));
    return message === undefined ? [] : [{ pointer: `/pieces/${index}`, message }];
  });
  if (mistakes.length === 0) return undefined;
  const [{ pointer, message }] = mistakes as [Mistake];
  return new GateError("invalid", `${pointer}: ${message}`, { mistakes });
}

function mistakeIn(
  { number, sizeBytes, sha256 }: UploadPiece,
  held: HeldPiece | undefined,
): string | undefined {
  if (held === undefined)
    return `piece ${number} is not there: put it to its address, then end again`;
  if (held.sizeBytes !== sizeBytes)
    return `piece ${number} has ${held.sizeBytes} bytes, and ${sizeBytes} were told: put it again`;
  if (held.sha256 !== sha256)
    return `piece ${number} has the SHA-256 ${held.sha256}, and ${sha256} was told: put it again`;
  return undefined;
}

/** Neither the upload is there, nor what it would have become: it was taken away. */
export const uploadGone = (cause?: unknown): GateError =>
  new GateError("conflict", "the upload has changed meanwhile or is gone: ask how it stands", {
    reason: movedReason,
    cause,
  });

/** The upload is over, and it was of other pieces. */
export const otherObject = (): GateError =>
  new GateError("conflict", "the upload is over, and other pieces than these were in it");
