import { describe, expect, test } from "@jest/globals";
import {
  addInteger,
  addNumber,
  addRange,
  blockSize,
  noNumbers,
  sizeOf,
} from "../../../lib/core/expression/number-set.ts";
import {
  countWithin,
  endsOf,
  gapsOf,
  ordered,
  unionOf,
  without,
} from "../../../lib/core/expression/number-set-gaps.ts";
import {
  addText,
  numbersOfText,
  parseRange,
  textOfNumbers,
} from "../../../lib/core/expression/number-set-text.ts";
import fc, { tries } from "../../support/fast-check.ts";

const params = { numRuns: tries(1000) };

/** Numbers around the ends of blocks, close together, so that ranges and gaps come about. */
const numbers = fc.array(
  fc
    .tuple(fc.constantFrom(-4096, 0, 4090, 8192, 2 ** 40), fc.integer({ min: -20, max: 20 }))
    .map(([base, more]) => BigInt(base + more)),
  { maxLength: 60 },
);
const span = fc
  .tuple(fc.integer({ min: -4200, max: 9000 }), fc.integer({ min: -5, max: 9000 }))
  .map(([from, length]) => [BigInt(from), BigInt(from + length)] as const);

function setOf(members: Iterable<bigint>) {
  const set = noNumbers();
  for (const member of members) addNumber(set, member);
  return set;
}

const isIn = (from: bigint, to: bigint) => (n: bigint) => from <= n && n <= to;

describe("a set of numbers is what a Set is", () => {
  test("in its size, its ends and how many lie within a range", () => {
    fc.assert(
      fc.property(numbers, span, (members, [from, to]) => {
        const plain = [...new Set(members)].sort((a, b) => (a < b ? -1 : 1));
        const set = ordered(setOf(members));
        expect(set.size).toBe(plain.length);
        expect(endsOf(set)).toEqual(plain.length === 0 ? undefined : [plain[0], plain.at(-1)]);
        expect(countWithin(set, [from, to])).toBe(plain.filter(isIn(from, to)).length);
      }),
      params,
    );
  });

  test("in the ranges that are not in it", () => {
    fc.assert(
      fc.property(numbers, span, (members, [from, to]) => {
        const used = new Set(members);
        const gaps = [...gapsOf(ordered(setOf(members)), [from, to], () => true)];
        const unused: bigint[] = [];
        for (let n = from; n <= to; n++) if (!used.has(n)) unused.push(n);
        expect(gaps.flatMap(numbersIn)).toEqual(unused);
        // The longest ranges: two of them never touch.
        for (const [i, gap] of gaps.entries())
          expect(gap[0] > (gaps[i - 1]?.[1] ?? -(2n ** 60n)) + 1n).toBe(true);
      }),
      params,
    );
  });

  test("whichever way numbers came into it, its text is the same and gives it back", () => {
    fc.assert(
      fc.property(numbers, fc.array(span, { maxLength: 3 }), fc.nat(), (members, ranges, turn) => {
        const one = setOf(members);
        for (const [from, to] of ranges) if (from <= to) addRange(one, from, to);
        const other = noNumbers();
        addText(other, textOfNumbers(one));
        expect(textOfNumbers(other)).toBe(textOfNumbers(one));
        const each = ranges.flatMap(numbersIn).concat(members);
        const third = noNumbers();
        for (const [i] of each.entries()) addInteger(third, Number(each[(i + turn) % each.length]));
        expect(textOfNumbers(third)).toBe(textOfNumbers(one));
        expect(sizeOf(third)).toBe(new Set(each).size);
      }),
      params,
    );
  });

  test("ranges without other ranges", () => {
    fc.assert(
      fc.property(span, fc.array(span, { maxLength: 6 }), ([from, to], others) => {
        const left = [...without([from, to], unionOf(others))];
        const expected = numbersIn([from, to]).filter(
          (n) => !others.some(([a, b]) => isIn(a, b)(n)),
        );
        expect(left.flatMap(numbersIn)).toEqual(expected);
      }),
      { numRuns: Math.min(params.numRuns, 100) },
    );
  });
});

const numbersIn = ([from, to]: readonly [bigint, bigint]): bigint[] => {
  const all: bigint[] = [];
  for (let n = from; n <= to; n++) all.push(n);
  return all;
};

test("blocks of which every second number is used are written by their bits", () => {
  const set = noNumbers();
  for (let n = 0; n < 4 * blockSize; n += 2) addInteger(set, n);
  const text = textOfNumbers(set);
  expect(text.length).toBeLessThan(4 * 1100);
  expect(textOfNumbers(numbersOfText(text))).toBe(text);
});

test.each([[2n ** 63n - 1n], [-(2n ** 63n)], [2n ** 53n + 1n]])("%s is kept exactly", (number) => {
  const set = setOf([number]);
  expect(textOfNumbers(set)).toBe(String(number));
  expect(endsOf(ordered(set))).toEqual([number, number]);
});

test.each([
  ["7", [7n, 7n]],
  [" 7-9 ", [7n, 9n]],
  ["-9--7", [-9n, -7n]],
  ["9-7", undefined],
  ["7-", undefined],
  ["1234567890123456789", undefined], // beyond 18 digits
  ["", undefined],
])("'%s' as a range", (text, range) => {
  expect(parseRange(text)).toEqual(range);
});

test("fifty million numbers in a row fit, and what is missing among them is found", () => {
  const set = noNumbers();
  addText(set, "1-30000000,30000002-50000000");
  expect(set.blocks.size).toBe(12_208);
  expect(textOfNumbers(set)).toBe("1-30000000,30000002-50000000");
  expect([...gapsOf(ordered(set), [0n, 50_000_002n], () => true)]).toEqual([
    [0n, 0n],
    [30_000_001n, 30_000_001n],
    [50_000_001n, 50_000_002n],
  ]);
});
