import type { SubmissionId } from "../submission-id.ts";

/** `{submission}.{16 hex}`, or `deployment.{16 hex}` where nobody knows whose it is. */
export type DeadLetterId = string;

export const deadLetterStates = ["dead", "redriven", "discarded"] as const;
export type DeadLetterState = (typeof deadLetterStates)[number];

/** A message that no consumer could take, as a row that an operator sees. Plain JSON. */
export interface DeadLetter {
  readonly schema: "holdpoint/dead-letter/1";
  /** Made from the message's body: one that dies again is the same letter, at its next version. */
  readonly id: DeadLetterId;
  readonly version: number;
  readonly state: DeadLetterState;
  /** The queue's name: `violations`. */
  readonly queue: string;
  /** The message's own id and gate, where it could be read. */
  readonly message?: string;
  readonly gate: string;
  readonly submission?: SubmissionId;
  /** The body as it was sent; it points to a report and holds nothing of a person. */
  readonly body: string;
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
