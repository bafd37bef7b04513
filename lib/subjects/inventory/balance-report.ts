import type { JsonObject } from "../../core/expression/value.ts";
import {
  type Balance,
  balanceOf,
  bestPolicy,
  type Policy,
  policyForTarget,
  totalOf,
} from "../../core/inventory/balance.ts";
import { lotCost } from "../../core/inventory/order-quantity.ts";
import { decimalIn, type Stock } from "./stock.ts";

/** A policy with what it costs a year. */
export interface Costed extends Balance {
  readonly policy: Policy;
  readonly contacts: number;
  readonly total: number;
}

/** Both sides of one article, at present, as its target asks for, and where they cost least. */
export interface ArticleBalance {
  readonly stock: Stock;
  readonly present: Costed;
  readonly atTarget: Costed;
  readonly best: Costed;
}

export function articleBalance(stock: Stock): ArticleBalance {
  const { policy, lead, costs, target } = stock;
  const costed = (one: Policy): Costed => {
    const balance = balanceOf(one, lead, costs);
    const contacts = balance.unitsShort * stock.contacts;
    return { policy: one, ...balance, contacts, total: totalOf(balance) };
  };
  return {
    stock,
    present: costed(policy),
    atTarget: costed(policyForTarget(policy.kind, lead, target, costs)),
    best: costed(costs.stockoutCost > 0 ? bestPolicy(policy.kind, lead, costs) : policy),
  };
}

/** What a class comes to. */
export interface ClassBalance {
  readonly class: string;
  readonly items: number;
  readonly holding: number;
  readonly ordering: number;
  readonly unitsShort: number;
  readonly contacts: number;
  readonly shortage: number;
  readonly total: number;
  readonly totalAtTarget: number;
  readonly totalBest: number;
}

/** Sums by class, in the order of their names, and over all of them under `all`. */
export function classBalances(articles: readonly ArticleBalance[]): readonly ClassBalance[] {
  const byClass = Map.groupBy(articles, ({ stock }) => stock.class);
  const names = [...byClass.keys()].sort();
  return [...names.map((name) => summed(name, byClass.get(name) ?? [])), summed("all", articles)];
}

function summed(name: string, articles: readonly ArticleBalance[]): ClassBalance {
  const sum = (of: (article: ArticleBalance) => number): number =>
    articles.reduce((total, article) => total + of(article), 0);
  return {
    class: name,
    items: articles.length,
    holding: sum(({ present }) => present.holding),
    ordering: sum(({ present }) => present.ordering),
    unitsShort: sum(({ present }) => present.unitsShort),
    contacts: sum(({ present }) => present.contacts),
    shortage: sum(({ present }) => present.shortage),
    total: sum(({ present }) => present.total),
    totalAtTarget: sum(({ atTarget }) => atTarget.total),
    totalBest: sum(({ best }) => best.total),
  };
}

/** What a proposal would change a year: below zero it saves; undefined where it cannot be told. */
export interface ProposalEffect {
  readonly id: string;
  readonly type: string;
  readonly sku: string;
  readonly effect: number | undefined;
  /** By which formula, or why not. */
  readonly by: string;
}

export function proposalEffect(
  proposal: JsonObject,
  article: ArticleBalance | undefined,
): ProposalEffect {
  const named = {
    id: String(proposal["proposal_id"] ?? ""),
    type: String(proposal["type"] ?? ""),
    sku: String(proposal["sku"] ?? ""),
  };
  if (!article) return { ...named, effect: undefined, by: "the article is not costed" };
  const { stock } = article;
  const quantity = decimalIn(proposal["qty"]);
  const target = decimalIn(proposal["new_target"]);
  switch (named.type) {
    case "reduce_target":
      return target === undefined || target <= 0 || target >= 1
        ? { ...named, effect: undefined, by: "new_target is missing" }
        : { ...named, effect: effectOfTarget(article, target), by: "balance at both targets" };
    case "dispose":
      return quantity === undefined
        ? { ...named, effect: undefined, by: "qty is missing" }
        : { ...named, effect: -quantity * stock.costs.holdingCost, by: "holding, h · qty" };
    case "reorder":
      return quantity === undefined || quantity <= 0 || stock.policy.kind === "base"
        ? { ...named, effect: undefined, by: "one for one, or qty is missing" }
        : {
            ...named,
            effect: lotCost(quantity, stock.costs) - lotCost(stock.policy.quantity, stock.costs),
            by: "K·λ/Q + h·Q/2 beside the present quantity",
          };
    default:
      return { ...named, effect: undefined, by: "its yearly cost is not the balance's" };
  }
}

function effectOfTarget({ stock, atTarget }: ArticleBalance, level: number): number {
  const { policy, lead, costs, target } = stock;
  const after = policyForTarget(policy.kind, lead, { metric: target.metric, level }, costs);
  return totalOf(balanceOf(after, lead, costs)) - atTarget.total;
}

/** The formulas of each kind of policy: what a reader checks the figures by. */
export const formulas = {
  base:
    "(S−1,S), Palm: m = D·T is Poisson; fill P(X ≤ S−1); holding h·(S − m + E[X−S]⁺); " +
    "short λ·(1 − fill)",
  rq:
    "(r,Q), expected inventory level: holding h·(r − μ + Q/2); ordering K·λ/Q; short λ·(1 − fill), " +
    "fill 1 − E[X−r]⁺/Q",
  shortage:
    "shortage = short · (stockout cost + contacts · cost of a contact + margin of finished goods)",
  best: "S with the first h·P(X≤S) ≥ p·λ·P(X=S); r with P(X>r) = h·Q/(p·λ), Q by Hadley and Whitin",
} as const;
