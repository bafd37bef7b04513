import { exp, ln } from "../expression/functions/elementary.ts";
import * as normal from "../expression/functions/normal.ts";
import * as poisson from "../expression/functions/poisson.ts";

/** How demand is distributed; a Poisson demand has its mean as its variance. */
export const demandModels = ["normal", "poisson", "lognormal"] as const;
export type DemandModel = (typeof demandModels)[number];

/** A demand over some time: its mean and, but for Poisson, its standard deviation. */
export interface Demand {
  readonly model: DemandModel;
  readonly mean: number;
  readonly deviation: number;
}

/** Demand that does not vary, or for a model without negative demand, that there is none of. */
const isCertain = ({ model, mean, deviation }: Demand): boolean =>
  model === "normal" ? deviation === 0 : mean === 0 || (model === "lognormal" && deviation === 0);

/** P(X ≤ stock). */
export function coverage(demand: Demand, stock: number): number {
  const { model, mean } = demand;
  if (isCertain(demand)) return stock >= mean ? 1 : 0;
  if (model === "poisson") return poisson.cumulative(Math.floor(stock), mean);
  if (model === "lognormal") return stock > 0 ? normal.cumulative(logScore(demand, stock)) : 0;
  return normal.cumulative(score(demand, stock));
}

/** The least stock that covers the demand with a probability between 0 and 1, both excluded. */
export function stockFor(demand: Demand, probability: number): number {
  const { model, mean, deviation } = demand;
  if (isCertain(demand)) return mean;
  if (model === "poisson") return poisson.quantile(probability, mean);
  const z = normal.quantile(probability);
  if (model === "normal") return mean + z * deviation;
  const [middle, spread] = logMoments(demand);
  return exp(middle + z * spread);
}

/** E[max(X − stock, 0)]: what demand exceeds a stock by, on average. */
export function shortfall(demand: Demand, stock: number): number {
  const { model, mean, deviation } = demand;
  if (isCertain(demand)) return Math.max(mean - stock, 0);
  if (model === "poisson") return poissonShortfall(mean, stock);
  if (model === "normal") return normal.loss(score(demand, stock)) * deviation;
  if (stock <= 0) return mean - stock;
  const z = logScore(demand, stock);
  const [, spread] = logMoments(demand);
  return mean * normal.cumulative(spread - z) - stock * normal.cumulative(-z);
}

/** E[max(stock − X, 0)]: what is left of a stock, on average. */
export const leftover = (demand: Demand, stock: number): number =>
  stock - demand.mean + shortfall(demand, stock);

const score = ({ mean, deviation }: Demand, stock: number): number => (stock - mean) / deviation;

/** Between whole stocks the shortfall is a straight line, since demand is whole. */
function poissonShortfall(mean: number, stock: number): number {
  const whole = Math.floor(stock);
  const part = stock - whole;
  const here = whole < 0 ? mean - whole : poisson.loss(whole, mean);
  return part === 0 ? here : here - part * (1 - poisson.cumulative(whole, mean));
}

/** Mean and deviation of the logarithm of a log-normal demand. */
function logMoments({ mean, deviation }: Demand): readonly [mean: number, deviation: number] {
  const ratio = deviation / mean;
  const variance = ln(1 + ratio * ratio);
  return [ln(mean) - variance / 2, Math.sqrt(variance)];
}

function logScore(demand: Demand, stock: number): number {
  const [middle, spread] = logMoments(demand);
  return (ln(stock) - middle) / spread;
}
