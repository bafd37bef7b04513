import { RE2JS } from "re2js";
import { linearTest } from "../../lib/core/expression/functions/linear-automaton.ts";
import { agrees } from "../core/expression/functions/against-re2.ts";
import fc, { tries } from "../support/fast-check.ts";
import { packNamed, packNames } from "./packs.ts";

const patternsOf = (value: unknown, found: Set<string>): Set<string> => {
  if (value === null || typeof value !== "object") return found;
  const { fn, args } = value as { fn?: unknown; args?: readonly { value?: unknown }[] };
  const pattern = args?.[1]?.value;
  if (/^(matches|firstMatch|allMatches)$/.test(String(fn)) && typeof pattern === "string")
    found.add(pattern);
  for (const part of Object.values(value)) patternsOf(part, found);
  return found;
};

const shipped = packNames.map((name) => packNamed(name).plan.rules);
const shippedPatterns = [...patternsOf(shipped, new Set())];

/** Texts near a pattern: of its own words, in either case, with what is strange in between. */
const textsNear = (pattern: string): fc.Arbitrary<string> => {
  const words = pattern.match(/[\p{L}\d]+|[^\\]/gu) ?? [];
  const own = fc.constantFrom("", ...words);
  const strange = fc.constantFrom(
    ..." \n\t-_.1a\u00a0\u0085\u0301ſ\u212aıİõ№😀\u{fffd}",
    "\ud83d",
    "\ude00",
  );
  const part = fc.oneof(
    { arbitrary: own, weight: 6 },
    { arbitrary: own.map((word) => word.toUpperCase()), weight: 2 },
    { arbitrary: strange, weight: 3 },
    { arbitrary: fc.string({ unit: "binary", maxLength: 3 }), weight: 1 },
    { arbitrary: own.chain((word) => fc.nat(12).map((times) => word.repeat(times))), weight: 1 },
  );
  return fc.array(part, { maxLength: 10 }).map((parts) => parts.join(""));
};

test("of each shipped pattern we say what RE2 says", () => {
  expect(shippedPatterns.length).toBeGreaterThan(80);
  let matching = 0;
  for (const pattern of shippedPatterns) {
    const re2 = RE2JS.compile(pattern);
    fc.assert(
      fc.property(textsNear(pattern), (text) => {
        if (agrees(pattern, text, re2)) matching += 1;
      }),
      { numRuns: tries(40) },
    );
  }
  expect(matching).toBeGreaterThan(3 * shippedPatterns.length);
});

test("of shipped patterns, RE2 alone sees to those that name properties of Unicode or turn on a flag within", () => {
  const left = shippedPatterns.filter((pattern) => !linearTest(pattern));
  expect(left.filter((pattern) => !/\\p|\(\?i:/.test(pattern))).toEqual([]);
  expect(left.length).toBeLessThan(shippedPatterns.length / 3);
});
