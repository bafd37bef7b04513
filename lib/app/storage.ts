export interface ObjectFacts {
  readonly name: string;
  readonly sizeBytes: number;
  /**
   * Another one whenever other bytes take the name: told by `find`, where the storage tells it. A folder
   * does not, since whoever may write there may do anything.
   */
  readonly version?: string;
}

export interface ObjectRange {
  readonly start: number;
  /** The first byte behind it. */
  readonly end: number;
  /** Of the object that is meant. Beside the offsets, so that whoever hands a range on hands it on too. */
  readonly version?: string;
}

export interface UploadPiece {
  /** From 1. */
  readonly number: number;
  readonly sizeBytes: number;
  /** Hex. */
  readonly sha256: string;
}

export interface SignedPiece {
  readonly number: number;
  /** To be put there by `PUT`, with these headers and no other body. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** RFC 3339. */
  readonly expiresAt: string;
}
