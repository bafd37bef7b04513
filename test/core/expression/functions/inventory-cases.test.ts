import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isFault } from "../../../../lib/core/expression/fault.ts";
import type { Value } from "../../../../lib/core/expression/value.ts";
import { describeOnRealData } from "../../../support/real-data.ts";
import { evaluated, run } from "./evaluation.ts";

// biome-ignore lint/suspicious/noExplicitAny: inputs of some sixty functions, most of them numbers
type Inputs = any;

interface Case {
  readonly function: string;
  readonly test: string;
  readonly inputs: Inputs;
  readonly expected?: number | readonly number[];
  readonly raises?: string;
}

/** What a function of the language gives for doubles; a fault is thrown, for `refuses` to see. */
function real(id: string, ...args: readonly Value[]): number {
  const value = run(id, ...args);
  if (isFault(value)) throw new RangeError(value.detail);
  return Number(value);
}

type Formula = (c: Inputs) => readonly number[] | undefined;

const lots = (c: Inputs): readonly number[] => [c.demand_rate, c.fixed_cost, c.holding_cost];

const discounted =
  (kind: string): Formula =>
  (c) => {
    const given = [c.demand_rate, c.fixed_cost, c.holding_cost_rate, c.breakpoints, c.unit_costs];
    const quantity = real("eoqDiscount", ...given, kind);
    const range = (c.breakpoints as number[]).filter((from) => from <= quantity).length - 1;
    return [quantity, range, real("discountedCost", quantity, ...given, kind)];
  };

/** A demand of the language's models, over a lead time and the period after it. */
type Model = readonly [model: string, mean: number, deviation: number];

function normalOf(c: Inputs): Model {
  const periods = (c.lead_time ?? 0) + 1;
  return ["normal", c.demand_mean * periods, c.demand_sd * Math.sqrt(periods)];
}

const poissonOf = (c: Inputs): Model => ["poisson", c.demand_mean, 0];

/** The model of a distribution of SciPy's; undefined for those that the language lacks. */
function modelOf(distribution: Inputs): Model | undefined {
  const { scipy, args } = distribution;
  if (scipy === "norm") return ["normal", args[0], args[1]];
  if (scipy === "poisson") return ["poisson", args[0], 0];
  if (scipy !== "lognorm") return undefined;
  const mean = args[2] * Math.exp((args[0] * args[0]) / 2);
  return ["lognormal", mean, mean * Math.sqrt(Math.expm1(args[0] * args[0]))];
}

/** The stock that is given, else the one of least cost, with what it costs. */
function newsvendor(
  [model, mean, deviation]: Model,
  over: number,
  under: number,
  given?: number,
): readonly number[] {
  const ratio = real("criticalRatio", under, over);
  const stock = given ?? real("demandQuantile", model, ratio, mean, deviation);
  return [stock, real("newsvendorCost", model, stock, over, under, mean, deviation)];
}

const newsvendorBy =
  (modelOfCase: (c: Inputs) => Model): Formula =>
  (c) =>
    newsvendor(modelOfCase(c), c.holding_cost, c.stockout_cost, c.base_stock_level);

/** By price, cost and salvage value: the profit is that of covering all demand, less the cost. */
const explicitBy =
  (modelOfCase: (c: Inputs) => Model): Formula =>
  (c) => {
    const model = modelOfCase(c);
    const over = c.purchase_cost - c.salvage_value + c.holding_cost;
    const under = c.revenue - c.purchase_cost + c.stockout_cost;
    const [stock, cost] = newsvendor(model, over, under, c.base_stock_level) as [number, number];
    return [stock, (c.revenue - c.purchase_cost) * model[1] - cost];
  };

/** Values and probabilities of a table, in growing order. */
function outcomesOf(pmf: Readonly<Record<string, number>>): readonly [number[], number[]] {
  const sorted = Object.entries(pmf).sort(([a], [b]) => Number(a) - Number(b));
  return [sorted.map(([value]) => Number(value)), sorted.map(([, chance]) => chance)];
}

const discreteNewsvendor: Formula = (c) => {
  if (!c.demand_pmf) return newsvendor(modelOf(c.demand_distrib)!, c.holding_cost, c.stockout_cost);
  if (c.demand_pmf.scipy) return newsvendorBy(() => modelOf(c.demand_pmf)!)(c);
  const [values, chances] = outcomesOf(c.demand_pmf);
  const ratio = real("criticalRatio", c.stockout_cost, c.holding_cost);
  const stock = c.base_stock_level ?? real("discreteQuantile", values, chances, ratio);
  const short = real("discreteLoss", stock, values, chances);
  const mean = real("discreteLoss", 0, values, chances);
  return [stock, c.holding_cost * (stock - mean + short) + c.stockout_cost * short];
};

