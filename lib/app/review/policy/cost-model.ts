import {
  add,
  canonical,
  compare,
  type Decimal,
  decimal,
  format,
  multiply,
  parseDecimal,
  quotient,
  round,
  subtract,
  ZERO,
} from "../../../core/expression/decimal.ts";
import type { Gate } from "../../gate.ts";

/**
 * Contacts per affected unit before there are figures of one's own, by family of mistakes: section
 * 6.6 of the domain specification. A removed feature has no prior: each use that is taken away
 * counts as a contact until the gate says how many become one.
 */
export const priors = {
  wrong_invoice: "0.35",
  duplicate_charge: "0.55",
  undeliverable_invoice: "0.25",
  wrong_reminder: "0.70",
  /** Per recipient who orders. */
  misleading_offer: "0.02",
  /** Per recipient. */
  misleading_offer_sent: "0.0005",
  late_order: "0.60",
  wrong_item: "0.85",
  missing_part: "0.80",
  removed_feature: "1",
} as const;
export type Family = keyof typeof priors;
export const families = Object.keys(priors) as readonly Family[];

/** What a mistake in a kind of subject mostly is, for rules that no other line names. */
const byKind: Readonly<Record<string, Family>> = {
  "billing-run": "wrong_invoice",
  campaign: "misleading_offer",
  order: "late_order",
  inventory: "missing_part",
  "service-change": "removed_feature",
};

/** The shipped rules that cause another mistake than their kind mostly is. */
const byRule: Readonly<Record<string, Family>> = Object.fromEntries(
  (
    [
      ["duplicate_charge", "BIL-35 BIL-36 BIL-44 BIL-60 BIL-91 ORD-20 ORD-60 ORD-62"],
      ["undeliverable_invoice", "BIL-16 BIL-27"],
      ["wrong_reminder", "BIL-56 BIL-57 BIL-58 BIL-59"],
      [
        "wrong_invoice",
        "ORD-07 ORD-08 ORD-10 ORD-12 ORD-13 ORD-14 ORD-15 ORD-22 ORD-38 ORD-45 ORD-46 ORD-64",
      ],
      ["wrong_item", "ORD-06 ORD-19 ORD-24 ORD-25 ORD-35 ORD-36 ORD-40 ORD-61 ORD-63 ORD-65"],
      ["misleading_offer", "ORD-26 ORD-27 ORD-28 ORD-30 ORD-31 ORD-32 ORD-33"],
    ] as const
  ).flatMap(([family, rules]) => rules.split(" ").map((rule) => [rule, family])),
);

/** What a violation would cause if it went out: by the gate, the shipped rules, or its kind. */
export const familyOf = ({ costs }: Pick<Gate, "costs">, rule: string, subject: string): string =>
  own(costs.families, rule) ?? own(byRule, rule) ?? own(byKind, subject) ?? "wrong_invoice";

/** Contacts per affected unit of a family: the gate's figure, or else the prior with what it counted. */
export function contactsPerUnit({ costs }: Pick<Gate, "costs">, family: string): string {
  const stated = own(costs.contacts, family);
  if (stated !== undefined) return stated;
  const prior = own(priors, family) ?? "1";
  const counted = own(costs.counted, family);
  return counted === undefined
    ? prior
    : shrunkContacts(prior, counted.contacts, counted.escaped_units);
}

const own = <T>(from: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(from, name) ? from[name] : undefined;

/** How many units a prior weighs against what was counted. */
const priorUnits = decimal(10n, 0);

/**
 * Contacts per defective unit, drawn towards the prior while little has been counted: section 6.6,
 * `(contacts + 10 prior) / (escaped units + 10)`, to six digits.
 */
export function shrunkContacts(prior: string, contacts: number, escapedUnits: number): string {
  const counted = add(whole(contacts), multiply(priorUnits, amountIn(prior)));
  return canonical(quotient(counted, add(whole(escapedUnits), priorUnits), 6) ?? ZERO);
}

/** What one contact costs on average: the sum of share and cost of each channel. Exact. */
export const contactCost = ({ costs }: Pick<Gate, "costs">): string =>
  canonical(
    Object.values(costs.channels).reduce(
      (sum, { share, cost }) => add(sum, multiply(amountIn(share), amountIn(cost))),
      ZERO,
    ),
  );

/** What it would cost if violations went out, and how that was worked out. Plain JSON. */
export interface Expectation {
  readonly contacts: string;
  readonly cost: string;
  readonly currency: string;
  readonly formula: string;
  /** Each letter of the formula, as text. */
  readonly inputs: Readonly<Record<string, string>>;
}

export interface Expected {
  readonly rule: string;
  readonly subject: string;
  /** Affected units: customers. */
  readonly units: number;
  /** Money that would be refunded without basis or lost, and what correcting it now takes. */
  readonly direct?: string;
  readonly fixBefore?: string;
}

const formula = "contacts = n * e; cost = n * (e * c + rework + churn * margin) + direct - fix";

/**
 * Section 6.6 and 6.7: expected contacts are affected units times contacts per unit; their cost adds
 * rework, the customers who leave, and money lost, less what correcting takes now. Exact until both
 * are rounded: contacts to four digits, cost to cents. Never below zero. An estimate, to sort by.
 */
export function expectationOf(gate: Pick<Gate, "costs">, expected: Expected): Expectation {
  const { costs } = gate;
  const family = familyOf(gate, expected.rule, expected.subject);
  const inputs = {
    n: String(expected.units),
    e: contactsPerUnit(gate, family),
    c: contactCost(gate),
    rework: costs.rework,
    churn: costs.churn ?? (expected.subject === "billing-run" ? "0.01" : "0"),
    margin: costs.annual_margin,
    direct: expected.direct ?? "0",
    fix: expected.fixBefore ?? "0",
  };
  const n = amountIn(inputs.n);
  const perUnit = [
    multiply(amountIn(inputs.e), amountIn(inputs.c)),
    amountIn(inputs.rework),
    multiply(amountIn(inputs.churn), amountIn(inputs.margin)),
  ].reduce(add);
  const cost = subtract(add(multiply(n, perUnit), amountIn(inputs.direct)), amountIn(inputs.fix));
  return {
    contacts: canonical(round(multiply(n, amountIn(inputs.e)), 4)),
    cost: format(round(compare(cost, ZERO) < 0 ? ZERO : cost, 2)),
    currency: costs.currency,
    formula,
    inputs: { ...inputs, family },
  };
}

const amountIn = (text: string): Decimal => parseDecimal(text) ?? ZERO;
const whole = (count: number): Decimal => decimal(BigInt(count), 0);
