import type { SubmissionId } from "../submission-id.ts";

/** The one queue whose messages may die so far. */
export const violationsQueueName = "violations";

/** `{submission}.{16 hex}`, or `deployment.{16 hex}` where nobody knows whose it is. */
export type DeadLetterId = string;

export const deadLetterStates = ["dead", "redriven", "discarded"] as const;
export type DeadLetterState = (typeof deadLetterStates)[number];

/** A message that no consumer could take, as a row that an operator sees. Plain JSON. */
export interface DeadLetter {
  readonly schema: "holdpoint/dead-letter/1";
  /** Made from what the message says: one that dies again is the same letter, at its next version. */
  readonly id: DeadLetterId;
  readonly version: number;
  readonly state: DeadLetterState;
  /** The queue's name: `violations`. */
  readonly queue: string;
  /** The message's own id, and what it is of, where it could be read: only then it can be redriven. */
  readonly message?: string;
  readonly gate?: string;
  readonly submission?: SubmissionId;
  readonly rule?: string;
  /**
   * The body as it was sent, cut where it is too long, and empty once the letter was discarded. A
   * message points to a report and holds nothing of a person; what somebody else put into the queue
   * may, so that entries keep its digest only.
   */
  readonly body: string;
  /** How many of its bytes are not here. */
  readonly bodyOmittedBytes?: number;
  /** Why it can never be consumed; absent where it came back too often. */
  readonly reason?: string;
  readonly receives: number;
  /** RFC 3339: when it became a row, and when it was sent again. */
  readonly diedAt: string;
  readonly redrivenAt?: string;
  /** How often it has died. */
  readonly deaths: number;
}
