import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Lexicon } from "../../../lib/core/lexicon/lexicon.ts";
import { scannerOf } from "../../../lib/core/lexicon/scanner.ts";
import { languages } from "../../../lib/core/rule.ts";
import { readLexicon } from "../../../lib/core/ruleset/lexicon.ts";
import { type Collected, complaintsInto } from "../../../lib/core/ruleset/problem.ts";
import { readTree } from "../../../lib/core/ruleset/tree.ts";
import { repository } from "../../support/house.ts";

const folder = join(repository, "rulesets/campaign");

/** Reads a lexicon from its files by name; throws what is wrong with it. */
export function lexiconOf(files: Readonly<Record<string, string>>): Lexicon {
  const collected: Collected = { problems: [], warnings: [] };
  const complaints = complaintsInto(collected);
  const trees = Object.entries(files).flatMap(([path, text]) => readTree(path, text, complaints)!);
  const lexicon = readLexicon(trees, languages, complaints);
  if (collected.problems[0]) throw new Error(JSON.stringify(collected.problems[0]));
  return lexicon!;
}

const names = readdirSync(folder).filter((name) => name.startsWith("lexicon"));

/** The lexicon that ships with the rules for campaigns. */
export const shipped = lexiconOf(
  Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), "utf8")])),
);

/** The hits of a text by the shipped lexicon. */
export const hitsOf = (text: string, language: string) =>
  scannerOf(shipped).hits(text, language) ?? [];

/** The categories that count of a text: weak hits only beside another of their category. */
export function categoriesOf(text: string, language: string): readonly string[] {
  const hits = hitsOf(text, language);
  const counting = hits.filter(
    (hit) =>
      hit.strength === "strong" ||
      hits.some((other) => other !== hit && other.category === hit.category),
  );
  return [...new Set(counting.map(({ category }) => category))];
}
