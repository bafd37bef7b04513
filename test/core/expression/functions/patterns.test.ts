import { RE2JS } from "re2js";
import { resolve } from "../../../../lib/core/expression/function-row.ts";
import { linearRegExp } from "../../../../lib/core/expression/functions/linear.ts";
import { linearTest } from "../../../../lib/core/expression/functions/linear-automaton.ts";
import {
  compilePattern,
  type Matcher,
  patternLengthMax,
  patternProblem,
} from "../../../../lib/core/expression/functions/patterns.ts";
import { functionById } from "../../../../lib/core/expression/functions.ts";
import { STRING } from "../../../../lib/core/expression/types.ts";
import { cpuMs } from "../../../support/cpu-time.ts";
import fc from "../../../support/fast-check.ts";
import { resultOf } from "./evaluation.ts";

// A pattern, and who matches it.
test.each([
  ["^-?\\d{1,15}(\\.\\d{1,6})?$", "RegExp"],
  ["^[A-Za-z0-9._:/-]+$", "RegExp"],
  ["^(?:[A-Z]+-)+\\d$", "RegExp"],
  ["lorem ipsum|todo|tbd", "RegExp"],
  ["insert|invoice", "RegExp"], // two ways, both bounded
  ["(a|b|ab)(c|bcd)(d*)", "automaton"], // not anchored, and no end
  ["^[^@]+@[^@]+\\.[a-z]+$", "automaton"], // a point may belong to either part
  ["^(a+)+$", "automaton"],
  ["^(a|a)*$", "automaton"],
  ["^(a|ab)*$", "automaton"],
  ["^a*a*a*b$", "automaton"],
  ["^(a?){50}a{50}$", "automaton"],
  ["\\d+", "automaton"], // on "111…1x" a search from each digit would read on to the end
  ["(?i)abc", "RegExp"],
  ["(?i)абв", "RE2"], // folded are Latin letters alone
  ["(?i)\\x{FFFD}", "RegExp"],
  ["\\x7F-\\x{9F}", "RegExp"],
  ["\\x{110000}?", "unreadable"],
  ["\\bcat\\b", "automaton"],
  ["^a|b$", "RegExp"], // each alternative has its own anchors
  ["^(EE\\d{9}|NO\\d{9}MVA|RO\\d{2,10})$", "RegExp"],
  ["%s|^undefined$|^null$", "RegExp"],
  ["a(^b|c$)", "automaton"], // anchors within a group
  ["[0-9][0-9 -]{9,}[0-9]", "automaton"],
  ["[a-c]{500}", "RE2"], // more places than we look at
  ["(?:|){500}", "RE2"],
  ["a+?", "RE2"],
  ["(?s).", "RE2"],
  ["\\p{L}", "RE2"],
  ["a\\$", "RegExp"],
  ["", "RegExp"],
])("%s is matched by %s", (pattern, by) => {
  expect(typeof compilePattern(pattern)).toBe(by === "unreadable" ? "string" : "object");
  const ours = linearRegExp(pattern) ? "RegExp" : linearTest(pattern) ? "automaton" : undefined;
  expect(ours ?? (by === "unreadable" ? by : "RE2")).toBe(by);
});

// Where JavaScript's syntax means another thing than RE2's: pattern, text, whether it matches.
test.each([
  ["^\\s$", "\u00a0", false], // RE2's white space is ASCII
  ["^\\s$", "\v", false],
  ["^.$", "\u2028", true], // RE2's point excludes only the line feed
  ["^.$", "\n", false],
  ["^.$", "😀", true],
  ["^[^a]$", "😀", true],
  ["^\\w$", "õ", false],
  ["^a$", "a\n", false],
  ["^\\d$", "٣", false],
  ["[.]", ".", true],
  ["^[\\d-]$", "-", true],
  ["^[a\\]]$", "]", true],
])("%s on %j: %s", (pattern, text, matched) => {
  expect((compilePattern(pattern) as Matcher).test(text)).toBe(matched);
  expect(RE2JS.compile(pattern).test(text)).toBe(matched);
});

