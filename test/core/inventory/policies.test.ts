import { baseStockCosts, bestBaseStock } from "../../../lib/core/inventory/base-stock.ts";
import { coverage, type Demand, shortfall, stockFor } from "../../../lib/core/inventory/demand.ts";
import {
  discountedCost,
  discountedQuantity,
  economicQuantity,
  lotCost,
} from "../../../lib/core/inventory/order-quantity.ts";
import {
  bestPoint,
  bestQuantity,
  fillRate,
  pointForFill,
  policyCost,
} from "../../../lib/core/inventory/reorder-policy.ts";
import fc from "../../support/fast-check.ts";
import { resultOf } from "../expression/functions/evaluation.ts";

// Annex A.2 of the domain specification, as the functions of rules give it.
test.each([
  // INV-05: D 20, σ 6, L 9, σL 2, 95 %
  ["toDecimal(normalQuantile(real(0.95)) * sqrt(9 * 36 + 400 * 4), 2)", "72.15"],
  ['toDecimal(demandQuantile("normal", real(0.95), 180, sqrt(9 * 36 + 400 * 4)), 2)', "252.15"],
  // INV-07: the plain approximation; the rule corrects it
  [
    "toDecimal(powerPoint(powerQuantity(50, real(2.5), real(0.18), 8), 50, 8, real(0.18), real(0.70)), 2)",
    "40.19",
  ],
  [
    "toDecimal(powerPoint(powerQuantity(50, real(2.5), real(0.18), 8), 50, 8, real(0.18), real(0.70)) + powerQuantity(50, real(2.5), real(0.18), 8), 2)",
    "74.29",
  ],
  // INV-08
  ["toDecimal(eoq(1300, 8, real(0.225)), 2)", "304.05"],
  ["toDecimal(lotCost(eoq(1300, 8, real(0.225)), 1300, 8, real(0.225)), 2)", "68.41"],
  // INV-09
  ["toDecimal(criticalRatio(real(0.70), real(0.18)), 4)", "0.7955"],
  ['toDecimal(demandQuantile("normal", criticalRatio(real(0.70), real(0.18)), 50, 8), 2)', "56.60"],
  // INV-11: 1 − h·T/p with h 10, T 10/73 of a year, p 54; a bound for cycles only (errata b7)
  ["toDecimal(real(1.0) - real(10) * real(10) * pow(73, -1) * pow(54, -1), 3)", "0.975"],
  // INV-15: m = 3.2
  ["toDecimal(poissonCdf(3, real(3.2)), 4)", "0.6025"],
  ["toDecimal(poissonCdf(5, real(3.2)), 4)", "0.8946"],
  ["toDecimal(poissonCdf(6, real(3.2)), 4)", "0.9554"],
  ["toDecimal(poissonLoss(7, real(3.2)), 4)", "0.0250"],
  ["poissonQuantile(real(0.95), real(3.2)) + 1", "7"],
  // INV-16 (errata b5): 447 with the specification's tenth on top
  ["toDecimal(expectedFailures(4200, real(0.017), 8, real(0.1)) * real(1.1), 0)", "447"],
])("%s is %s", (expression, result) => {
  expect(resultOf(expression)).toBe(result);
});

test.each([
  // Nothing moves, so all stays.
  ["fefoUnsold([3, 4], [10, 20], 0)", "[3, 4]"],
  // The first takes the demand of its days, the second what is left of its own.
  ["fefoUnsold([30, 30], [10, 20], 2)", "[10, 10]"],
  // Whatever their order, the first to expire goes first.
  ["fefoUnsold([30, 30], [20, 10], 2)", "[10, 10]"],
  // What is over already sells nothing, and takes nothing from the others.
  ["fefoUnsold([5, 10], [-3, 5], 2)", "[5, 0]"],
  ["fefoUnsold([10], [4], 2.5)", "[0]"],
  ["fefoUnsold([10, 1], [4], 1)", "fault invalid_argument"],
  ["fefoUnsold([-1], [4], 1)", "fault invalid_argument"],
  // No demand, no division: nothing is wanted, nothing is short.
  ['toDecimal(rqCost("poisson", 2, 1, 0, 15, 10, 54, 0, 0), 2)', "30.00"],
  ['toDecimal(demandLoss("normal", 12, 10, 0), 2)', "0.00"],
  ['toDecimal(fillPoint("normal", real(0.95), 100, 40, 0), 2)', "35.00"],
  ['rqQuantity("normal", 100, 8, 0, 5, 10, 3)', "fault invalid_argument"],
  ['rqPoint("normal", 0, 100, 1, 5, 10, 3)', "fault out_of_range"],
  ['demandQuantile("normal", 1, 10, 3)', "fault out_of_range"],
  ['demandLoss("poisson", 1, 200000000, 0)', "fault out_of_range"],
  ['newsvendorCost("poisson", real(6.5), 1, 1, 6, 0)', "fault invalid_argument"],
  [
    "discreteQuantile([real(2), real(1)], [real(0.5), real(0.5)], real(0.5))",
    "fault invalid_argument",
  ],
  ["discreteLoss(0, [real(2)], [real(0.9)])", "fault invalid_argument"],
  ["expectedFailures(10, 1, 2, 1)", "fault out_of_range"],
  ["expectedFailures(10, 1, 3, 0) == real(30)", "true"],
])("%s gives %s", (expression, result) => {
  expect(resultOf(expression)).toBe(result);
});

const means = fc.double({ min: 0.05, max: 400, noNaN: true });
const models = fc.constantFrom("normal" as const, "poisson" as const, "lognormal" as const);
const demands: fc.Arbitrary<Demand> = fc
  .tuple(models, means, fc.double({ min: 0.1, max: 0.4, noNaN: true }))
  .map(([model, mean, cv]) => ({ model, mean, deviation: mean * cv }));
