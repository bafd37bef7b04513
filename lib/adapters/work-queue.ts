/**
 * A queue as SQS has it, whatever keeps it: what was sent is handed out at least once, in no order;
 * what was handed out is hidden for a time and comes again unless it is removed; what came too often
 * goes to the dead letters.
 */
export interface WorkQueue {
  /** Sends at most 10 bodies; gives the indexes of those that were not taken. */
  send(bodies: readonly string[]): Promise<readonly number[]>;
  /** At most `messagesMax` (10) of those that are visible, hidden from others for `visibilityMs`. */
  receive(messagesMax: number, visibilityMs: number): Promise<readonly Received[]>;
  /** Idempotent. A receipt that has expired removes nothing that was handed out again. */
  remove(receipt: string): Promise<void>;
  /** Hides a message for so long from now on; 0 gives it back at once. */
  hide(receipt: string, visibilityMs: number): Promise<void>;
  /** Puts what can never be consumed straight among the dead letters, with the reason why. */
  bury(body: string, reason: string): Promise<void>;
  /** Messages that were handed out `receivesMax` times and came back, or were buried, oldest first. */
  dead(messagesMax: number): Promise<readonly DeadMessage[]>;
}

/** A queue whose dead messages lie with it: whoever makes rows of them takes them away here. */
export interface LocalQueue extends WorkQueue {
  /** Takes away those that are dead, by their ids; idempotent. */
  removeDead(ids: readonly string[]): Promise<void>;
}

export interface Received {
  readonly id: string;
  readonly body: string;
  /** Names this handing-out, not the message. */
  readonly receipt: string;
  /** From 1. */
  readonly receives: number;
}

export interface DeadMessage {
  readonly id: string;
  readonly body: string;
  readonly receives: number;
  /** Where it was buried: why it can never be consumed. */
  readonly reason?: string;
}

/** The message attribute in which a buried message says why. */
export const reasonName = "reason";

/** Handings-out after which a message is dead. */
export const receivesMax = 5;
