import {
  compare,
  type Decimal,
  decimal,
  format,
  multiply,
  parseDecimal,
  quotient,
  ZERO,
} from "../../../core/expression/decimal.ts";
import type { Gate } from "../../gate.ts";
import type { Case } from "../case.ts";
import { type BusinessCalendar, businessTimeBetween } from "./business-hours.ts";
import { type Dated, dueAt } from "./deadlines.ts";

/** What the order of the queue depends on, at one instant. */
export interface Urgency {
  readonly id: string;
  readonly severity: Case["severity"];
  readonly customers: number;
  /** Decimal text, in the currency of the gate's costs. */
  readonly cost: string;
  /** Milliseconds of business hours until its deadline, pauses counted; 0 where it is overdue. */
  readonly remaining: number;
}

const hour = 3_600_000;
/** What is due sooner is as urgent as what is due then. */
const remainingMin = hour / 2;

/** How urgent a case is at an instant. Pure. */
export function urgencyOf(
  gate: Gate,
  calendar: BusinessCalendar,
  one: Dated & Pick<Case, "id" | "atRisk" | "expected">,
  at: string,
): Urgency {
  return {
    id: one.id,
    severity: one.severity,
    customers: one.atRisk.customers,
    cost: one.expected.cost,
    remaining: businessTimeBetween(calendar, at, dueAt(gate, calendar, one, at)),
  };
}

/**
 * Worst first, by section 5.6 of the domain specification: expected cost by the hour that is left,
 * then severity, then customers, then id. A total order, exact; costs of gates that count in several
 * currencies are compared as numbers.
 */
export function byUrgency(a: Urgency, b: Urgency): number {
  return (
    compare(weightOf(b, a), weightOf(a, b)) ||
    severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
    b.customers - a.customers ||
    (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
  );
}

const severities: readonly Case["severity"][] = ["block", "hold"];

/** a's cost over a's hours against b's, without dividing: each cost times the other's hours. */
const weightOf = (one: Urgency, other: Urgency): Decimal =>
  multiply(parseDecimal(one.cost) ?? ZERO, hoursLeft(other));

const hoursLeft = ({ remaining }: Urgency): Decimal =>
  decimal(BigInt(Math.max(remaining, remainingMin)), 0);

/** Expected cost by the hour that is left, to cents: what a person is shown of the order. */
export const scoreOf = (urgency: Urgency): string =>
  format(
    quotient(
      multiply(parseDecimal(urgency.cost) ?? ZERO, decimal(BigInt(hour), 0)),
      hoursLeft(urgency),
      2,
    ) ?? ZERO,
  );
