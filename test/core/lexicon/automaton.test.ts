import { normalText } from "../../../lib/core/lexicon/normal-text.ts";
import { scannerOf } from "../../../lib/core/lexicon/scanner.ts";
import { type Language, languages } from "../../../lib/core/rule.ts";
import fc, { tries } from "../../support/fast-check.ts";
import { naiveHits, naiveTerms } from "./naive.ts";
import sentences from "./sentences.json" with { type: "json" };
import { shipped } from "./shipped.ts";

const numRuns = tries(200);

/** Words out of the lexicon's own terms, so that texts nearly fit them. */
const words: Readonly<Record<Language, readonly string[]>> = Object.fromEntries(
  languages.map((language) => [
    language,
    [
      ...new Set(
        shipped.categories.flatMap(({ terms, except }) =>
          [...(terms[language] ?? []), ...(except[language] ?? [])].flatMap((term) =>
            term.startsWith("re:") ? [] : (term.match(/[\p{L}\d’']+/gu) ?? []),
          ),
        ),
      ),
    ],
  ]),
) as never;

const between = [
  " ",
  " ",
  " ",
  "  ",
  "-",
  "–",
  " - ",
  ", ",
  ".",
  "\u00a0",
  "",
  "%",
  " %",
  "€",
  "!",
];
const extra = [
  ...[
    "-30%",
    "–15 %",
    "20-80%",
    "#1",
    "1+1",
    "0 €",
    "3x",
    "better",
    "by 2030",
    "{{name}}",
    "[todo]",
  ],
  ...[
    "lorem ipsum",
    "undefined",
    "odr",
    "ec.europa.eu/odr",
    "Ã¤",
    "â€",
    "12.12.2026",
    "apr",
    "2030",
  ],
  ...["1", "14", "2,5", "10 000", "%", "€", "x", "ja", "the", "🎉", "e\u0301", "CO₂", "\u00ad"],
];

/** What a text is made of that one unit does not tell, or that becomes longer in small letters. */
const strange = [
  ...[
    "\u0301",
    "o\u0308",
    "a\u0328\u0301",
    "A\u030a",
    "İ",
    "\u0130i",
    "ß",
    "ẞ",
    "ﬁ",
    "ǅ",
    "ş",
    "ţ",
  ],
  ...[
    "\u200b",
    "\u00ad",
    "\ufe0f",
    "\ud83c",
    "\udc00",
    "🎉",
    "\u{10400}",
    "\u{20000}",
    "\u1100\u1161",
  ],
  ...["´", "‘", "‐", "²", "₂", "ΑΣ", "K"],
];

function textIn(language: Language): fc.Arbitrary<string> {
  const own = fc.constantFrom(...words[language]);
  const part = fc.oneof(
    { weight: 6, arbitrary: own },
    { weight: 2, arbitrary: fc.constantFrom(...words.en) },
    { weight: 2, arbitrary: fc.constantFrom(...extra) },
    { weight: 1, arbitrary: own.map((word) => word.toUpperCase()) },
    { weight: 1, arbitrary: own.map((word) => word.normalize("NFD")) },
    { weight: 1, arbitrary: fc.tuple(own, fc.constantFrom(...strange), fc.nat()).map(broken) },
    { weight: 1, arbitrary: fc.tuple(own, own).map(([a, b]) => a + b) },
  );
  return fc
    .array(fc.tuple(part, fc.constantFrom(...between)), { minLength: 1, maxLength: 9 })
    .map((parts) => parts.flat().join(""));
}

/** A word with something strange in it. */
function broken([word, sign, place]: readonly [string, string, number]): string {
  const at = place % (word.length + 1);
  return word.slice(0, at) + sign + word.slice(at);
}

/** The hits of the automaton on a normal text, as the naive search gives them. */
function fastHits(text: string, language: Language) {
  const hits = scannerOf(shipped).hits(text, language) ?? [];
  return hits
    .map(({ category, strength, text: found }) => ({ category, strength, text: found.trim() }))
    .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

function slowHits(text: string, language: Language) {
  const terms = termsOf.get(language) ?? naiveTerms(shipped, language);
  termsOf.set(language, terms);
  return naiveHits(terms, text)
    .map(({ category, strength, at, end }) => ({
      category,
      strength,
      text: text.slice(at, end).replace(/[\s\-–]+$/u, ""),
    }))
    .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

const termsOf = new Map<Language, ReturnType<typeof naiveTerms>>();

describe("the automaton finds what straight regular expressions find, term by term", () => {
  let [played, found] = [0, 0];
  test.each(languages)("in random texts of lexicon words, %s", (language) => {
    fc.assert(
      fc.property(textIn(language), (text) => {
        const normal = normalText(text, language === "ro").text;
        const hits = fastHits(normal, language);
        played += 1;
        found += hits.length;
        expect(hits).toEqual(slowHits(normal, language));
      }),
      { numRuns },
    );
  });

  // In all languages together, nearly one a text: in one of them it may be luck.
  test("and there are some", () => {
    expect(found).toBeGreaterThanOrEqual(played / 2);
  });

  test.each(languages)("in sentences, %s", (language) => {
    for (const { text } of sentences.filter((one) => one.language === language)) {
      const normal = normalText(text, language === "ro").text;
      expect(fastHits(normal, language)).toEqual(slowHits(normal, language));
    }
  });
});

describe("a text and its normal form have the same hits", () => {
  test.each(languages)("%s", (language) => {
    fc.assert(
      fc.property(textIn(language), (text) => {
        const { text: normal, offsets } = normalText(text, language === "ro");
        // Broken encodings are told by marks that a folded text has lost.
        const isKept = (hit: { category: string }) => hit.category !== "placeholder";
        const hits = scannerOf(shipped).hits(text, language)!.filter(isKept);
        const ofNormal = scannerOf(shipped).hits(normal, language)!.filter(isKept);
        expect(hits.map(({ category }) => category)).toEqual(
          ofNormal.map(({ category }) => category),
        );
        const points = [...text];
        for (const [index, hit] of hits.entries()) {
          expect(points.slice(hit.at, hit.end).join("")).toBe(hit.text);
          const { at } = ofNormal[index]!;
          expect([...text.slice(0, offsets[at])].length).toBe(hit.at);
        }
      }),
      { numRuns },
    );
  });
});

// Marks that no letter is composed of, or that stand alone: a text, and the hit that it has.
test.each([
  ["be\u0361st price", "be\u0361st"],
  ["\u0301best price", "best"],
  ["x\u0301 best price", "best"],
  ["BEST PRİCE, İ", "BEST"],
  ["\u1100 best price", "best"],
  ["b\u0301est price", "b\u0301est"],
])("a mark hides no claim: %j", (text, found) => {
  for (const language of languages) {
    const hits = scannerOf(shipped).hits(text, language)!;
    expect(hits.map((hit) => hit.text)).toContain(found);
  }
});

test("whatever the text, the hits lie in order, and those of a category apart", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
      for (const language of languages) {
        const ends = new Map<string, number>();
        let last = 0;
        for (const { category, at, end } of scannerOf(shipped).hits(text, language)!) {
          expect(at).toBeGreaterThanOrEqual(Math.max(last, ends.get(category) ?? 0));
          expect(end).toBeGreaterThan(at);
          ends.set(category, end);
          last = at;
        }
      }
    }),
    { numRuns },
  );
});
