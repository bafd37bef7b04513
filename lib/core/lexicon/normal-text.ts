import type { Language } from "../rule.ts";

/**
 * Text in the form that terms are looked for in: composed, lower case, one sort of apostrophe and
 * hyphen, without soft hyphens, zero-width characters and marks that make no letter with what
 * stands before them; Romanian, which is often written without diacritics, without them.
 */
export interface NormalText {
  readonly text: string;
  /** For each unit of the text, and its end, the offset in the original that it came from. */
  readonly offsets: Uint32Array;
}

/** What a unit becomes of which one unit becomes, whatever stands around it; else `changing`. */
export const changing = -1;

/**
 * The one unit of normal text that a unit stands for by itself. `changing` where neighbours matter
 * (combining marks, surrogates of rare blocks), or where it becomes several units or none.
 */
export function normalUnit(code: number, folds: boolean): number {
  if (code < 0x80)
    return code >= 0x41 && code <= 0x5a ? code + 0x20 : code === 0x27 ? APOSTROPHE : code;
  if (code >= 0xd800 && code <= 0xdfff) return isCommonSurrogate(code) ? OTHER : changing;
  const character = String.fromCharCode(code);
  if (isMark(character)) return changing;
  const normal = normalCharacter(character, folds);
  return normal.length === 1 ? normal.charCodeAt(0) : changing;
}

/** A character of normal text that no term takes and no word contains. */
const OTHER = 0xfffc;
/** A letter that no term names. */
const SOME_LETTER = 0xa015;
const SOME_NUMBER = 0x3007;
const APOSTROPHE = 0x2019;

/** Emoji: neither letters nor numbers. Low surrogates follow what stands before them. */
const isCommonSurrogate = (code: number): boolean =>
  (code >= 0xd83c && code <= 0xd83e) || code >= 0xdc00;

/** What makes one letter with what stands beside it: combining marks and jamo. */
const isMark = (character: string): boolean =>
  /[\p{M}\u1100-\u11ff]/u.test(character) && !/[\ufe0e\ufe0f]/.test(character);

/** A composed character as normal text has it; empty where it has nothing of it. */
function normalCharacter(character: string, folds: boolean): string {
  if (/[\u00ad\u200b-\u200d\u2060\ufeff]/u.test(character)) return "";
  if (/['‘’ʼ`´]/u.test(character)) return "’";
  if (/[‐‑]/u.test(character)) return "-";
  const lower = character.normalize("NFC").toLowerCase();
  if (/[\u2080-\u2089]/u.test(lower)) return String.fromCharCode(lower.charCodeAt(0) - 0x2050);
  if (folds && /\p{L}/u.test(lower))
    return lower.normalize("NFD").replace(/\p{M}/gu, "").normalize("NFC");
  // A small İ is an i and a mark, which makes no letter with it.
  return lower.length === 1 ? lower : lower.replace(/\p{M}/gu, "");
}

/** Whether texts of a language are compared without diacritics. */
export const foldsIn = (language: Language): boolean => language === "ro";

/**
 * The normal form of any text, with the way back to the original. Text of which no unit is
 * `changing` is the same unit by unit.
 */
export function normalText(original: string, folds: boolean): NormalText {
  const units: string[] = [];
  const offsets: number[] = [];
  let at = 0;
  for (const [cluster] of original.matchAll(clusters)) {
    for (const character of cluster.normalize("NFC"))
      for (const unit of placed(character, folds)) {
        units.push(unit);
        offsets.push(at);
      }
    at += cluster.length;
  }
  offsets.push(original.length);
  return { text: units.join(""), offsets: Uint32Array.from(offsets) };
}

/** What composes: a character and its marks, as many as any writing has, or a run of jamo. */
const clusters = /[\u1100-\u11ff]{1,30}|[\s\S]\p{M}{0,30}/gu;

/** The units of a composed character; letters and numbers of rare blocks are some letter or number. */
function placed(character: string, folds: boolean): string {
  if (character.length === 1 && !isLone(character)) {
    if (!isMark(character)) return normalCharacter(character, folds);
    // What is left of marks and jamo made no letter with its neighbours: marks hide no word.
    return /\p{M}/u.test(character) ? "" : String.fromCharCode(SOME_LETTER);
  }
  if (isCommonSurrogate(character.charCodeAt(0))) return character.length === 2 ? PAIR : ALONE;
  if (/\p{L}/u.test(character)) return String.fromCharCode(SOME_LETTER);
  if (/\p{N}/u.test(character)) return String.fromCharCode(SOME_NUMBER);
  return ALONE;
}

const isLone = (character: string): boolean => /[\ud800-\udfff]/.test(character);
const ALONE = String.fromCharCode(OTHER);
const PAIR = ALONE + ALONE;
