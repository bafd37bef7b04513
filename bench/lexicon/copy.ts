import { readFileSync } from "node:fs";

/** A text of a campaign, and its language. */
export interface Copy {
  readonly language: string;
  readonly text: string;
}

interface Sentence {
  readonly language: string;
  readonly text: string;
  readonly hits: readonly string[];
}

const labelled: readonly Sentence[] = JSON.parse(
  readFileSync(new URL("../../test/core/lexicon/sentences.json", import.meta.url), "utf8"),
);

/**
 * Copy of so many bytes (UTF-8), a quarter in each language: texts of 10 to 30 sentences, one in
 * four of them advertising, the others what else a company writes to its customers. No two texts
 * are the same, since each has a number in it; the same seed gives the same texts.
 */
export function copyOf(bytes: number, seed = 1): readonly Copy[] {
  const next = random(seed);
  const copies: Copy[] = [];
  for (const language of ["en", "et", "ro", "nb"]) {
    const own = labelled.filter((sentence) => sentence.language === language);
    const plain = own.filter(({ hits }) => hits.length === 0);
    const advertising = own.filter(({ hits }) => hits.length > 0);
    for (let size = 0; size < bytes / 4; ) {
      const sentences = Array.from({ length: 10 + next(21) }, () => {
        const from = next(4) === 0 ? advertising : plain;
        return from[next(from.length)]!.text;
      });
      const text = [...sentences, String(copies.length)].join(". ");
      size += Buffer.byteLength(text);
      copies.push({ language, text });
    }
  }
  return copies;
}

/** Whole numbers below a bound, from a seed. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