/** What a demand exceeds a stock by, and what is left of it, on average. */
const loss = ([model, mean, deviation]: Model, x: number): readonly number[] => {
  const short = real("demandLoss", model, x, mean, deviation);
  return [short, x - mean + short];
};

const lossOfTable: Formula = (c) => {
  const model = c.distrib && modelOf(c.distrib);
  if (model) return loss(model, c.x);
  if (c.distrib) return undefined;
  const [values, chances] = outcomesOf(c.pmf ?? {});
  const short = real("discreteLoss", c.x, values, chances);
  return [short, c.x - real("discreteLoss", 0, values, chances) + short];
};

/** Demand of a lead time, from that of a year. */
const leadOf = (c: Inputs): Model => [
  "normal",
  c.demand_mean * c.lead_time,
  c.demand_sd * Math.sqrt(c.lead_time),
];

/** What each function of the cases computes, by functions of the language. */
const formulas: Readonly<Record<string, Formula>> = {
  economic_order_quantity: (c) => {
    const quantity = c.order_quantity ?? real("eoq", ...lots(c));
    return [quantity, real("lotCost", quantity, ...lots(c))];
  },
  economic_order_quantity_with_backorders: (c) => {
    const given = [...lots(c), c.stockout_cost];
    const quantity = c.order_quantity ?? real("eoqBackorders", ...given);
    const share = c.stockout_fraction ?? c.holding_cost / (c.holding_cost + c.stockout_cost);
    return [quantity, share, real("backorderedLotCost", quantity, share, ...given)];
  },
  economic_order_quantity_with_all_units_discounts: discounted("all_units"),
  economic_order_quantity_with_incremental_discounts: discounted("incremental"),
  economic_production_quantity: (c) => {
    // Lots that come in while they are used up are held for but a part of the time.
    const held = c.holding_cost * (1 - c.demand_rate / c.production_rate);
    const quantity = c.order_quantity ?? real("eoq", c.demand_rate, c.fixed_cost, held);
    return [quantity, real("lotCost", quantity, c.demand_rate, c.fixed_cost, held)];
  },
  newsvendor_normal: newsvendorBy(normalOf),
  newsvendor_normal_cost: (c) => newsvendorBy(normalOf)(c)!.slice(1),
  newsvendor_normal_explicit: explicitBy(normalOf),
  newsvendor_poisson: newsvendorBy(poissonOf),
  newsvendor_poisson_cost: (c) => newsvendorBy(poissonOf)(c)!.slice(1),
  newsvendor_poisson_explicit: explicitBy(poissonOf),
  newsvendor_continuous: (c) => newsvendorBy(() => modelOf(c.demand_distrib)!)(c),
  newsvendor_discrete: discreteNewsvendor,
  r_q_eil_approximation: (c) => {
    const [model, mean, deviation] = leadOf(c);
    const costs = [c.demand_mean, c.fixed_cost, c.holding_cost, c.stockout_cost];
    const quantity = real("rqQuantity", model, ...costs, mean, deviation);
    const [demand, , ...holdingAndStockout] = costs;
    const given = [demand, ...holdingAndStockout, mean, deviation];
    const point = real("rqPoint", model, quantity, ...given);
    return [point, quantity, real("rqCost", model, point, quantity, ...costs, mean, deviation)];
  },
  r_q_eoqss_approximation: (c) => {
    const ratio = real("criticalRatio", c.stockout_cost, c.holding_cost);
    const [model, mean, deviation] = leadOf(c);
    const point = real("demandQuantile", model, ratio, mean, deviation);
    return [point, real("eoq", c.demand_mean, c.fixed_cost, c.holding_cost)];
  },
  s_s_power_approximation: (c) => {
    const { demand_mean, demand_sd, fixed_cost, holding_cost, stockout_cost } = c;
    const order = real("powerQuantity", demand_mean, fixed_cost, holding_cost, demand_sd);
    const s = real("powerPoint", order, demand_mean, demand_sd, holding_cost, stockout_cost);
    return [s, s + order];
  },
  standard_normal_loss: (c) => loss(["normal", 0, 1], c.z),
  normal_loss: (c) => loss(["normal", c.mean, c.sd], c.x),
  poisson_loss: (c) => {
    const short = real("poissonLoss", BigInt(c.x), c.mean);
    return [short, c.x - c.mean + short];
  },
  lognormal_loss: (c) =>
    loss(modelOf({ scipy: "lognorm", args: [c.sigma, 0, Math.exp(c.mu)] })!, c.x),
  continuous_loss: (c) => (modelOf(c.distrib) ? loss(modelOf(c.distrib)!, c.x) : undefined),
  discrete_loss: lossOfTable,
};

const otherDemand = "demand of the packs is normal, Poisson, log-normal, or a table of outcomes";
const timed = "costs of the packs count pieces short, not how long each is waited for";
const secondOrder = "second-order losses serve only costs of waiting by the time";
const yields = "no rule reads uncertain deliveries: sites report lead times and their deviation";
const many = "buying at several moments, with prices that change between them, is planning";

