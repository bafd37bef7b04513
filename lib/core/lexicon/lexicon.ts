import type { Language } from "../rule.ts";

/** The words by which a rule set knows claims in a text: plain JSON, and part of its plan. */
export interface Lexicon {
  readonly categories: readonly Category[];
}

/** One sort of wording, such as `limited_time`, with the terms that give it away. */
export interface Category {
  readonly name: string;
  /** The type of the claim that such wording makes; absent for wording that claims nothing. */
  readonly claimType?: string;
  /** Terms as they are written in the lexicon, by language. */
  readonly terms: TermsByLanguage;
  /** Wording that a hit of this category must not overlap. */
  readonly except: TermsByLanguage;
  /** Raw patterns that are looked for in texts of every language. */
  readonly everywhere: readonly string[];
}

export type TermsByLanguage = Readonly<Partial<Record<Language, readonly string[]>>>;

/** A place in a text that a term fits; rules see it as `TextHit`. */
export interface Hit {
  readonly category: string;
  readonly claim_type?: string;
  /** Whose term it was: the text's language, or `en`. */
  readonly language: string;
  /** Weak hits say little alone. */
  readonly strength: "strong" | "weak";
  /** As it stands in the text. */
  readonly text: string;
  /** Code points before the hit. */
  readonly at: number;
  /** Code points before what follows the hit. */
  readonly end: number;
}

/** A lexicon made ready for scanning. */
export interface Scanner {
  /**
   * The hits of a text in a language of the lexicon and in English, in the order of their places;
   * undefined when the lexicon does not have the language. Pure, and linear in the text.
   */
  readonly hits: (text: string, language: string) => readonly Hit[] | undefined;
}
