import { canonicalJson, sha256 } from "../digest.ts";
import { isGateError } from "../errors.ts";
import type { Message } from "../message.ts";
import { parseMessage } from "../parse-message.ts";
import type { Audits, Clock, DeadLetters } from "../ports.ts";
import { actByGate } from "../review/act-by-gate.ts";
import { deployment } from "../review/action-id.ts";
import { type DeadLetter, type DeadLetterId, violationsQueueName } from "./dead-letter.ts";

/** What burying asks of the world. */
export interface BuryPorts {
  readonly audits: Audits;
  readonly letters: DeadLetters;
  readonly clock: Clock;
}

/** A message that lies among the dead ones of its queue. */
export interface DeadMessage {
  /** The queue's name for this sending of it: a message that is sent again has another. */
  readonly id: string;
  readonly body: string;
  readonly receives: number;
  /** Where a consumer buried it: why it can never be consumed. */
  readonly reason?: string;
}

/** The longest body of which nothing is left out; the longest message is a tenth of it. */
export const bodySizeMaxBytes = 64 * 1024;
const reasonLengthMax = 1_000;

/**
 * Makes a dead message a row that operators see, with an entry. Idempotent: one sending of a message
 * dies once. A copy of what lies dead already changes nothing; what dies again after it was redriven
 * or discarded is the next version of the same letter.
 *
 * @returns the letter, and whether it died by this call.
 * @throws {GateError} `unavailable`, or `conflict` with reason `moved`: the message comes again.
 */
export async function buryMessage(
  ports: BuryPorts,
  tenant: string,
  dead: DeadMessage,
): Promise<{ readonly letter: DeadLetterId; readonly isNew: boolean }> {
  const message = messageIn(dead.body);
  const of = message?.submission ?? deployment;
  const id = `${of}.${contentDigest(dead.body, message).slice(0, 16)}`;
  const isNew = await actByGate(ports, {
    submission: of,
    cause: ["death", id, dead.id],
    step: async ({ at }) => {
      const before = await ports.letters.find(id);
      if (before?.state === "dead") return undefined;
      const after = letterOf(id, dead, message, at, before);
      const { queue, deaths, receives, reason, rule } = after;
      return {
        action: "letter.died",
        tenant,
        ...(message !== undefined && { gate: message.gate }),
        facts: {
          letter: id,
          queue,
          deaths,
          receives,
          ...(rule !== undefined && { rule }),
          ...(reason !== undefined && { reason }),
        },
        letters: [{ ...(before && { before }), after }],
      };
    },
  });
  return { letter: id, isNew };
}

/** The message in a body; undefined where it is none, or is of nothing that a gate can have named. */
export function messageIn(body: string): Message | undefined {
  try {
    const message = parseMessage(body);
    return submissionPattern.test(message.submission) ? message : undefined;
  } catch (error) {
    if (isGateError(error, "invalid")) return undefined;
    throw error;
  }
}

const submissionPattern = /^[0-9a-f]{40}$/;

/** However its members are ordered, and whatever a newer sender adds, a message is the same one. */
const contentDigest = (body: string, message: Message | undefined): string =>
  sha256(message === undefined ? body : canonicalJson(JSON.parse(JSON.stringify(message))));

function letterOf(
  id: DeadLetterId,
  { body, receives, reason }: DeadMessage,
  message: Message | undefined,
  at: string,
  before: DeadLetter | undefined,
): DeadLetter {
  const kept = cut(body);
  return {
    schema: "holdpoint/dead-letter/1",
    id,
    version: (before?.version ?? 0) + 1,
    state: "dead",
    queue: violationsQueueName,
    ...(message !== undefined && {
      message: message.id,
      gate: message.gate,
      submission: message.submission,
    }),
    ...(message?.schema === "holdpoint/violations/1" && { rule: message.rule }),
    ...kept,
    ...(reason !== undefined && { reason: reason.slice(0, reasonLengthMax) }),
    receives,
    diedAt: at,
    deaths: (before?.deaths ?? 0) + 1,
  };
}

/** A body that is longer than any message is shown as far as it is worth while. */
function cut(body: string): Pick<DeadLetter, "body" | "bodyOmittedBytes"> {
  const sizeBytes = Buffer.byteLength(body);
  if (sizeBytes <= bodySizeMaxBytes) return { body };
  // Half a character at the cut becomes none.
  const shown = Buffer.from(body).subarray(0, bodySizeMaxBytes).toString("utf8");
  const kept = shown.replace(/\ufffd+$/, "");
  return { body: kept, bodyOmittedBytes: sizeBytes - Buffer.byteLength(kept) };
}
