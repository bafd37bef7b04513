import { textsIn } from "../../../core/judge/report-of.ts";
import type { RuleTexts } from "../../../core/report.ts";
import { isBefore } from "../../instant.ts";
import type { ActivePlan } from "../../ports.ts";
import type { AskedOfCase } from "../attest/asked-of-case.ts";
import type { Case } from "../case.ts";
import type { BusinessCalendar } from "../policy/business-hours.ts";
import { dueAt, type EscalationLevel, escalationAt } from "../policy/deadlines.ts";
import { isWaiting } from "../policy/violation-states.ts";

/** How a case stands to its deadline at the instant it is looked at. */
export interface CaseTimes {
  /** RFC 3339: the deadline with the pauses for questions. */
  readonly due: string;
  /** How far it has escalated, by section 5.6 of the domain specification. */
  readonly level: EscalationLevel;
  /** Whether it still waits after that. */
  readonly overdue: boolean;
}

/**
 * A case as a person sees it; its violations are paged apart. What it asks stands in the view of one
 * case, and not in lists.
 */
export interface CaseView extends Case, AskedOfCase {
  readonly times: CaseTimes;
  /** What its rule says, in every language; absent for the engine's own rules. */
  readonly texts?: RuleTexts;
}

/** A case as it stands in a queue: nothing in it is of a person but who works on it. */
export interface QueueItem extends Omit<Case, "questions" | "proposal" | "decision"> {
  readonly times: CaseTimes;
  /** From 1: its place in the queue at the instant of the first page. */
  readonly rank: number;
  /** Expected cost by the hour that is left: what the queue is ordered by. Decimal text. */
  readonly score: string;
  readonly openQuestions: number;
}

/** What a view of a case is made with. */
export interface Looking extends ActivePlan {
  readonly calendar: BusinessCalendar;
  /** RFC 3339. */
  readonly at: string;
}

export function timesOf(one: Case, { gate, calendar, at }: Looking): CaseTimes {
  const due = dueAt(gate, calendar, one, at);
  const level = escalationAt(gate, calendar, one, at);
  return { due, level, overdue: isWaiting(one.state) && !isBefore(at, due) };
}

export function caseViewOf(one: Case, looking: Looking): CaseView {
  const rule = looking.plan.rules.find(({ id }) => id === one.rule);
  return { ...one, times: timesOf(one, looking), ...(rule && { texts: textsIn(rule) }) };
}
