import { readdirSync, readFileSync } from "node:fs";
import type { Lexicon, TermsByLanguage } from "../../lib/core/lexicon/lexicon.ts";
import { scannerOf } from "../../lib/core/lexicon/scanner.ts";
import { type Language, languages } from "../../lib/core/rule.ts";
import { readLexicon } from "../../lib/core/ruleset/lexicon.ts";
import { complaintsInto } from "../../lib/core/ruleset/problem.ts";
import { readTree } from "../../lib/core/ruleset/tree.ts";
import { naivePattern } from "../../test/core/lexicon/naive.ts";
import type { Copy } from "./copy.ts";

const folder = new URL("../../rulesets/campaign/", import.meta.url);

/** The lexicon that ships. */
export function shippedLexicon(): Lexicon {
  const complaints = complaintsInto({ problems: [], warnings: [] });
  const names = readdirSync(folder).filter((name) => name.startsWith("lexicon"));
  const trees = names.flatMap(
    (name) => readTree(name, readFileSync(new URL(name, folder), "utf8"), complaints) ?? [],
  );
  return readLexicon(trees, languages, complaints)!;
}

/** The same lexicon with its terms and nine others for each, of other letters in the same order. */
export function tenTimes(lexicon: Lexicon): Lexicon {
  const more = (terms: TermsByLanguage): TermsByLanguage =>
    Object.fromEntries(
      Object.entries(terms).map(([language, list]) => [
        language,
        list.flatMap((term) => [
          term,
          ...[1, 2, 3, 4, 5, 6, 7, 8, 9].map((by) => turned(term, by)),
        ]),
      ]),
    );
  const categories = lexicon.categories.map((category) => ({
    ...category,
    terms: more(category.terms),
    except: more(category.except),
  }));
  return { categories };
}

const letters = "abcdefghijklmnopqrstuvwxyz";

/** Each small letter another one; raw patterns stay, since their letters may be signs. */
function turned(term: string, by: number): string {
  if (term.startsWith("re:")) return term;
  const mark = term.startsWith("w:") ? 2 : 0;
  const rest = term.slice(mark).replace(/[a-z]/g, (letter) => {
    return letters.charAt((letters.indexOf(letter) * 5 + 7 * by) % 26);
  });
  return term.slice(0, mark) + rest;
}

export const termsIn = ({ categories }: Lexicon): number =>
  categories.reduce(
    (sum, { terms, except, everywhere }) =>
      sum +
      everywhere.length +
      [...Object.values(terms), ...Object.values(except)].reduce((n, list) => n + list.length, 0),
    0,
  );

/** Finds the hits of texts; gives how many there are. */
export function scanning(lexicon: Lexicon): (copies: readonly Copy[]) => number {
  const scanner = scannerOf(lexicon);
  return (copies) =>
    copies.reduce((sum, { text, language }) => sum + scanner.hits(text, language)!.length, 0);
}

/** What any search must do at least: look at every unit of a text once. */
export function barePass(copies: readonly Copy[]): number {
  let sum = 0;
  for (const { text } of copies)
    for (let i = 0; i < text.length; i++) sum = (sum + text.charCodeAt(i)) | 0;
  return sum;
}

/** A regular expression a term, with look-around, one after the other: without raw patterns. */
export function naively(lexicon: Lexicon): (copies: readonly Copy[]) => number {
  const patterns = new Map(languages.map((language) => [language, patternsOf(lexicon, language)]));
  return (copies) => {
    let found = 0;
    for (const { text, language } of copies) {
      const normal = text.normalize("NFC").toLowerCase();
      for (const pattern of patterns.get(language as Language)!)
        for (const _ of normal.matchAll(pattern)) found += 1;
    }
    return found;
  };
}

function patternsOf({ categories }: Lexicon, language: Language): readonly RegExp[] {
  const spoken = [...new Set([language, "en" as const])];
  const terms = categories.flatMap(({ terms: own, except }) =>
    spoken.flatMap((of) => [...(own[of] ?? []), ...(except[of] ?? [])]),
  );
  return terms
    .filter((term) => !term.startsWith("re:"))
    .map((term) => {
      const source = naivePattern(term.replace(/^w:/, ""), false).source.slice(1, -1);
      return new RegExp(`(?<![\\p{L}\\p{N}])${source}(?![\\p{L}\\p{N}])`, "gu");
    });
}
