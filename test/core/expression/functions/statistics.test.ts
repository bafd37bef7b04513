import {
  add,
  compare,
  type Decimal,
  decimal,
  multiply,
  round,
} from "../../../../lib/core/expression/decimal.ts";
import fc from "../../../support/fast-check.ts";
import { resultOf, run } from "./evaluation.ts";

/** Eight months of one customer's net amounts. */
const months = "[42.10, 41.80, 43.00, 42.50, 40.90, 42.20, 44.00, 42.60]";

test.each([
  [`median(${months})`, "42.35"],
  [`mad(${months})`, "0.40"],
  [`robustScore(62.00, ${months}, quot(median(${months}), 20, 4))`, "6.2592"],
  [`robustScore(65.00, ${months}, quot(median(${months}), 20, 4))`, "7.2148"],
  [`robustScore(35.00, ${months}, 1)`, "-4.9576"],
  ["robustScore(10, [5, 5, 5, 5, 5, 5], 0.25)", "13.4900"], // all equal: the floor decides
  ["robustScore(10, [], 1)", "missing"],
  ["median([1.5])", "1.5"],
  ["median([0.01, 0.02])", "0.015"],
  ["mad([1, 1, 1])", "0"],
  ["mad([])", "missing"],
  ["quantile([1, 2, 3, 4, 5], 0.95, 2)", "4.80"],
  ["quantile([3], 0.5, 0)", "3"],
  ["quantile([1, 2], 0, 1)", "1.0"],
  ["quantile([1, 2], 1, 1)", "2.0"],
  ["quantile([], 0.5, 1)", "missing"],
  ["quantile([1], 1.01, 1)", "fault out_of_range"],
  ["quantile([1], -0.01, 1)", "fault out_of_range"],
])("%s is %s", (expression, result) => {
  expect(resultOf(expression)).toBe(result);
});

const values = fc.record({ units: fc.bigInt(-10_000n, 10_000n), scale: fc.nat(3) });
const lists = fc.array(values, { minLength: 1, maxLength: 15 });

test("half of a list lies on either side of its median", () => {
  const property = fc.property(lists, (list) => {
    const median = run("median", list) as Decimal;
    const below = list.filter((value) => compare(value, median) < 0).length;
    const above = list.filter((value) => compare(value, median) > 0).length;
    expect(Math.max(below, above) * 2).toBeLessThanOrEqual(list.length);
    expect(compare(run("quantile", list, decimal(5n, 1), 4n) as Decimal, median)).toBe(0);
  });
  fc.assert(property, { numRuns: 300 });
});

test("what is added to all moves the median and not the spread", () => {
  const property = fc.property(lists, fc.bigInt(-1_000n, 1_000n), (list, shift) => {
    const moved = list.map(({ units, scale }) => ({
      units: units + shift * 10n ** BigInt(scale),
      scale,
    }));
    expect(compare(run("mad", moved) as Decimal, run("mad", list) as Decimal)).toBe(0);
  });
  fc.assert(property, { numRuns: 300 });
});

test("figures before announced changes stand at the level after them, whatever the changes", () => {
  const percents = fc.array(fc.bigInt(-9_900n, 30_000n), { minLength: 1, maxLength: 24 });
  const property = fc.property(percents, (hundredths) => {
    const changes = hundredths.map((units) => decimal(units, 2));
    // A price of 1 that follows each change exactly, as exact as it comes.
    let price = decimal(1n, 0);
    const prices = changes.map((change) => {
      price = multiply(price, multiply(add(decimal(100n, 0), change), decimal(1n, 2)));
      return price;
    });
    const last = prices.at(-1) as Decimal;
    const rebased = run("rebase", prices, changes, 6n) as readonly Decimal[];
    for (const value of rebased) expect(compare(value, round(last, 6))).toBe(0);
  });
  fc.assert(property, { numRuns: 300 });
});
