import { languages } from "../../../lib/core/rule.ts";
import { categoriesOf, hitsOf, shipped } from "./shipped.ts";
import specified from "./specified-lexicon.json" with { type: "json" };
import samples from "./specified-samples.json" with { type: "json" };

describe("the samples of the specification, A.4", () => {
  test.each(samples)("$language: $text", ({ language, text, must, mustNot }) => {
    const found = categoriesOf(text, language);
    expect(must.filter((category) => !found.includes(category))).toEqual([]);
    expect(mustNot.filter((category) => found.includes(category))).toEqual([]);
  });

  test("there are 64", () => expect(samples.length).toBe(64));
});

describe("what the errata say must not hit, and what must all the same", () => {
  test.each([
    ["en", "battery 20-80%", []],
    ["et", "10–15% kallim", []],
    ["ro", "TVA 21-11%", []],
    ["en", "between 20 - 80 % of the time", []],
    ["nb", "Best før 12.12.2026", []],
    ["ro", "cele mai bune urări", []],
    ["en", "The best of Mozart", []],
    ["en", "we do our best", []],
    ["en", "Best Western", []],
    ["en", "now -30%", ["price_drop"]],
    ["en", "was 99 € –30 %", ["price_drop"]],
    ["en", "the best phone", ["superlative"]],
    ["nb", "før 999 kr, nå 799 kr", ["price_drop"]],
    ["et", "enne 99 €, nüüd 79 €", ["price_drop"]],
    ["ro", "Suma totală€5", []], // 'a€' is no broken encoding where marks are folded
    ["ro", "preÈ›uri Ã®n lei", ["placeholder"]],
  ] as const)("%s: %s", (language, text, categories) => {
    expect(categoriesOf(text, language)).toEqual(categories);
  });
});

/** What was changed of the specification's patterns, beside what lexicon-amended.yaml adds. */
const changed = new Map([
  // Errata (c): not after a digit, since a range is no reduction.
  ["[-−–]\\s?\\d{1,2}(?:[.,]\\d+)?\\s?%", "(?<![\\d%])[-−–]\\s?\\d{1,2}(?:[.,]\\d+)?\\s?%"],
]);

describe("the lexicon that ships has all that the specification lists", () => {
  const own = new Map(shipped.categories.map((category) => [category.name, category]));
  const entries = Object.entries(specified.categories) as unknown as readonly (readonly [
    string,
    Readonly<Record<string, readonly string[] | string>>,
  ])[];

  test("28 categories with their claim types", () => {
    expect(entries.length).toBe(28);
    const types = entries.map(([name, { claim_type }]) => [name, claim_type]);
    expect(types.map(([name]) => [name, own.get(name as string)?.claimType ?? "-"])).toEqual(types);
  });

  test.each(entries)("%s", (name, listed) => {
    const category = own.get(name)!;
    for (const language of languages) {
      const terms = (listed[language] ?? []) as readonly string[];
      const except = (listed[`${language}_x`] ?? []) as readonly string[];
      expect(category.terms[language] ?? []).toEqual(expect.arrayContaining([...terms]));
      expect(category.except[language] ?? []).toEqual(expect.arrayContaining([...except]));
    }
  });

  test.each(Object.entries(specified.raw_all_languages))("raw: %s", (name, listed) => {
    const all = own.get(name)!.everywhere.join("|");
    const [first] = [...changed].filter(([before]) => before === listed);
    expect(all).toBe(first?.[1] ?? listed);
  });
});

describe("edge cases of A.3", () => {
  test("cedilla, comma and no mark at all are one letter in Romanian", () => {
    for (const text of ["preţ redus", "preț redus", "pret redus", "PREŢ REDUS"])
      expect(categoriesOf(text, "ro")).toEqual(["price_drop"]);
  });

  test("marks tell words apart in Estonian and Norwegian", () => {
    expect(categoriesOf("Me ei saasta loodust", "et")).toEqual([]);
    expect(categoriesOf("Säästa loodust ja raha", "et")).toEqual(["price_drop"]);
    expect(categoriesOf("for 100 kr", "nb")).toEqual([]);
    expect(categoriesOf("før 100 kr", "nb")).toEqual(["price_drop"]);
  });

  test("an Estonian compound is another word, unless it begins as the term does", () => {
    expect(categoriesOf("Loodussõbralikkusest räägitakse", "et")).toEqual(["green_generic"]);
    expect(categoriesOf("Viinapuuaed", "et")).toEqual([]);
  });

  test("letters and marks apart are the same as together", () => {
    expect(categoriesOf("Sa\u0308a\u0308sta", "et")).toEqual(["price_drop"]);
  });

  test("soft hyphens and zero-width characters hide nothing", () => {
    expect(hitsOf("Ta\u00adsu\u200bta tarne", "et").map(({ text }) => text)).toEqual([
      "Ta\u00adsu\u200bta",
    ]);
  });

  test("marks of notes belong to no word", () => {
    expect(categoriesOf("Tasuta¹ ja garantii²", "et")).toEqual(["free", "guarantee"]);
  });

  test("places count code points of the text as it was given", () => {
    const [hit] = hitsOf("🎉🎉 Ta\u0308na tasuta", "et");
    expect(hit).toMatchObject({ category: "free", at: 9, end: 15, text: "tasuta", language: "et" });
  });

  test("English terms are known in every language, others in their own only", () => {
    expect(hitsOf("Black Friday: best price", "nb").map(({ language }) => language)).toContain(
      "en",
    );
    expect(categoriesOf("tasuta", "nb")).toEqual([]);
  });
});
