import { GateError } from "./errors.ts";
import type { Parcel } from "./message.ts";
import type { Outbox, Violations } from "./ports.ts";

export interface DispatchPorts {
  readonly outbox: Outbox;
  readonly violations: Violations;
}

/**
 * Delivers one parcel: sends its messages, then marks it. It is marked only when the queue has taken
 * every message, so that nothing is lost; who dies in between sends again, so that consumers must
 * know a message by its id.
 *
 * @throws {GateError} `unavailable` when a message was not taken or the parcel could not be marked:
 * it stays pending.
 */
export async function dispatch(ports: DispatchPorts, parcel: Parcel): Promise<void> {
  const left = await ports.violations.send(parcel.messages);
  if (left.length > 0)
    throw new GateError(
      "unavailable",
      `the queue took ${parcel.messages.length - left.length} of ${parcel.messages.length} messages`,
    );
  await ports.outbox.markSent(parcel);
}

/** What a sweep did. */
export interface Swept {
  readonly delivered: number;
  /** What each parcel that stays pending failed with. */
  readonly failures: readonly unknown[];
}

/**
 * Delivers what has waited in the outbox since before an instant, the oldest first: whatever a
 * stream lost. Each parcel on its own; at most `parcelsMax`, so that it ends. `onEach` is told of each,
 * with what it failed with where it stays pending.
 */
export async function sweep(
  ports: DispatchPorts,
  before: string,
  parcelsMax: number,
  onEach: (parcel: Parcel, failure?: unknown) => void = () => {},
): Promise<Swept> {
  const failures: unknown[] = [];
  const parcels = await ports.outbox.pending(before, parcelsMax);
  for (const parcel of parcels) {
    try {
      await dispatch(ports, parcel);
    } catch (failure) {
      failures.push(failure);
      onEach(parcel, failure);
      continue;
    }
    onEach(parcel);
  }
  return { delivered: parcels.length - failures.length, failures };
}