/** What is out of scope, with the reason. */
const outOfScope: Readonly<Record<string, string>> = {
  joint_replenishment_problem_silver_heuristic: "orders of several articles at once are planning",
  myopic: many,
  myopic_cost: many,
  set_myopic_cost_to: many,
  wagner_whitin: many,
  r_q_cost: timed,
  r_q_cost_poisson: timed,
  r_q_eoqb_approximation: timed,
  r_q_loss_function_approximation: timed,
  r_q_optimal_r_for_q: timed,
  r_q_poisson_exact: timed,
  s_s_cost_discrete: "in the test of INV-07's correction, as the cost by which it is judged",
  s_s_discrete_exact: "as above: the packs use the power approximation",
  continuous_second_loss: secondOrder,
  discrete_second_loss: secondOrder,
  normal_second_loss: secondOrder,
  poisson_second_loss: secondOrder,
  standard_normal_second_loss: secondOrder,
  standard_normal_loss_dict: "a table of losses that others are looked up in",
  exponential_loss: otherDemand,
  exponential_second_loss: secondOrder,
  gamma_loss: otherDemand,
  gamma_second_loss: secondOrder,
  geometric_loss: otherDemand,
  geometric_second_loss: secondOrder,
  negative_binomial_loss: otherDemand,
  negative_binomial_second_loss: secondOrder,
  uniform_loss: otherDemand,
  uniform_second_loss: secondOrder,
  eoq_with_additive_yield_uncertainty: yields,
  eoq_with_disruptions: yields,
  eoq_with_disruptions_cost: yields,
  eoq_with_multiplicative_yield_uncertainty: yields,
  newsvendor_with_additive_yield_uncertainty: yields,
  newsvendor_with_disruptions: yields,
};

/** The other library integrates these numerically: its own figures are no better than that. */
const integrated: ReadonlySet<string> = new Set(["newsvendor_continuous", "continuous_loss"]);

describeOnRealData("inventory formulas as another library computes them", "inventory", (path) => {
  const lines = readFileSync(join(path, "formula_cases.jsonl"), "utf8").trim().split("\n");
  const cases = lines.map((line, i) => [i + 1, JSON.parse(line) as Case] as const);
  const ours = cases.filter(([, one]) => one.function in formulas);
  const named = (wanted: typeof cases) =>
    wanted.map(([line, one]) => [`line ${line}, ${one.function}`, one] as const);

  test("every function of the cases is ours, or out of scope for a reason", () => {
    const known = [...Object.keys(formulas), ...Object.keys(outOfScope)].sort();
    expect([...new Set(cases.map(([, one]) => one.function))].sort()).toEqual(known);
    expect(cases.length).toBe(188);
  });

  const refused = ours.filter(([, one]) => one.raises !== undefined);
  const answered = ours.filter(
    ([, one]) => one.raises === undefined && formulas[one.function]!(one.inputs),
  );

  test("so many are compared", () => {
    expect([answered.length, refused.length]).toEqual([45, 23]);
    const apart = ours.filter(([, one]) => !one.raises && !formulas[one.function]!(one.inputs));
    const distributions = apart.map(([, one]) => one.inputs.distrib.scipy as string);
    expect(new Set(distributions)).toEqual(new Set(["expon", "gamma", "geom", "nbinom"]));
  });

  test.each(named(answered))("%s", (_, one) => {
    const expected = [one.expected!].flat() as number[];
    const apart = integrated.has(one.function) ? 1e-6 : 1e-9;
    for (const [i, actual] of formulas[one.function]!(one.inputs)!.entries())
      expect(Math.abs(actual - expected[i]!)).toBeLessThanOrEqual(apart * Math.abs(expected[i]!));
  });

  test.each(named(refused))("%s is refused", (_, one) => {
    expect(() => {
      typed(one.inputs);
      formulas[one.function]!(one.inputs);
    }).toThrow();
  });

  test("a text or a number is no number or list for the checker", () => {
    expect(() => evaluated('eoq(1300, "banana", 8)')).toThrow("string");
    expect(() => evaluated('eoqDiscount(1300, 8, 1, 500, [real(1)], "all_units")')).toThrow("list");
    expect(() => evaluated("poissonLoss(0.3, 5)")).toThrow("decimal");
  });
});

/** Throws where the checker would refuse the inputs: see the last test. */
function typed({ breakpoints, ...inputs }: Inputs): void {
  if (breakpoints !== undefined && !Array.isArray(breakpoints)) throw new TypeError("no list");
  if (breakpoints?.some(Array.isArray)) throw new TypeError("no list of numbers");
  for (const value of Object.values(inputs))
    if (typeof value === "string") throw new TypeError("no number");
}
