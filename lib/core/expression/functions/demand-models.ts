import {
  coverage,
  type Demand,
  demandModels,
  leftover,
  shortfall,
  stockFor,
} from "../../inventory/demand.ts";
import { isUnjudged, type Unjudged, worse } from "../fault.ts";
import type { FunctionContext } from "../function-row.ts";
import type { List } from "../value.ts";
import { elementsOf, spent } from "./elements.ts";
import { invalid, outOfRange, quoted, realIn } from "./limits.ts";
import { poissonMeanMax } from "./poisson.ts";
import { row, rowIn } from "./row.ts";

// biome-ignore format: one entry a function
export const demands = [
  rowIn("demandCdf(model: DemandModel, stock: real, mean: real, deviation: real): real", 8, demandCdf,
    "The probability that a stock covers a demand: `normal`, `poisson` or `lognormal`, by its mean and deviation (which Poisson does not need).",
    ['toDecimal(demandCdf("poisson", 6, real(3.2), 0), 4)', "0.9554"]),
  rowIn("demandQuantile(model: DemandModel, p: real, mean: real, deviation: real): real", 16, demandQuantile,
    "The least stock that covers a demand with probability p.",
    ['toDecimal(demandQuantile("normal", real(0.95), 50, 8), 4)', "63.1588"],
    ['toDecimal(demandQuantile("poisson", real(0.95), real(3.2), 0), 0)', "6"]),
  rowIn("demandLoss(model: DemandModel, stock: real, mean: real, deviation: real): real", 8, demandLoss,
    "What a demand exceeds a stock by, on average.",
    ['toDecimal(demandLoss("normal", real(0.3), 0, 1), 6)', "0.266761"]),
  row("criticalRatio(underage: real, overage: real): real", 1, criticalRatio,
    "The probability of covering demand that costs least: the cost of one too few by that of one too few and one too many.",
    ["toDecimal(criticalRatio(real(0.70), real(0.18)), 4)", "0.7955"]),
  rowIn("newsvendorCost(model: DemandModel, quantity: real, overage: real, underage: real, " +
      "mean: real, deviation: real): real", 8, newsvendorCost,
    "What buying so many once costs on average, by the cost of each too many and each too few.",
    ['toDecimal(newsvendorCost("normal", real(56.604), real(0.18), real(0.70), 50, 8), 4)', "1.9976"]),
  rowIn("discreteQuantile(values: list<real>, probabilities: list<real>, p: real): real",
    2, discreteQuantile,
    "The least of the values, in growing order, up to which their probabilities add up to p.",
    ["toDecimal(discreteQuantile([real(1), real(2)], [real(0.25), real(0.75)], real(0.5)), 0)", "2"]),
  rowIn("discreteLoss(stock: real, values: list<real>, probabilities: list<real>): real",
    2, discreteLoss,
    "What a demand of these values exceeds a stock by, on average.",
    ["toDecimal(discreteLoss(1, [real(1), real(3)], [real(0.5), real(0.5)]), 1)", "1.0"]),
];

/** A demand as arguments give it, or what is wrong; charges the sums that Poisson ones take. */
export function demandOf(
  context: FunctionContext,
  name: string,
  mean: number,
  deviation: number,
  rounds = 1,
): Demand | Unjudged {
  const model = demandModels.find((known) => known === name);
  if (!model) return invalid(`${quoted(name)} is none of ${demandModels.join(", ")}`);
  if (model === "poisson" && !(mean >= 0 && mean <= poissonMeanMax))
    return outOfRange(`a mean from 0 to ${poissonMeanMax} is wanted`);
  if (model === "lognormal" && !(mean >= 0)) return outOfRange("a mean from 0 on is wanted");
  if (!(deviation >= 0)) return invalid("a deviation is not below zero");
  const steps = model === "poisson" ? Math.ceil(Math.sqrt(mean)) : 1;
  return spent(context, steps * rounds) ?? { model, mean, deviation };
}

