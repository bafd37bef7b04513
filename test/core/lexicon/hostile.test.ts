import { matchLengthMax } from "../../../lib/core/lexicon/automaton.ts";
import { scannerOf } from "../../../lib/core/lexicon/scanner.ts";
import { languages } from "../../../lib/core/rule.ts";
import { hitsOf, lexiconOf, shipped } from "./shipped.ts";

const units = 200_000;
const of = (piece: string): string => piece.repeat(units / piece.length);

const hostile: Readonly<Record<string, string>> = {
  "one letter": of("a"),
  "an unfinished word": of("bes"),
  "nothing but the beginning of a gap": of("compens "),
  "words joined by hyphens, in a gap that any can fill": of("offset-"),
  "open braces": of("{"),
  "open brackets": of("[insert "),
  figures: of("0"),
  "figures apart": of("1 "),
  "spaces behind a word that wants another": `certified${of(" ")}`,
  "surrogates in the wrong order": of("\udc00\ud800"),
  emoji: of("🎉"),
  "letters beyond the basic plane": of("𝐛"),
  "combining marks": of("\u0301\u0323"),
  "marks in every order": of("a\u0301\u0323\u0327\u0300"),
  "from right to left": of("\u202eשלום free "),
  "soft hyphens": of("\u00ad"),
  "hits and nothing else": of("free! "),
};

const scanner = scannerOf(shipped);

/** Nanoseconds of the processor that a unit of text costs. */
function costOf(text: string): number {
  const start = process.cpuUsage();
  scanner.hits(text, "ro");
  const { user, system } = process.cpuUsage(start);
  return ((user + system) * 1000) / text.length;
}

describe("a hostile text costs in proportion to its length", () => {
  test.each(Object.entries(hostile))("%s", (_, text) => {
    for (const some of [text.slice(0, 5_000), text.slice(0, 6_000)]) costOf(some); // to warm up
    const tenth = Math.min(costOf(text.slice(0, units / 10)), costOf(text.slice(1, units / 10)));
    expect(costOf(text)).toBeLessThan(4 * tenth + 500);
  });
});

test("no text that is taken apart makes it throw", () => {
  for (const language of languages)
    for (const text of Object.values(hostile))
      for (const length of [0, 1, 2, 1001])
        expect(Array.isArray(hitsOf(text.slice(0, length), language))).toBe(true);
});

test("a match has so many characters at most: longer ones are not looked for", () => {
  const term = { l: "- category: long\n  terms: { en: [so * much] }\n" };
  const hits = (word: string) => scannerOf(lexiconOf(term)).hits(`so ${word} much`, "en")!;
  const rest = "so  much".length;
  expect(hits("x".repeat(matchLengthMax - rest)).length).toBe(1);
  expect(hits("x".repeat(matchLengthMax - rest + 1)).length).toBe(0);
});

test("with more states than are kept, the hits stay the same", () => {
  // Repeats of classes that overlap: the states of such a pattern are many.
  const many = { l: "- category: many\n  everywhere: ['[ab][^x]{40}b']\n" };
  const letters = "abaabbabbbaabab";
  let text = "";
  for (let i = 0; text.length < 6_000; i += 7) text += letters.slice(i % 11, (i % 11) + 4);
  const once = scannerOf(lexiconOf(many)).hits(text, "en")!;
  const scanner = scannerOf(lexiconOf(many));
  for (let cut = 0; cut < 3; cut++) scanner.hits(text.slice(cut), "en");
  expect(scanner.hits(`${text}`, "en")).toEqual(once);
  expect(once.length).toBeGreaterThan(100);
});