const atoms = fc.constantFrom("a", "b", ".", "[ab]", "[^a]", "\\d", "\\s", "-", "\\.", "😀", "1");
const counts = fc.constantFrom("", "", "", "*", "+", "?", "{2}", "{1,3}", "{0,2}", "{2,}");
const { pattern: patterns } = fc.letrec<{ pattern: string; term: string }>((tie) => ({
  term: fc
    .tuple(
      fc.oneof(
        { arbitrary: atoms, weight: 5 },
        { arbitrary: tie("pattern").map((inner) => `(${inner})`), weight: 1 },
      ),
      counts,
    )
    .map(([atom, count]) => atom + count),
  pattern: fc
    .array(fc.array(tie("term"), { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 2 })
    .map((alternatives) => alternatives.map((terms) => terms.join("")).join("|")),
}));
const anchored = fc
  .tuple(fc.constantFrom("", "^"), patterns, fc.constantFrom("", "$"))
  .map((parts) => parts.join(""));
const texts = fc.string({ unit: fc.constantFrom(..."ab1-. \n😀"), maxLength: 12 });

test("a RegExp finds what RE2 finds, first and all", () => {
  let compared = 0;
  fc.assert(
    fc.property(anchored, texts, (pattern, text) => {
      const regExp = linearRegExp(pattern);
      if (!regExp) return;
      compared += 1;
      const re2 = RE2JS.compile(pattern);
      expect(regExp.exec(text)?.[0]).toBe(re2.exec(text)?.[0]);
      const all = (compilePattern(pattern) as Matcher).all(text, 100);
      expect(all).toEqual([...re2.matchAll(text)].map(([match]) => match).filter(Boolean));
    }),
    { numRuns: 3_000 },
  );
  expect(compared).toBeGreaterThan(300);
});

test("a RegExp takes time in proportion to the text, whatever the pattern", () => {
  const hostile = [..."ab1- "].flatMap((unit) => [unit.repeat(20_000), `${unit.repeat(20_000)}\n`]);
  fc.assert(
    fc.property(anchored, (pattern) => {
      const regExp = linearRegExp(pattern);
      const start = cpuMs();
      if (regExp) for (const text of hostile) regExp.test(text);
      expect(cpuMs() - start).toBeLessThan(1_000); // quadratic would take 20 seconds
    }),
    { numRuns: 300 },
  );
});

test.each([
  ["^(a+)+$", "a".repeat(50_000).concat("!")],
  ["(x+x+)+y", "x".repeat(50_000)],
  ["^(\\d+|\\w+)*$", `${"1".repeat(50_000)}!`],
  ["(.*)*b", "a".repeat(50_000)],
])("%s on 50,000 characters is answered at once", (pattern, text) => {
  const start = cpuMs();
  expect((compilePattern(pattern) as Matcher).test(text)).toBe(false);
  expect(cpuMs() - start).toBeLessThan(1_000);
});

// A pattern that no rule may use, and what its author reads.
test.each([
  ["(?=a)", "pattern is not linear: it has look-around"],
  ["(?<!a)b", "pattern is not linear: it has look-around"],
  ["(a)\\1", "pattern is not linear: it has look-around"],
  ["a++", "pattern is not linear"],
  ["[a", "pattern cannot be read: missing closing ]"],
  ["a{2001}", "pattern cannot be read: invalid repeat count"],
  ["(a", "pattern cannot be read: missing closing )"],
  ["a".repeat(patternLengthMax + 1), "pattern has 1001 characters, at most 1000"],
])("%s is refused", (pattern, problem) => {
  expect(patternProblem(pattern)).toContain(problem);
  const row = functionById.get("matches")!;
  expect(resolve(row, [STRING, STRING])).toBeDefined();
  expect(row.check?.([undefined, pattern])).toContain(problem);
  expect(row.check?.([undefined, undefined])).toBeUndefined(); // known only when it is judged
});

test("a pattern from the record that cannot be read is a fault", () => {
  expect(resultOf('"a".matches("a" + "[")')).toBe("fault invalid_argument");
});
