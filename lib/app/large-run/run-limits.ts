/** Bounds of a large submission; `docs/runs.md` tells them, with what to do beyond. */
export const runLimits = {
  /** Files of one run. */
  filesMax: 1_000,
  /** Bytes of a file's name. */
  fileNameMaxBytes: 100,
  /** Pieces of all files together: with larger pieces a terabyte needs fewer. */
  piecesMax: 8_000,
  /** Pieces that one call signs. */
  piecesAtOnceMax: 100,
  /** Each piece but the last of its file; the last may be smaller. */
  pieceSizeMinBytes: 5 * 1024 ** 2,
  pieceSizeMaxBytes: 5 * 1024 ** 3,
  /** All files together: a tebibyte. */
  sizeMaxBytes: 1024 ** 4,
  recordsMax: 50_000_000,
  mappingSizeMaxBytes: 65_536,
  /** Runs of one account that are open or being judged. */
  unfinishedOfOneMax: 20,
  /** Runs of the whole deployment that are open or being judged. */
  unfinishedMax: 1_000,
  /** How long an upload may take. */
  openHours: 72,
  /** How long one attempt at judging may take. */
  judgingHours: 24,
  /** How long after its start a run may be taken up again: then what was uploaded may be gone. */
  resumableDays: 7,
} as const;
