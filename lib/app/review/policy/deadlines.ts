import type { Gate } from "../../gate.ts";
import { instantText, isBefore, millisecondsOf } from "../../instant.ts";
import type { Case } from "../case.ts";
import {
  addBusinessHours,
  type BusinessCalendar,
  businessTimeBetween,
  subtractBusinessHours,
} from "./business-hours.ts";
import { isOverLimits } from "./four-eyes.ts";
import { isWaiting } from "./violation-states.ts";

const hour = 3_600_000;

/** What a deadline is made from. */
export interface Due {
  readonly severity: Case["severity"];
  readonly openedAt: string;
  /** When the sender means to release it. */
  readonly requestedReleaseAt?: string;
}

/**
 * When something should have been decided, by section 5.6 of the domain specification: so many
 * business hours after it came, and in time before the planned release; never before it came. Pauses
 * come on top, see `dueAt`.
 */
export function deadlineOf(gate: Gate, calendar: BusinessCalendar, due: Due): string {
  const { block_hours, hold_hours } = gate.deadlines;
  const hours = due.severity === "block" ? block_hours : hold_hours;
  const target = addBusinessHours(calendar, due.openedAt, hours);
  return notAfterRelease(gate, calendar, due, target);
}

function notAfterRelease(
  { deadlines }: Gate,
  calendar: BusinessCalendar,
  { openedAt, requestedReleaseAt }: Due,
  target: string,
): string {
  if (requestedReleaseAt === undefined) return target;
  const opened = instantText(millisecondsOf(openedAt));
  // A release in the past was planned so by its sender, and is due at once.
  if (!isBefore(openedAt, requestedReleaseAt)) return opened;
  const hours = deadlines.before_release_hours;
  const latest = subtractBusinessHours(calendar, requestedReleaseAt, hours);
  const bound = isBefore(latest, target) ? latest : target;
  return isBefore(bound, openedAt) ? opened : bound;
}

type Asked = Pick<Case, "questions">;

/**
 * Milliseconds of business hours for which questions to the sender have stopped the clock until an
 * instant: where several were open at once they count once, and in all no more than the gate allows.
 */
export function pausedUntil(
  gate: Gate,
  calendar: BusinessCalendar,
  one: Asked,
  at: string,
): number {
  const most = Math.round(gate.deadlines.pause_hours_max * hour);
  let paused = 0;
  let reached = "0001-01-02T00:00:00Z";
  for (const question of one.questions.toSorted((a, b) => (isBefore(a.at, b.at) ? -1 : 1))) {
    const from = isBefore(question.at, reached) ? reached : question.at;
    const answered = question.answer?.at;
    const to = answered !== undefined && isBefore(answered, at) ? answered : at;
    if (!isBefore(from, to)) continue;
    paused += businessTimeBetween(calendar, from, to);
    reached = to;
  }
  return Math.min(paused, most);
}

/** A case as deadlines see it. */
export type Dated = Pick<
  Case,
  "severity" | "openedAt" | "deadline" | "questions" | "requestedReleaseAt"
>;

/** Its deadline with the pauses until an instant; the planned release is never paused. */
export function dueAt(gate: Gate, calendar: BusinessCalendar, one: Dated, at: string): string {
  const paused = pausedUntil(gate, calendar, one, at);
  if (paused === 0) return one.deadline;
  const later = addBusinessHours(calendar, one.deadline, paused / hour);
  return notAfterRelease(gate, calendar, one, later);
}

/** What is due at once has this much time before it counts as used half as much again. */
const wholeMin = hour / 2;

export const escalationLevels = ["L0", "L1", "L2", "L3"] as const;
export type EscalationLevel = (typeof escalationLevels)[number];

/**
 * How far a case has escalated at an instant: from half of its time on where nobody has it, when all
 * of it is used, and when half as much again is, or the planned release has come with more at risk
 * than one person lets through. It changes nothing but who is told; what is decided stays at L0.
 */
export function escalationAt(
  gate: Gate,
  calendar: BusinessCalendar,
  one: Dated & Pick<Case, "state" | "assignee" | "atRisk">,
  at: string,
): EscalationLevel {
  if (!isWaiting(one.state)) return "L0";
  const due = dueAt(gate, calendar, one, at);
  const whole = Math.max(wholeMin, businessTimeBetween(calendar, one.openedAt, one.deadline));
  const paused = pausedUntil(gate, calendar, one, at);
  const used = Math.max(0, businessTimeBetween(calendar, one.openedAt, at) - paused);
  const release = one.requestedReleaseAt;
  const isMissed = release !== undefined && !isBefore(at, release);
  if (isMissed && isOverLimits(gate, one.atRisk)) return "L3";
  if (isBefore(at, due)) return used * 2 >= whole && one.assignee === undefined ? "L1" : "L0";
  return used * 2 >= whole * 3 ? "L3" : "L2";
}
