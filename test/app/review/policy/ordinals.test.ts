import {
  countOrdinals,
  eachOrdinal,
  formatOrdinals,
  hasOrdinals,
  ordinalsOf,
  ordinalsUpTo,
  parseOrdinals,
  splitOrdinals,
  withoutOrdinals,
} from "../../../../lib/app/review/policy/ordinals.ts";
import fc, { tries } from "../../../support/fast-check.ts";

const params = { numRuns: tries(1000) };

// A text, and the one text of the same ordinals.
test.each([
  ["0", "0"],
  ["0-41,57", "0-41,57"],
  ["57,0-41", "0-41,57"],
  ["0-3,2-5,6", "0-6"],
  [" 1 , 3 ", "1,3"],
  ["007", "7"],
  ["4-4", "4"],
])("%j is %s", (text, canonical) => {
  expect(formatOrdinals(parseOrdinals(text))).toBe(canonical);
});

test.each(["", ",", "1,", "a", "-1", "1-", "3-1", "1--2", "1.5", "1e3", "1000000000", "1;2", "٣"])(
  "%j is no list of ordinals",
  (text) => {
    expect(() => parseOrdinals(text)).toThrow(/is no range of ordinals: write such as 0-41,57/);
  },
);

test("a text of more than 20,000 characters is not read", () => {
  expect(() => parseOrdinals("1,".repeat(10_001))).toThrow("at most 20000 are read");
  expect(countOrdinals(parseOrdinals(`${"1,".repeat(9_999)}10`))).toBe(2);
  expect(() => parseOrdinals(`${"1,".repeat(9_999)}100`)).toThrow("has 20001 characters");
});

test.each([
  ["0-9", "3-4", "0-2,5-9"],
  ["0-9", "0-9", ""],
  ["0-2,5-9", "2,5", "0-1,6-9"],
  ["7", "7", ""],
])("from %s take %s: %s is left", (whole, part, rest) => {
  const split = splitOrdinals(parseOrdinals(whole), parseOrdinals(part));
  expect([formatOrdinals(split.taken), formatOrdinals(split.rest)]).toEqual([part, rest]);
});

test("what is not in the case is told, and nothing is nothing to take", () => {
  expect(() => splitOrdinals(parseOrdinals("0-2,5"), parseOrdinals("2-4"))).toThrow(
    "3-4 is not in this case, which has 0-2,5",
  );
  expect(() => splitOrdinals(parseOrdinals("0-2"), [])).toThrow("names no violation");
});

test("as sets: whatever ranges, cutting gives what sets give", () => {
  const sets = fc.array(fc.nat(40), { maxLength: 25 });
  fc.assert(
    fc.property(sets, sets, (a, b) => {
      const [whole, part] = [ordinalsOf(a), ordinalsOf(b)];
      const left = new Set(a.filter((one) => !b.includes(one)));
      expect([...eachOrdinal(withoutOrdinals(whole, part))]).toEqual(
        [...left].sort((x, y) => x - y),
      );
      expect(countOrdinals(whole)).toBe(new Set(a).size);
      expect(hasOrdinals(whole, part)).toBe(b.every((one) => a.includes(one)));
      if (a.length > 0) expect(parseOrdinals(formatOrdinals(whole))).toEqual(whole);
    }),
    params,
  );
});

test("thousands of ranges are cut in one pass", () => {
  const odd = ordinalsOf(Array.from({ length: 200_000 }, (_, n) => 2 * n + 1));
  expect(countOrdinals(withoutOrdinals(ordinalsUpTo(400_001), odd))).toBe(200_001);
});
