import { scannerOf } from "../../../lib/core/lexicon/scanner.ts";
import { sourceOf } from "../../support/house.ts";
import { lexiconOf } from "./shipped.ts";

const page = sourceOf("docs/lexicon.md");

/** The rows of the table of examples: language, term, a text that it fits, one that it does not. */
const rows = [...page.matchAll(/^\| (en|et|ro|nb) \| `(.+?)` \| (.+?) \| (.+?) \|$/gm)].map(
  ([, language, term, fits, other]) => [language, term!.replaceAll("\\|", "|"), fits, other],
) as readonly (readonly [string, string, string, string])[];

test("there are examples of every language", () => {
  expect(rows.length).toBe(12);
});

test.each(rows)("%s `%s` fits '%s', and not '%s'", (language, term, fits, other) => {
  const quoted = term.replaceAll("'", "''");
  const lexicon = lexiconOf({ l: `- category: any\n  terms: { ${language}: ['${quoted}'] }\n` });
  expect(scannerOf(lexicon).hits(fits, language)?.length).toBe(1);
  expect(scannerOf(lexicon).hits(other, language)).toEqual([]);
});

test("the example of a file is one", () => {
  const [, file] = /```yaml\n(# lexicon\.yaml[\s\S]*?)```/.exec(page) ?? [];
  const { categories } = lexiconOf({ "lexicon.yaml": file! });
  expect(categories.map(({ name }) => name)).toEqual(["limited_time", "price_drop"]);
  const { hits } = scannerOf({ categories });
  expect(hits("HURRY, -30 %", "en")?.map(({ category }) => category)).toEqual([
    "limited_time",
    "price_drop",
  ]);
  expect(hits("the last day of the month", "en")).toEqual([]);
});
