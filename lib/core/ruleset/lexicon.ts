import type { Category, Lexicon, TermsByLanguage } from "../lexicon/lexicon.ts";
import { foldsIn } from "../lexicon/normal-text.ts";
import { readTerm, termLengthMax } from "../lexicon/term-pattern.ts";
import type { Language } from "../rule.ts";
import { asList, asMap, type Fields, fieldsOf, lacks, textIn, textsIn } from "./fields.ts";
import type { Complaints } from "./problem.ts";
import type { Entry, Text, Tree } from "./tree.ts";

const keys = ["category", "claim_type", "about", "terms", "except", "everywhere"] as const;

/** Terms of a rule set, in all languages together. */
export const termsMax = 20_000;

/**
 * Reads the lexicon of a rule set from its files; what stands of a category in several places
 * counts together, so that a file may add terms to what another one has. Undefined when there is
 * none; every mistake is told with its place.
 */
export function readLexicon(
  files: readonly Tree[],
  languages: readonly Language[],
  complaints: Complaints,
): Lexicon | undefined {
  if (files.length === 0) return undefined;
  const read = new Map<string, Category>();
  let size = 0;
  for (const file of files)
    for (const item of asList(file, "a lexicon file", complaints)?.items ?? []) {
      const category = readCategory(item, languages, complaints);
      if (!category) continue;
      size += sizeOf(category);
      if (size > termsMax)
        complaints.wrong(item.spot, `the lexicon has more than ${termsMax} terms`);
      const before = read.get(category.name);
      if (before?.claimType && category.claimType && before.claimType !== category.claimType)
        complaints.wrong(
          item.spot,
          `'${category.name}' claims '${before.claimType}' elsewhere: say the same here, or nothing`,
        );
      read.set(category.name, before ? together(before, category) : category);
    }
  return { categories: [...read.values()] };
}

function readCategory(
  item: Tree,
  languages: readonly Language[],
  complaints: Complaints,
): Category | undefined {
  const map = asMap(item, "a category", complaints);
  if (!map) return undefined;
  const fields = fieldsOf(map, keys, "a category", complaints);
  if (!fields.category)
    lacks(map.spot, "category", "name the category, such as limited_time", complaints);
  const name = nameIn(fields.category, complaints);
  const claimType = nameIn(fields.claim_type, complaints);
  textIn(fields.about, complaints);
  const category = {
    terms: readTerms(fields.terms, languages, complaints),
    except: readTerms(fields.except, languages, complaints),
    everywhere: readEverywhere(fields.everywhere, complaints),
  };
  return name === undefined ? undefined : { name, ...(claimType && { claimType }), ...category };
}

function nameIn(entry: Entry | undefined, complaints: Complaints): string | undefined {
  const text = textIn(entry, complaints);
  if (!text || /^[a-z][a-z0-9_]{0,39}$/.test(text.value)) return text?.value;
  complaints.wrong(
    text.spot,
    `'${text.value}' is no name: write a small letter, then small letters, digits and _`,
  );
  return undefined;
}

function readTerms(
  entry: Entry | undefined,
  languages: readonly Language[],
  complaints: Complaints,
): TermsByLanguage {
  const map = entry && asMap(entry.value, `'${entry.key.value}'`, complaints);
  if (!map) return {};
  const fields: Fields<Language> = fieldsOf(map, languages, "terms", complaints);
  const read = languages.map((language) => [
    language,
    termsIn(fields[language], language, complaints),
  ]);
  return Object.fromEntries(read.filter(([, terms]) => (terms?.length ?? 0) > 0));
}

function termsIn(
  entry: Entry | undefined,
  language: Language,
  complaints: Complaints,
): readonly string[] {
  const texts = textsIn(entry, complaints);
  for (const text of texts) tellTerm(text, text.value, 0, foldsIn(language), complaints);
  tellTwice(texts, complaints);
  return texts.map(({ value }) => value);
}

/** Raw patterns, without `re:`. */
function readEverywhere(entry: Entry | undefined, complaints: Complaints): readonly string[] {
  const texts = textsIn(entry, complaints);
  for (const text of texts) tellTerm(text, `re:${text.value}`, 3, false, complaints);
  tellTwice(texts, complaints);
  return texts.map(({ value }) => value);
}

/** Whether a term can be looked for; a mistake in it is told with its place, `shift` before it. */
function tellTerm(
  text: Text,
  term: string,
  shift: number,
  folds: boolean,
  complaints: Complaints,
): boolean {
  if (term.length > termLengthMax + shift) {
    complaints.wrong(text.spot, `a term has at most ${termLengthMax} characters`);
    return false;
  }
  const read = readTerm(term, folds);
  if (read.ok) return true;
  const { offset, message } = read.problem;
  complaints.wrong(text.spotAt(Math.max(0, offset - shift)), message);
  return false;
}

function tellTwice(texts: readonly Text[], complaints: Complaints): void {
  const seen = new Set<string>();
  for (const { value, spot } of texts) {
    if (seen.has(value)) complaints.odd(spot, `'${value}' stands here twice`);
    seen.add(value);
  }
}

const sizeOf = ({ terms, except, everywhere }: Category): number =>
  [...Object.values(terms), ...Object.values(except), everywhere].reduce(
    (sum, list) => sum + list.length,
    0,
  );

function together(a: Category, b: Category): Category {
  const claimType = a.claimType ?? b.claimType;
  return {
    name: a.name,
    ...(claimType !== undefined && { claimType }),
    terms: joined(a.terms, b.terms),
    except: joined(a.except, b.except),
    everywhere: [...a.everywhere, ...b.everywhere],
  };
}

function joined(a: TermsByLanguage, b: TermsByLanguage): TermsByLanguage {
  const languages = Object.keys({ ...a, ...b }) as Language[];
  return Object.fromEntries(
    languages.map((language) => [language, [...(a[language] ?? []), ...(b[language] ?? [])]]),
  );
}
