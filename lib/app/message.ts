import type { Report } from "../core/report.ts";
import type { Severity } from "../core/severity.ts";
import { builtIn } from "../core/violation.ts";
import { sha256 } from "./digest.ts";
import type { SubmissionId } from "./submission-id.ts";

/**
 * Tells whoever opens cases that one rule was violated in one submission. It points to the report
 * and does not carry it, so that it stays small and holds nothing of a person.
 */
export interface Message {
  readonly schema: "holdpoint/violations/1";
  /** Made from submission and rule: a message that comes twice has the same id both times. */
  readonly id: string;
  readonly submission: SubmissionId;
  readonly gate: string;
  readonly subject: string;
  readonly rule: string;
  /** The worst of its violations. */
  readonly severity: Severity;
  readonly violations: Readonly<Record<Severity, number>>;
  /** RFC 3339. */
  readonly receivedAt: string;
}

/** Messages that are stored, sent and marked together: what one call of SQS takes. */
export interface Parcel {
  readonly submission: SubmissionId;
  /** From 0, within the submission. */
  readonly index: number;
  /** RFC 3339: when it was stored; what waits longest is delivered first. */
  readonly storedAt: string;
  readonly messages: readonly Message[];
}

/** As many messages as SQS takes in one batch. */
export const parcelMessagesMax = 10;

/**
 * The messages of a submission, by rule: one for each rule that holds or blocks something, and one
 * for what could not be read. Warnings pass and open no case; rules in shadow hold nothing.
 * Deterministic.
 */
export function messagesOf(
  report: Report,
  submission: SubmissionId,
  receivedAt: string,
): readonly Message[] {
  if (report.violationsOmitted > 0)
    throw new Error("messages are made from a report that lists every violation");
  const { gate, subject } = report;
  return [...severitiesByRule(report)]
    .filter(([, { hold, block }]) => hold + block > 0)
    .map(([rule, violations]) => ({
      schema: "holdpoint/violations/1",
      id: messageIdOf(submission, rule),
      submission,
      gate,
      subject,
      rule,
      severity: violations.block > 0 ? "block" : "hold",
      violations,
      receivedAt,
    }));
}

/** From the violations themselves: the tallies leave out those of the engine's own rules. */
function severitiesByRule(report: Report): ReadonlyMap<string, Readonly<Record<Severity, number>>> {
  const counts = new Map<string, Record<Severity, number>>();
  for (const { rule, severity, shadow } of report.violations) {
    if (shadow) continue;
    const count = counts.get(rule) ?? { warn: 0, hold: 0, block: 0 };
    count[severity]++;
    counts.set(rule, count);
  }
  const { unreadable } = report.counts;
  if (unreadable > 0) counts.set(builtIn.unreadable, { warn: 0, hold: unreadable, block: 0 });
  return counts;
}

/** The messages as they will be stored and sent, in order. */
export function parcelsOf(messages: readonly Message[]): readonly Parcel[] {
  const parcels: Parcel[] = [];
  for (let from = 0; from < messages.length; from += parcelMessagesMax) {
    const batch = messages.slice(from, from + parcelMessagesMax);
    const { submission, receivedAt } = batch[0] as Message;
    parcels.push({ submission, index: parcels.length, storedAt: receivedAt, messages: batch });
  }
  return parcels;
}

const messageIdOf = (submission: SubmissionId, rule: string): string =>
  sha256(JSON.stringify(["message", submission, rule])).slice(0, 40);