const chances = fc.double({ min: 0.001, max: 0.999, noNaN: true });
const costs = fc.record({
  demand: fc.double({ min: 1, max: 5_000, noNaN: true }),
  orderCost: fc.double({ min: 1, max: 200, noNaN: true }),
  holdingCost: fc.double({ min: 0.1, max: 20, noNaN: true }),
  stockoutCost: fc.double({ min: 5, max: 300, noNaN: true }),
});
const runs = { numRuns: 200 };

test("a stock for a probability covers it, and hardly less does not", () => {
  fc.assert(
    fc.property(demands, chances, (demand, p) => {
      const stock = stockFor(demand, p);
      const less = demand.model === "poisson" ? stock - 1 : stock - 1e-6 * demand.mean;
      expect(coverage(demand, stock)).toBeGreaterThanOrEqual(p - 1e-12);
      expect(coverage(demand, less)).toBeLessThan(p);
    }),
    runs,
  );
});

test("a shortfall falls by the chance of running short", () => {
  fc.assert(
    fc.property(demands, chances, (demand, p) => {
      const stock = Math.max(1, stockFor(demand, p));
      const step = demand.model === "poisson" ? 0.25 : 1e-4 * demand.mean;
      const from = demand.model === "poisson" ? stock : stock - step / 2;
      const drop = (shortfall(demand, from) - shortfall(demand, from + step)) / step;
      expect(drop).toBeCloseTo(1 - coverage(demand, stock), 5);
    }),
    runs,
  );
});

test("a point for a fill rate reaches it, and hardly less does not", () => {
  fc.assert(
    fc.property(demands, chances, fc.integer({ min: 1, max: 500 }), (lead, target, quantity) => {
      const point = pointForFill(lead, target, quantity);
      const less = lead.model === "poisson" ? point - 1 : point - 1e-6 * (lead.mean + quantity);
      expect(fillRate(lead, point, quantity)).toBeGreaterThanOrEqual(target);
      expect(fillRate(lead, less, quantity)).toBeLessThan(target);
    }),
    runs,
  );
});

test("no neighbour of the best reorder point costs less", () => {
  fc.assert(
    fc.property(demands, costs, fc.integer({ min: 1, max: 200 }), (lead, given, quantity) => {
      // Where shortage is cheaper than holding, half of the cycles run short, and no more.
      fc.pre(given.holdingCost * quantity < 0.4 * given.stockoutCost * given.demand);
      const best = bestPoint(lead, quantity, given);
      const step = lead.model === "poisson" ? 1 : lead.mean / 50;
      const cost = policyCost(lead, best, quantity, given);
      for (const other of [best - step, best + step])
        if (other - lead.mean + quantity / 2 > 0)
          expect(policyCost(lead, other, quantity, given)).toBeGreaterThanOrEqual(
            cost * (1 - 1e-9),
          );
    }),
    runs,
  );
});

test("the best point of a small lot may lie below the median of the demand", () => {
  const lead: Demand = { model: "poisson", mean: 29.667333138221235, deviation: 0 };
  const given = { demand: 1, orderCost: 1, holdingCost: 2.785515985138564, stockoutCost: 43.09616 };
  expect(stockFor(lead, 0.5)).toBe(30);
  expect(bestPoint(lead, 6, given)).toBe(28);
});

test("no other quantity costs less than the best, each with its best reorder point", () => {
  fc.assert(
    fc.property(means, fc.double({ min: 0.1, max: 0.4 }), costs, (mean, cv, given) => {
      const lead: Demand = { model: "normal", mean, deviation: mean * cv };
      const best = bestQuantity(lead, given);
      fc.pre(given.holdingCost * best * 1.3 < 0.5 * given.stockoutCost * given.demand);
      const costOf = (quantity: number): number =>
        policyCost(lead, bestPoint(lead, quantity, given), quantity, given);
      for (const factor of [0.8, 0.95, 1.05, 1.25])
        expect(costOf(best * factor)).toBeGreaterThanOrEqual(costOf(best) * (1 - 1e-9));
    }),
    runs,
  );
});

test("no other base stock costs less than the best", () => {
  fc.assert(
    fc.property(means, costs, (mean, given) => {
      const costOf = (stock: number): number => {
        const { holding, shortage } = baseStockCosts(stock, mean, given);
        return holding + shortage;
      };
      const best = bestBaseStock(mean, given);
      const least = costOf(best) * (1 - 1e-9);
      for (let stock = 0; stock < mean * 3 + 30; stock++)
        expect(costOf(stock)).toBeGreaterThanOrEqual(least);
    }),
    runs,
  );
});

test("no other quantity costs less than Harris', or than the best among a supplier's prices", () => {
  const kinds = fc.constantFrom("all_units" as const, "incremental" as const);
  fc.assert(
    fc.property(costs, kinds, chances, (given, kind, share) => {
      const breaks = [
        { from: 0, cost: 10 },
        { from: 40, cost: 9.5 },
        { from: 300, cost: 8.2 },
      ];
      const lots = { ...given, holdingRate: given.holdingCost / 100, breaks, kind };
      const other = share * 2_000;
      expect(lotCost(other, given)).toBeGreaterThanOrEqual(
        lotCost(economicQuantity(given), given) * (1 - 1e-12),
      );
      expect(discountedCost(other, lots)).toBeGreaterThanOrEqual(
        discountedCost(discountedQuantity(lots), lots) * (1 - 1e-12),
      );
    }),
    runs,
  );
});
