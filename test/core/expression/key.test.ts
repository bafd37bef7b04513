import { compositeKey, keyText } from "../../../lib/core/expression/key.ts";
import { parseDate, parseInstant } from "../../../lib/core/expression/time.ts";
import {
  BOOL,
  DATE,
  decimalOf,
  INSTANT,
  INT,
  STRING,
  type Type,
} from "../../../lib/core/expression/types.ts";
import type { Value } from "../../../lib/core/expression/value.ts";
import fc from "../../support/fast-check.ts";
import { resultOf } from "./functions/evaluation.ts";

// A value, its type, and its text in keys.
test.each([
  [{ units: 2400n, scale: 2 }, decimalOf(6), "24"],
  [{ units: -50n, scale: 2 }, decimalOf(6), "-0.5"],
  [{ units: 0n, scale: 2 }, decimalOf(6), "0"],
  [7n, INT, "7"],
  [true, BOOL, "true"],
  ["o\u0303", STRING, "õ"], // composed
  [parseDate("2026-01-31")!, DATE, "2026-01-31"],
  [parseInstant("2026-01-31T12:00:00+02:00")!, INSTANT, "2026-01-31T10:00:00Z"],
] as readonly (readonly [Value, Type, string])[])("%j of %j is %s", (value, type, text) => {
  expect(keyText(value, type)).toBe(text);
});

test.each([
  ['key("A-1")', "A-1"],
  ['key("a|b\\\\c")', "a\\|b\\\\c"], // one part is escaped as well
  ['key("a", 1, 2.50, date("2026-01-31"), true, "")', "a|1|2.5|2026-01-31|true|"],
  ["key(24) == key(24.00)", "true"],
  ['key("a", "b") == key("a|b")', "false"],
])("%s is %s", (expression, result) => {
  expect(resultOf(expression)).toBe(result);
});

const parts = fc.array(fc.string({ unit: fc.constantFrom(..."ab|\\") }), {
  minLength: 1,
  maxLength: 6,
});

test("two lists of parts have one key only if they are the same", () => {
  const property = fc.property(parts, parts, (a, b) => {
    expect(compositeKey(a) === compositeKey(b)).toBe(JSON.stringify(a) === JSON.stringify(b));
  });
  fc.assert(property, { numRuns: 5_000 });
});
