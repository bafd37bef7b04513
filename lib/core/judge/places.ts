import type { Context } from "../context.ts";
import { isUnjudged, type Unjudged } from "../expression/fault.ts";
import { isOpen } from "../placed-rule.ts";
import type { Effective, Rule, Variant } from "../rule.ts";
import { businessDay, type PreparedRule } from "./preparation.ts";
import type { SubjectRecord } from "./subject-record.ts";

/** Where and how a rule is judged on a record: once a market, or once for all of them. */
export interface Place {
  readonly market?: string;
  readonly variant?: Variant;
}

const everywhere: readonly Place[] = [{}];

/**
 * The markets and variants that a rule is judged for on a record: none when dates or
 * jurisdictions leave it out; unjudged when the record does not say its date or market.
 */
export function placesOf(
  prepared: PreparedRule,
  record: SubjectRecord,
): readonly Place[] | Unjudged {
  const { rule } = prepared;
  if (!prepared.conditional && !prepared.perMarket) return everywhere;
  const day = needsDay(rule) ? record.effectiveOn() : 0;
  if (isUnjudged(day)) return day;
  if (!inForce(rule.effective, day)) return [];
  if (!rule.jurisdictions && !prepared.perMarket) return everywhere;
  const markets = record.markets();
  if (isUnjudged(markets)) return markets;
  const inside = markets.filter((market) => rule.jurisdictions?.includes(market) ?? true);
  if (!prepared.perMarket) return inside.length > 0 ? everywhere : [];
  return inside.map((market) => placeIn(rule, market, day));
}

/** A rule without a record is dated by the business date, and placed by the country of the run. */
export function placesOfRun({ rule }: PreparedRule, context: Context): readonly Place[] | Unjudged {
  const day = businessDay(context);
  if (isUnjudged(day)) return isOpen(rule.effective) ? everywhere : day;
  if (!inForce(rule.effective, day)) return [];
  const country = context.run?.country;
  const isOutside = typeof country === "string" && rule.jurisdictions?.includes(country) === false;
  return isOutside ? [] : everywhere;
}

/** Variants never overlap: the checker refuses those that do. */
function placeIn(rule: Rule, market: string, day: number): Place {
  const variant = rule.variants.find(
    (candidate) =>
      inForce(candidate.effective, day) && (candidate.jurisdictions?.includes(market) ?? true),
  );
  return variant ? { market, variant } : { market };
}

const needsDay = (rule: Rule): boolean =>
  !isOpen(rule.effective) || rule.variants.some((variant) => !isOpen(variant.effective));

const inForce = ({ from, to }: Effective, day: number): boolean =>
  (from === undefined || day >= from) && (to === undefined || day <= to);
