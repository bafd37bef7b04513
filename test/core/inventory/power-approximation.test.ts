import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as normal from "../../../lib/core/expression/functions/normal.ts";
import * as poisson from "../../../lib/core/expression/functions/poisson.ts";
import { powerPoint, powerQuantity } from "../../../lib/core/inventory/reorder-policy.ts";
import { describeOnRealData } from "../../support/real-data.ts";

/** A whole demand of a period: the probability of each number from 0 on. */
type Chances = readonly number[];

const poissonChances = (mean: number): Chances =>
  chancesUpTo(Math.ceil(mean + 12 * Math.sqrt(mean) + 20), (k) => poisson.cumulative(k, mean));

const roundedNormal = (mean: number, deviation: number): Chances =>
  chancesUpTo(Math.ceil(mean + 10 * deviation), (k) =>
    normal.cumulative((k + 0.5 - mean) / deviation),
  );

const chancesUpTo = (last: number, cumulative: (k: number) => number): Chances =>
  Array.from({ length: last + 1 }, (_, k) => cumulative(k) - (k === 0 ? 0 : cumulative(k - 1)));

interface Costs {
  readonly order: number;
  readonly holding: number;
  readonly stockout: number;
}

/**
 * The exact cost of a period under (s, S): what an order costs and a period at each position, weighed
 * by how often it is there between two orders (renewal theory; Zheng and Federgruen 1991).
 */
function costOf(s: number, S: number, chances: Chances, costs: Costs): number {
  const { order, holding, stockout } = costs;
  const periodCost = (stock: number): number =>
    chances.reduce((sum, chance, demand) => {
      const over = stock - demand;
      return sum + chance * (over > 0 ? holding * over : -stockout * over);
    }, 0);
  const visits: number[] = [1 / (1 - (chances[0] ?? 0))];
  for (let j = 1; j < S - s; j++) {
    let sum = 0;
    for (let l = 1; l <= j; l++) sum += (chances[l] ?? 0) * (visits[j - l] ?? 0);
    visits.push(sum * (visits[0] as number));
  }
  const cost = visits.reduce((sum, visit, j) => sum + visit * periodCost(S - j), order);
  return cost / visits.reduce((sum, visit) => sum + visit, 0);
}

describeOnRealData("the exact cost by which the approximation is judged", "inventory", (path) => {
  const lines = readFileSync(join(path, "formula_cases.jsonl"), "utf8").trim().split("\n");
  const cases = lines
    .map((line) => JSON.parse(line) as { function: string; inputs: Inputs; expected: unknown })
    .filter(({ function: name }) => name.startsWith("s_s_") && name.includes("discrete"));
  interface Inputs {
    readonly reorder_point?: number;
    readonly order_up_to_level?: number;
    readonly holding_cost: number;
    readonly stockout_cost: number;
    readonly fixed_cost: number;
    readonly demand_mean: number;
  }

  test("agrees with another library's", () => {
    expect(cases.length).toBe(6);
    for (const { inputs, expected } of cases) {
      const best = Array.isArray(expected) ? (expected as number[]) : undefined;
      const [s, S] = best ?? [inputs.reorder_point!, inputs.order_up_to_level!];
      const costs = {
        order: inputs.fixed_cost,
        holding: inputs.holding_cost,
        stockout: inputs.stockout_cost,
      };
      const cost = costOf(s!, S!, poissonChances(inputs.demand_mean), costs);
      const wanted = best ? best[2]! : (expected as number);
      expect(Math.abs(cost / wanted - 1)).toBeLessThan(1e-6);
    }
  });
});

// Annex A: μ 50, σ 8, K 2.5, h 0.18, p 0.70, no lead time beside the period.
const given: Costs = { order: 2.5, holding: 0.18, stockout: 0.7 };
const demand = roundedNormal(50, 8);
const quantity = powerQuantity({ demand: 50, orderCost: 2.5, holdingCost: 0.18 }, 8);
const plain = powerPoint(quantity, { model: "normal", mean: 50, deviation: 8 }, 0.18, 0.7);
const highest = 50 + normal.quantile(0.7 / 0.88) * 8;

test("the quantity is below one and a half of a period's demand, where the correction holds", () => {
  expect(quantity / 50).toBeCloseTo(0.68, 2);
  expect([plain, plain + quantity]).toEqual([
    expect.closeTo(40.19461695647407, 8),
    expect.closeTo(74.29017010980579, 8),
  ]);
  expect(highest).toBeCloseTo(56.604, 3);
});

// What the errata (b6) say that the plain approximation costs, and the corrected one.
test.each([
  ["the plain approximation", 40, 74, 6.8],
  ["the corrected one", 40, 57, 4.5],
  ["the best there is", 45, 57, 4.5],
])("%s, (%d, %d), costs %d a period", (_, s, S, cost) => {
  expect(costOf(s, S, demand, given)).toBeCloseTo(cost, 1);
});

test("the correction costs hardly more than the best policy, the plain approximation half as much again", () => {
  const best = costOf(45, 57, demand, given);
  for (let s = 30; s < 60; s++)
    for (let S = s + 1; S < 90; S++)
      expect(costOf(s, S, demand, given)).toBeGreaterThanOrEqual(best * (1 - 1e-9));
  const corrected = costOf(
    Math.round(Math.min(plain, highest)),
    Math.round(highest),
    demand,
    given,
  );
  expect(corrected / best).toBeLessThan(1.01);
  const uncorrected = costOf(Math.round(plain), Math.round(plain + quantity), demand, given);
  expect(uncorrected / best).toBeGreaterThan(1.5);
});
