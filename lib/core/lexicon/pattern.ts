/** UTF-16 units of normal text that a place in a pattern takes. */
export interface UnitSet {
  /** Both ends included. */
  readonly ranges: readonly (readonly [from: number, to: number])[];
  readonly letters?: true;
  readonly numbers?: true;
  readonly digits?: true;
  readonly spaces?: true;
  /** Takes everything else instead. */
  readonly negated?: true;
}

/** What a pattern is made of. */
export type Piece =
  | { readonly kind: "unit"; readonly set: UnitSet }
  | { readonly kind: "sequence" | "choice"; readonly parts: readonly Piece[] }
  /** `max` is `Infinity` where nothing bounds it. */
  | { readonly kind: "repeat"; readonly of: Piece; readonly min: number; readonly max: number };

/** Something to look for: what it takes, and what may not stand around it. */
export interface Pattern {
  readonly piece: Piece;
  /** Units that may not stand right before a match. */
  readonly notAfter?: UnitSet;
  /** Units that may not follow a match. */
  readonly notBefore?: UnitSet;
}

/** What is wrong with a term, for its author; `offset` counts UTF-16 units from its start. */
export interface TermProblem {
  readonly offset: number;
  readonly message: string;
}

export type ReadPatterns =
  | { readonly ok: true; readonly patterns: readonly Pattern[] }
  | { readonly ok: false; readonly problem: TermProblem };

export const sequence = (parts: readonly Piece[]): Piece => ({ kind: "sequence", parts });
export const choice = (parts: readonly Piece[]): Piece =>
  parts.length === 1 ? (parts[0] as Piece) : { kind: "choice", parts };
export const repeat = (of: Piece, min: number, max: number): Piece => ({
  kind: "repeat",
  of,
  min,
  max,
});
export const unit = (set: UnitSet): Piece => ({ kind: "unit", set });
export const only = (...units: readonly number[]): UnitSet => ({
  ranges: units.map((one) => [one, one] as const),
});

export const LETTERS: UnitSet = { ranges: [], letters: true };
export const DIGITS: UnitSet = { ranges: [], digits: true };
export const SPACES: UnitSet = { ranges: [], spaces: true };
/** What words are made of: where one stands, there is no edge of a word. */
export const WORD: UnitSet = { ranges: [], letters: true, numbers: true };

/** Whether a set takes a unit of normal text. */
export function takes(set: UnitSet, code: number): boolean {
  const isIn =
    set.ranges.some(([from, to]) => code >= from && code <= to) ||
    (set.letters === true && isLetter(code)) ||
    (set.numbers === true && isNumber(code)) ||
    (set.digits === true && code >= 0x30 && code <= 0x39) ||
    (set.spaces === true && /\s/u.test(String.fromCharCode(code)));
  return isIn !== (set.negated === true);
}

const isLetter = (code: number): boolean => /\p{L}/u.test(String.fromCharCode(code));

/** Raised figures are marks of notes, not parts of the word that they stand at. */
const isNumber = (code: number): boolean =>
  /[^\P{N}\u00b2\u00b3\u00b9\u2070-\u2079]/u.test(String.fromCharCode(code));

/** Whether a piece fits the empty text. */
export function canBeEmpty(piece: Piece): boolean {
  switch (piece.kind) {
    case "unit":
      return false;
    case "sequence":
      return piece.parts.every(canBeEmpty);
    case "choice":
      return piece.parts.some(canBeEmpty);
    case "repeat":
      return piece.min === 0 || canBeEmpty(piece.of);
  }
}
