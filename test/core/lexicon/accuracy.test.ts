import { readFileSync } from "node:fs";
import { join } from "node:path";
import { repository } from "../../support/house.ts";
import sentences from "./sentences.json" with { type: "json" };
import { categoriesOf } from "./shipped.ts";
import unseen from "./unseen-sentences.json" with { type: "json" };

interface Sentence {
  readonly language: string;
  readonly text: string;
  readonly hits: readonly string[];
}

interface Tally {
  right: number;
  wrong: number;
  missed: number;
}

/** How often what was found was labelled, and what was labelled found, by a key of each finding. */
function tallies(
  all: readonly Sentence[],
  keyOf: (sentence: Sentence, category: string) => string,
): ReadonlyMap<string, Tally> {
  const tally = new Map<string, Tally>();
  const count = (key: string, what: keyof Tally): void => {
    const own = tally.get(key) ?? { right: 0, wrong: 0, missed: 0 };
    own[what] += 1;
    tally.set(key, own);
  };
  for (const sentence of all) {
    const found = claims(sentence);
    for (const category of found)
      count(keyOf(sentence, category), sentence.hits.includes(category) ? "right" : "wrong");
    for (const category of sentence.hits)
      if (!found.includes(category)) count(keyOf(sentence, category), "missed");
  }
  return tally;
}

/** What is no claim was not labelled: a call to buy, a doctor. */
const unlabelled = new Set([
  ...["buy_imperative", "legal_right_stated", "credit_warning", "credit_improves"],
  ...["health_professional", "harm_if_not_eaten", "absent_by_law"],
]);

const claims = ({ text, language }: Sentence): readonly string[] =>
  categoriesOf(text, language).filter((category) => !unlabelled.has(category));

const share = (part: number, rest: number): string =>
  part + rest === 0 ? "-" : (part / (part + rest)).toFixed(3);

const table = (tally: ReadonlyMap<string, Tally>): string =>
  [...tally]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([key, { right, wrong, missed }]) =>
        `${key.padEnd(24)} precision ${share(right, wrong)} recall ${share(right, missed)} ` +
        `(${right} right, ${wrong} wrong, ${missed} missed)`,
    )
    .join("\n");

const byLanguage = ({ language }: Sentence): string => language;
const byCategory = (_: Sentence, category: string): string => category;

/*
 * Labelled before any run. The lists as the specification has them gave, at the first run: en 0.842
 * and 0.970 (precision and recall), et 0.842 and 1.000, ro 0.750 and 0.938, nb 0.730 and 0.931. The
 * lists were mended by these sentences, so that they now say only that nothing is lost again.
 */
test("200 sentences, half of them tricky negatives, are judged as they were labelled", () => {
  expect(sentences.length).toBe(200);
  expect(sentences.filter(({ hits }) => hits.length === 0).length).toBe(100);
  const report = `${table(tallies(sentences, byLanguage))}\n${table(tallies(sentences, byCategory))}`;
  process.stdout.write(`${report}\n`);
  const wrong = sentences.filter(
    (one) => JSON.stringify([...one.hits].sort()) !== JSON.stringify([...claims(one)].sort()),
  );
  expect(wrong.map(({ text }) => text)).toEqual([]);
});

/*
 * Labelled when the lists had been mended, and before they had seen them: at the first run en 0.882
 * and 0.938, et 1.000 and 0.875, ro 1.000 and 0.933, nb 1.000 and 1.000; together 0.967 and 0.935.
 * That is how well the lexicon does on copy that it does not know. Five of the six mistakes were
 * then mended; the one that is left wants to know what a sentence means.
 */
test("100 sentences that the mended lists had not seen", () => {
  expect(unseen.length).toBe(100);
  process.stdout.write(`${table(tallies(unseen, byLanguage))}\n`);
  const wrong = unseen.filter(
    (one) => JSON.stringify([...one.hits].sort()) !== JSON.stringify([...claims(one)].sort()),
  );
  expect(wrong.map(({ text }) => text)).toEqual(["Bring the best with you: good humour"]);
});

test("docs/lexicon.md says how many of all sentences the lists of today judge as labelled", () => {
  const all = [...sentences, ...unseen];
  const { right, wrong, missed } = tallies(all, () => "all").get("all")!;
  const asLabelled = all.filter(
    (one) => JSON.stringify([...one.hits].sort()) === JSON.stringify([...claims(one)].sort()),
  );
  const page = readFileSync(join(repository, "docs/lexicon.md"), "utf8").replace(/\s+/g, " ");
  expect(page).toContain(
    `of the ${all.length} they judge ${asLabelled.length} as labelled, ` +
      `finding ${right} of ${right + missed} claims with ${wrong} wrong hit`,
  );
});
