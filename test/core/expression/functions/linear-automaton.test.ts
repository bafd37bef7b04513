import { RE2JS } from "re2js";
import { linearTest } from "../../../../lib/core/expression/functions/linear-automaton.ts";
import { cpuMs } from "../../../support/cpu-time.ts";
import fc, { tries } from "../../../support/fast-check.ts";
import { agrees } from "./against-re2.ts";

// Pattern, text, whether it matches: what an automaton has to get right.
test.each([
  ["", "", true],
  ["^$", "", true],
  ["^$", "a", false],
  ["(?:^|x)a(?:$|y)", "bxa", true],
  ["(?:^|x)a(?:$|y)", "ba", false],
  ["\\ba", "õa", true], // a word is ASCII
  ["\\Ba", "õa", false],
  ["\\b", "", false],
  ["\\B", "", true],
  ["a\\b", "a", true],
  ["\\bfri\\b|x+y", "frist", false],
  ["(?i)s+k", "ſſ\u212a", true],
  ["(?i)[^s]+$", "ſ", false],
  ["(?i)\\W+$", "\u212a", false], // folded first, then turned round
  ["(?i)[^\\W]+$", "\u212a", true],
  ["(?i)i+$", "İ", false],
  ["(?i)[a-z]+$", "ſ", true],
  ["a{2,}$", "aba", false],
  ["x.+y", "x😀y", true],
  ["x.y+", "x😀y", true],
  ["x.y+", "x\ud83dy", true], // half of a pair
  ["\\x{1F600}+", "😀", true],
  ["(?:a*)*b", "aab", true],
  ["(^|a)*b", "cab", true],
])("%s on %j: %s", (pattern, text, matched) => {
  expect(linearTest(pattern)!(text)).toBe(matched);
  expect(RE2JS.compile(pattern).test(text)).toBe(matched);
});

const atoms = fc.constantFrom(
  ...["a", "s", "K", "[a-k]", "[^s]", "[\\W_]", "[\\x{e4}-\\x{f6}õ]", "\\d", "\\s", "\\W", "\\w"],
  ...[".", "😀", "\\x{1F600}", "\\x4b", "-", "\\.", "ı", "ß", "\\B", "\\b", "^", "$", "\\S", "1"],
);
const counts = fc.constantFrom("", "", "", "*", "+", "?", "{2}", "{1,3}", "{0,2}", "{2,}", "{0}");
const edge = /^(\\[bB]|[\^$])$/;
const { pattern: patterns } = fc.letrec<{ pattern: string; term: string }>((tie) => ({
  term: fc.oneof(
    {
      arbitrary: fc
        .tuple(atoms, counts)
        .map(([atom, count]) => (edge.test(atom) ? atom : atom + count)),
      weight: 5,
    },
    {
      arbitrary: fc.tuple(tie("pattern"), counts).map(([inner, count]) => `(${inner})${count}`),
      weight: 1,
    },
  ),
  pattern: fc
    .array(fc.array(tie("term"), { maxLength: 4 }), { minLength: 1, maxLength: 3 })
    .map((alternatives) => alternatives.map((terms) => terms.join("")).join("|")),
}));
const flagged = fc.tuple(fc.constantFrom("", "(?i)"), patterns).map((parts) => parts.join(""));
const texts = fc.string({
  unit: fc.constantFrom(..."aAsSſkK\u212aäõÕıiIİßẞ1-_. \n\u00a0😀\u0301", "\ud83d", "\ude00"),
  maxLength: 10,
});

test("of any pattern that we accept we say what RE2 says", () => {
  let [compared, matching] = [0, 0];
  fc.assert(
    fc.property(flagged, fc.array(texts, { minLength: 4, maxLength: 4 }), (pattern, some) => {
      const test = linearTest(pattern);
      if (!test) return;
      const re2 = RE2JS.compile(pattern);
      for (const text of some) {
        compared += 1;
        if (re2.test(text)) matching += 1;
        expect(test(text)).toBe(re2.test(text));
      }
      agrees(pattern, some[0] as string, re2);
    }),
    { numRuns: tries(1_500) },
  );
  expect(compared).toBeGreaterThan(2 * tries(1_500));
  expect(matching).toBeGreaterThan(compared / 10);
  expect(matching).toBeLessThan((compared * 9) / 10);
});

test("an automaton that grows too large gives way to RE2, again and again", () => {
  const pattern = "a[ab]{14}c|x+y";
  const test = linearTest(pattern)!;
  let drawn = 1;
  const large = Array.from({ length: 8_000 }, () => {
    drawn = (Math.imul(drawn, 1_664_525) + 1_013_904_223) >>> 0;
    return drawn >>> 31 ? "a" : "b";
  }).join("");
  expect(test(large)).toBeUndefined();
  expect(test("aabbaab")).toBe(false); // what it knows it still tells
  const start = cpuMs();
  for (const end of ["", "c", "bc", "xxy"]) agrees(pattern, large + end);
  expect(cpuMs() - start).toBeLessThan(5_000);
});

test.each([
  ["[0-9][0-9 -]{9,}[a-f]", "1 ".repeat(100_000)],
  ["(x+x+)+y", "x".repeat(200_000)],
  ["^(\\d+|\\w+)*$", `${"1".repeat(200_000)}!`],
  ["(?i)(?:s|ſ|k)*(?:a|b)$", "sSſ".repeat(70_000)],
  ["\\b(a|b)+\\b!", "ab".repeat(100_000)],
])("%s on 200,000 characters is answered at once, by ourselves", (pattern, text) => {
  const start = cpuMs();
  expect(linearTest(pattern)!(text)).toBe(false);
  expect(cpuMs() - start).toBeLessThan(500);
});
