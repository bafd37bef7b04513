import { simulate } from "../../bench/customer-amounts/simulate.ts";

const customers = 300;

/** Shares of a hundred: false alarms at most, ten times too much and a tenth caught at least. */
test.each([
  ["BIL-53", 6, 0.4, 2, 75],
  // By the specification's score 8.5 % were held here, and next to no bill ten times too small found.
  ["BIL-53", 6, 1, 5, 20],
  ["BIL-53", 24, 0.4, 2, 90],
  ["BIL-53", 24, 1, 2, 15],
  ["BIL-54", 3, 0.4, 1, 30],
  ["BIL-54", 5, 0.7, 1, 30],
  ["BIL-54", 5, 1, 2, 20],
] as const)(
  "%s on %i periods, CV %d: at most %d %% false, at least %d %% caught",
  (rule, periods, spread, alarmsMax, caughtMin) => {
    const { falseAlarms, tenTimes, aTenth } = simulate(rule, periods, spread, customers);
    expect(falseAlarms).toBeLessThanOrEqual(alarmsMax);
    expect(tenTimes).toBeGreaterThanOrEqual(caughtMin);
    expect(aTenth).toBeGreaterThanOrEqual(caughtMin);
  },
);