function demandCdf(
  context: FunctionContext,
  model: string,
  stock: number,
  mean: number,
  deviation: number,
): number | Unjudged {
  const demand = demandOf(context, model, mean, deviation);
  return isUnjudged(demand) ? demand : realIn(coverage(demand, stock));
}

function demandQuantile(
  context: FunctionContext,
  model: string,
  p: number,
  mean: number,
  deviation: number,
): number | Unjudged {
  const demand = demandOf(context, model, mean, deviation, 4);
  if (isUnjudged(demand)) return demand;
  if (!(p > 0 && p < 1))
    return outOfRange("a probability between 0 and 1, both excluded, is wanted");
  return realIn(stockFor(demand, p));
}

function demandLoss(
  context: FunctionContext,
  model: string,
  stock: number,
  mean: number,
  deviation: number,
): number | Unjudged {
  const demand = demandOf(context, model, mean, deviation);
  return isUnjudged(demand) ? demand : realIn(shortfall(demand, stock));
}

function criticalRatio(underage: number, overage: number): number | Unjudged {
  if (!(underage >= 0 && overage >= 0 && underage + overage > 0))
    return invalid("costs are not below zero, and one of them is above it");
  return realIn(underage / (underage + overage));
}

function newsvendorCost(
  context: FunctionContext,
  model: string,
  quantity: number,
  overage: number,
  underage: number,
  mean: number,
  deviation: number,
): number | Unjudged {
  const demand = demandOf(context, model, mean, deviation, 2);
  if (isUnjudged(demand)) return demand;
  if (!(underage >= 0 && overage >= 0)) return invalid("costs are not below zero");
  if (model === "poisson" && !Number.isInteger(quantity))
    return invalid("a Poisson demand is of whole pieces, and so is what is bought for it");
  return realIn(overage * leftover(demand, quantity) + underage * shortfall(demand, quantity));
}

/** Probabilities may miss their sum of 1 by so much, since decimals are rounded. */
const sumTolerance = 1e-6;

/** Values in growing order beside their probabilities, or what is wrong with them. */
function outcomesOf(
  context: FunctionContext,
  values: List,
  probabilities: List,
): readonly (readonly [value: number, probability: number])[] | Unjudged {
  const outcomes = elementsOf<number>(context, values);
  const chances = elementsOf<number>(context, probabilities);
  if (isUnjudged(outcomes)) return isUnjudged(chances) ? worse(outcomes, chances) : outcomes;
  if (isUnjudged(chances)) return chances;
  if (outcomes.length !== chances.length)
    return invalid(`${outcomes.length} values, ${chances.length} probabilities`);
  if (outcomes.some((value, i) => i > 0 && !(value > (outcomes[i - 1] as number))))
    return invalid("values grow from one to the next");
  const sum = chances.reduce((total, chance) => total + chance, 0);
  if (!(chances.every((chance) => chance >= 0) && Math.abs(sum - 1) <= sumTolerance))
    return invalid("probabilities are not below zero and add up to 1");
  return outcomes.map((value, i) => [value, chances[i] as number]);
}

function discreteQuantile(
  context: FunctionContext,
  values: List,
  probabilities: List,
  p: number,
): number | Unjudged {
  const outcomes = outcomesOf(context, values, probabilities);
  if (isUnjudged(outcomes)) return outcomes;
  if (!(p >= 0 && p <= 1)) return outOfRange("a probability from 0 to 1 is wanted");
  let sum = 0;
  for (const [value, chance] of outcomes) {
    sum += chance;
    if (sum >= p) return value;
  }
  return outcomes.at(-1)?.[0] ?? invalid("no values");
}

function discreteLoss(
  context: FunctionContext,
  stock: number,
  values: List,
  probabilities: List,
): number | Unjudged {
  const outcomes = outcomesOf(context, values, probabilities);
  if (isUnjudged(outcomes)) return outcomes;
  return realIn(
    outcomes.reduce((sum, [value, chance]) => sum + Math.max(value - stock, 0) * chance, 0),
  );
}
