import type { Json } from "../core/expression/value.ts";
import type { Plan } from "../core/plan.ts";
import type { Report } from "../core/report.ts";
import type { Scope } from "../core/rule.ts";
import type { Severity } from "../core/severity.ts";
import { builtIn } from "../core/violation.ts";
import { canonicalJson, sha256 } from "./digest.ts";
import { isOfWhole } from "./review/policy/exposure.ts";
import { type Reviewable, reviewable, unlisted } from "./review/policy/reviewable.ts";
import type { Exposure } from "./review/submission.ts";
import type { SubmissionId } from "./submission-id.ts";

/** What goes over the queue of violations. A message that comes twice has the same id both times. */
export type Message = ViolationsMessage | ClosingMessage;

/**
 * Tells that a submission ended without being released, so that its cases end too. It may come
 * before the messages that open them.
 */
export interface ClosingMessage {
  readonly schema: "holdpoint/closing/1";
  readonly id: string;
  readonly submission: SubmissionId;
  readonly gate: string;
  readonly because: "withdrawn" | "rejected" | "superseded" | "expired";
  /** The submission that corrects it. */
  readonly supersededBy?: SubmissionId;
  /** RFC 3339. */
  readonly at: string;
}

/**
 * Tells whoever opens cases that one rule was violated in one submission. It points to the report
 * and does not carry it, so that it stays small and holds nothing of a person.
 */
export interface ViolationsMessage {
  readonly schema: "holdpoint/violations/1";
  /** Made from all that it says: it comes twice under one id, and none was made up: see `isStoredWith`. */
  readonly id: string;
  readonly submission: SubmissionId;
  readonly gate: string;
  readonly subject: string;
  readonly rule: string;
  /** The worst of its violations. */
  readonly severity: Severity;
  readonly violations: Readonly<Record<Severity, number>>;
  readonly scope: Scope;
  /** Whether a person may let its violations through at all. */
  readonly waivable: boolean;
  /** Of the violations that hold or block. */
  readonly atRisk: Exposure;
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
 *
 * @param atRiskOf what all violations of a rule put at risk, of which the listed ones are given.
 */
export function messagesOf(
  report: Report,
  plan: Pick<Plan, "rules">,
  submission: SubmissionId,
  receivedAt: string,
  atRiskOf: (rule: string, list: readonly Reviewable[]) => Exposure,
): readonly ViolationsMessage[] {
  const rules = new Map(plan.rules.map((rule) => [rule.id, rule]));
  const lists = reviewable(report);
  const counted = unlisted(report);
  const ids = [...lists.keys(), ...[...counted.keys()].filter((id) => !lists.has(id))];
  return ids.map((id) => {
    const list = lists.get(id) ?? [];
    const omitted = counted.get(id) ?? { hold: 0, block: 0 };
    const listed = severitiesOf(list);
    const violations = {
      warn: 0,
      hold: listed.hold + omitted.hold,
      block: listed.block + omitted.block,
    };
    const isWhole = list.some(isOfWhole) || (omitted.whole ?? 0) > 0;
    const rule = rules.get(id);
    return named({
      schema: "holdpoint/violations/1",
      submission,
      gate: report.gate,
      subject: report.subject,
      rule: id,
      severity: violations.block > 0 ? "block" : "hold",
      violations,
      // A sample that waits is of the submission, whatever its rule looks at besides.
      scope: isWhole ? "run" : (rule?.scope ?? builtInScope(id)),
      waivable: rule?.waivable ?? isBuiltInWaivable(id),
      atRisk: atRiskOf(id, list),
      receivedAt,
    });
  });
}

/** Forty digits over what was found, and sixteen more over what it puts at risk. */
function named(said: Omit<ViolationsMessage, "id">): ViolationsMessage {
  const { schema, atRisk, ...found } = said;
  const digest = (value: object): string => sha256(canonicalJson(value as unknown as Json));
  const id = `${digest({ schema, ...found }).slice(0, 40)}.${digest(atRisk).slice(0, 16)}`;
  return { schema, id, ...found, atRisk };
}

/** What of an id is told by what was found alone. */
export const foundIn = (id: string): string => id.slice(0, 40);

/**
 * Whether a message says what one of those says that were stored with a judged submission: queues
 * hold whatever somebody put there. What is at risk may be unknown instead, as it is after a restore:
 * then two people decide. Pure.
 */
export function isStoredWith(
  { id: submission, messages }: { readonly id: SubmissionId; readonly messages: readonly string[] },
  message: ViolationsMessage,
): boolean {
  const { id, ...said } = message;
  const own = named(said).id;
  const isKnown = message.submission === submission && messages.includes(id);
  return isKnown && (own === id || (foundIn(own) === foundIn(id) && isUnknown(message.atRisk)));
}

const isUnknown = ({ money }: Exposure): boolean =>
  money.unknown === true && Object.keys(money.amounts).length === 0;

/** The engine's own rules: what is wrong with a record is its own; all else concerns the whole. */
const builtInScope = (rule: string): Scope =>
  rule === builtIn.schema || rule === builtIn.unreadable || rule === builtIn.unjudged
    ? "record"
    : "run";

/** What nobody could read, or what is not there, nobody can let through. */
const isBuiltInWaivable = (rule: string): boolean =>
  rule !== builtIn.unreadable && rule !== builtIn.empty;

function severitiesOf(list: readonly Reviewable[]): Readonly<Record<Severity, number>> {
  const count = { warn: 0, hold: 0, block: 0 };
  for (const one of list) count[one.kind === "unreadable" ? "hold" : one.violation.severity]++;
  return count;
}

/** The messages of a judged submission as they will be stored and sent, in order. */
export function parcelsOf(messages: readonly ViolationsMessage[]): readonly Parcel[] {
  const parcels: Parcel[] = [];
  for (let from = 0; from < messages.length; from += parcelMessagesMax) {
    const batch = messages.slice(from, from + parcelMessagesMax);
    const { submission, receivedAt } = batch[0] as ViolationsMessage;
    parcels.push({ submission, index: parcels.length, storedAt: receivedAt, messages: batch });
  }
  return parcels;
}

/** The parcel of a submission's end; there is only one, so that its index is nobody else's. */
export const closingParcel = (closing: Omit<ClosingMessage, "schema" | "id">): Parcel => ({
  submission: closing.submission,
  index: 9_999,
  storedAt: closing.at,
  messages: [{ schema: "holdpoint/closing/1", id: closingIdOf(closing.submission), ...closing }],
});

const closingIdOf = (submission: SubmissionId): string =>
  sha256(JSON.stringify(["message", submission, " closing"])).slice(0, 40);
