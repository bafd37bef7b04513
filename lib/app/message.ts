import type { Report, RuleTally } from "../core/report.ts";
import type { Severity } from "../core/severity.ts";
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
 * The messages of a submission, by rule: one for each rule that holds or blocks something. Warnings
 * pass and open no case; rules in shadow hold nothing. Deterministic.
 */
export function messagesOf(
  report: Report,
  submission: SubmissionId,
  receivedAt: string,
): readonly Message[] {
  return report.rules.filter(holdsSomething).map((tally) => ({
    schema: "holdpoint/violations/1",
    id: messageIdOf(submission, tally.rule),
    submission,
    gate: report.gate,
    subject: report.subject,
    rule: tally.rule,
    severity: tally.violations.block > 0 ? "block" : "hold",
    violations: tally.violations,
    receivedAt,
  }));
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

const holdsSomething = (tally: RuleTally): boolean =>
  tally.shadow !== true && tally.violations.hold + tally.violations.block > 0;
