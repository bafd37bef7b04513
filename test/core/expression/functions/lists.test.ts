import { fault, missing } from "../../../../lib/core/expression/fault.ts";
import { functionById, functions } from "../../../../lib/core/expression/functions.ts";
import type { Value } from "../../../../lib/core/expression/value.ts";
import fc from "../../../support/fast-check.ts";
import { resultOf, run, withFuel } from "./evaluation.ts";

const absent = missing("record.lines[1].net");
const broken = fault("ill_typed", "record.lines[2].net is true, not a decimal");

/** Lists that a function looks into: one parameter, or with arguments that fit beside it. */
const beside: Readonly<Record<string, readonly Value[]>> = {
  indexOf: [1n],
  avg: [2n],
  quantile: [{ units: 5n, scale: 1 }, 2n],
  rebase: [[{ units: 5n, scale: 1 }], 2n],
  diff: [[1n]],
  intersect: [[1n]],
  subset: [[1n]],
  sameItems: [[1n]],
  discreteQuantile: [[1], 0.5],
  fefoUnsold: [[1n], { units: 1n, scale: 0 }],
};
const looking = functions
  .filter((row) => row.params[0]?.kind === "list")
  .map((row) => row.id)
  .filter((id) => !/^(size|count|first|last|contains|concat|join|groupSum|uncoveredDays)/.test(id));

describe("a function of a list gives the worst of what is wrong with its elements", () => {
  test.each(looking)("%s", (id) => {
    const others = beside[id] ?? [];
    expect(run(id, [absent, broken, absent], ...others)).toBe(broken);
    expect(run(id, [absent], ...others)).toBe(absent);
  });

  test("whichever of two lists it is in", () => {
    expect(run("discreteQuantile", [absent], [broken], 0.5)).toBe(broken);
    expect(run("fefoUnsold", [absent], [broken], { units: 1n, scale: 0 })).toBe(broken);
    expect(run("diff", [1n], [absent])).toBe(absent);
    expect(run("groupSum", ["a"], [broken])).toBe(broken);
    expect(run("groupSum", [absent], [1n])).toBe(absent);
  });
});

test("what needs no elements does not mind them", () => {
  expect(run("size", [absent, broken])).toBe(2n);
  expect(run("count", [absent])).toBe(1n);
  expect(run("concat", [absent], [1n])).toEqual([absent, 1n]);
  expect(run("first", [1n, broken])).toBe(1n);
  expect(run("last", [1n, broken])).toBe(broken);
});

test("an element that is found absorbs what is wrong with others, as `exists` does", () => {
  expect(run("contains", [absent, broken, 2n], 2n)).toBe(true);
  expect(run("contains", [absent, broken, 2n], 3n)).toBe(broken);
});

// Equality is by value, and order is that of values.
test.each([
  ["sum([1, 2, 3])", "6"],
  ["sum([0.1, 0.2])", "0.3"], // doubles say 0.30000000000000004
  ["sum([1, 2.50])", "3.50"],
  ["sum([9223372036854775807, 1])", "fault overflow"],
  ["sum([9223372036854775807, 1, -1])", "9223372036854775807"], // only the sum counts
  ["min([3, 1, 2])", "1"],
  ['max(["a", "ä", "z"])', "ä"],
  ['max(["\\uFFFF", "😀"])', "😀"], // by code point, not by UTF-16 unit
  ['min([date("2026-02-01"), date("2026-01-31")])', "2026-01-31"],
  ["avg([0.01, 0.02], 2)", "0.02"], // 0.015, halves away
  ["unique([1, 1.0])", "false"],
  ["unique([true, false])", "true"],
  ["distinctCount([1.00, 1, 2])", "2"],
  ["distinct([1.00, 1])", "[1.00]"],
  ["isSorted([1, 1.0, 2])", "true"],
  ["isSorted([])", "true"],
  ["indexOf([1.50, 2], 1.5)", "0"],
  ["diff([1, 1, 2], [2])", "[1, 1]"],
  ["subset([], [])", "true"],
  ["sameItems([1.0, 2], [2, 1])", "true"],
  ["ranges([3, 1, 2, 2, 9])", "[1-3, 9]"],
  ["ranges([-2, -1])", "[-2--1]"],
  ["ranges([])", "[]"],
  ['groupSum(["a", "b", "a"], [0.10, 1, 0.2])["a"]', "0.30"],
  ['groupSum(["a"], [1, 2])["a"]', "fault invalid_argument"],
  ['groupSum(["__proto__", "__proto__"], [1, 2])["__proto__"]', "3"],
  ['keys(groupCount(["constructor", "a"]))', "[constructor, a]"],
])("%s is %s", (expression, result) => {
  expect(resultOf(expression)).toBe(result);
});

test("a sum does not depend on the order of its elements", () => {
  const decimals = fc.record({ units: fc.bigInt(-1_000_000n, 1_000_000n), scale: fc.nat(6) });
  const property = fc.property(fc.array(decimals), (list) => {
    expect(run("sum.decimal", [...list].reverse())).toEqual(run("sum.decimal", list));
  });
  fc.assert(property);
});

test("sets keep their laws", () => {
  const lists = fc.array(fc.bigInt(0n, 8n), { maxLength: 10 });
  const property = fc.property(lists, lists, (a, b) => {
    const [only, both] = [run("diff", a, b), run("intersect", a, b)] as bigint[][];
    expect([...only!, ...both!].sort()).toEqual([...a].sort());
    expect(run("subset", both!, b)).toBe(true);
    expect(run("sameItems", a, [...a].reverse())).toBe(true);
    expect(run("subset", a, b)).toBe(only!.length === 0);
  });
  fc.assert(property);
});

test("ranges name every number once", () => {
  const property = fc.property(fc.array(fc.bigInt(0n, 30n)), (list) => {
    const named = (run("ranges", list) as string[]).flatMap((range) => {
      const [from, to = from] = range.split("-").map(Number);
      return Array.from({ length: to! - from! + 1 }, (_, i) => from! + i);
    });
    expect(named).toEqual([...new Set(list.map(Number))].sort((a, b) => a - b));
  });
  fc.assert(property);
});

test("a list costs a step an element, and without steps it is a fault", () => {
  const list = Array.from({ length: 1_000 }, (_, i) => BigInt(i));
  const sum = functionById.get("sum")!;
  expect(sum.run([list], withFuel(1_000))).toBe(499_500n);
  expect(sum.run([list], withFuel(999))).toMatchObject({ code: "budget" });
});
