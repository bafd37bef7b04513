import { judgeSmall } from "../../support/small-engine.ts";

const ruleset = { rules: [{ must: "record.number != ''" }] };
const heldBy = (run: Parameters<typeof judgeSmall>[2]) => {
  const { verdict, violations } = judgeSmall(ruleset, [{}], run);
  return [verdict, ...violations.map(({ rule, at, note }) => `${rule} ${at} ${note}`)];
};

// A run header, and what the engine says of it.
test.each([
  [{ total: "1.00", count: 3 }, ["pass"]],
  [{ total: null }, ["pass"]], // absent: for rules to miss
  [{ colour: "red" }, ["pass"]], // what no shape knows is the sender's own
  [{ total: "one" }, ["hold", expect.stringContaining("schema /run/total found")]],
  [{ count: 1.5, period: 7 }, ["hold", expect.any(String), expect.any(String)]],
])("the run header %j: %j", (run, expected) => {
  expect(heldBy({ run })).toEqual(expected);
});

test("a submission without a run header holds for no header", () => {
  expect(heldBy({})).toEqual(["pass"]);
});
