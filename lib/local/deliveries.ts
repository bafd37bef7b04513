import { randomUUID } from "node:crypto";
import type {
  Context,
  DynamoDBBatchResponse,
  DynamoDBStreamEvent,
  SQSBatchResponse,
  SQSEvent,
} from "aws-lambda";
import { type LocalQueue, receivesMax } from "../adapters/work-queue.ts";
import { GateError } from "../app/errors.ts";
import type { Clock, Outbox } from "../app/ports.ts";
import {
  contextOf,
  deadLettersEvent,
  queueEvent,
  sequenceNumberOf,
  streamEvent,
} from "./lambda-events.ts";
import { type Loop, loop } from "./loop.ts";

export interface Deliveries {
  /** Something was put into the outbox. */
  wake(): void;
  /** Ends after what is under way; what is left stays in the outbox and the queue. */
  stop(): Promise<void>;
}

export interface DeliveryPorts {
  readonly outbox: Outbox;
  readonly queue: LocalQueue;
  readonly clock: Clock;
  readonly dispatch: (
    event: DynamoDBStreamEvent,
    context: Context,
  ) => Promise<DynamoDBBatchResponse>;
  readonly openCases: (event: SQSEvent, context: Context) => Promise<SQSBatchResponse>;
  readonly bury: (event: SQSEvent, context: Context) => Promise<SQSBatchResponse>;
  readonly sweep: (event: unknown, context: Context) => Promise<unknown>;
  /** Told of what failed; it is tried again. */
  readonly onFailure: (what: string, error: unknown) => void;
}

/** Parcels of one stream event, messages of one queue event, as AWS has them. */
const parcelsMax = 25;
const messagesMax = 10;
/** Six times what the function may take, as on AWS. */
const visibilityMs = 180_000;
/** What failed is seen again after this long at first: nobody wants to wait three minutes at a desk. */
const againMs = 500;
const sweepEveryMs = 60_000;

/**
 * Does what AWS does between the functions: the stream of the outbox, the queue's poller, the
 * timer of the sweep. At least once, as there.
 */
export function startDeliveries(ports: DeliveryPorts): Deliveries {
  const failing = (what: string) => (error: unknown) => ports.onFailure(what, error);
  const poller = loop(() => poll(ports, () => undertaker.wake()), {
    idleMs: 1_000,
    failedMs: 250,
    onFailure: failing("open-cases"),
  });
  const undertaker = loop(() => buryOnce(ports), {
    idleMs: 5_000,
    failedMs: 250,
    onFailure: failing("bury"),
  });
  const pump = loop(() => pumpOnce(ports, poller), {
    idleMs: 5_000,
    failedMs: 250,
    onFailure: failing("dispatch"),
  });
  const sweeper = loop(
    async () => {
      await ports.sweep({}, contextOf("sweep", randomUUID()));
      return "nothing";
    },
    { idleMs: sweepEveryMs, failedMs: sweepEveryMs, onFailure: failing("sweep") },
  );
  return {
    wake: pump.wake,
    stop: async () => {
      await Promise.all([pump.stop(), sweeper.stop()]);
      await poller.stop();
      await undertaker.stop();
    },
  };
}

async function pumpOnce(
  { outbox, clock, dispatch }: DeliveryPorts,
  poller: Loop,
): Promise<"more" | "nothing"> {
  // What was stored in this very millisecond is wanted too.
  const before = new Date(Date.parse(clock.now()) + 1_000).toISOString();
  const parcels = await outbox.pending(before, parcelsMax);
  if (parcels.length === 0) return "nothing";
  const { batchItemFailures } = await dispatch(
    streamEvent(parcels),
    contextOf("dispatch", randomUUID()),
  );
  poller.wake();
  if (batchItemFailures.length === 0) return "more";
  const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
  const names = parcels.map(sequenceNumberOf).filter((name) => failed.has(name));
  throw new Error(`${batchItemFailures.length} parcels were not delivered: ${names.join(", ")}`);
}

async function poll(
  { queue, openCases, onFailure }: DeliveryPorts,
  onDead: () => void,
): Promise<"more" | "nothing"> {
  const messages = await queue.receive(messagesMax, visibilityMs);
  if (messages.length === 0) return "nothing";
  const context = contextOf("open-cases", randomUUID());
  const { batchItemFailures } = await openCases(queueEvent(messages), context).catch(
    // As on AWS: of a call that failed nothing counts as done.
    () => ({ batchItemFailures: messages.map(({ id }) => ({ itemIdentifier: id })) }),
  );
  const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
  await Promise.all(
    messages.map(({ id, receipt, receives }) =>
      failed.has(id)
        ? queue.hide(receipt, receives < receivesMax ? againMs * 2 ** (receives - 1) : 0)
        : queue.remove(receipt),
    ),
  );
  // What is dead by now, or was buried by the function, becomes a row.
  for (const { id, receives } of messages)
    if (failed.has(id) && receives >= receivesMax) onFailure("open-cases", isDead);
  onDead();
  return "more";
}

/** As the event source of the dead-letter queue does: what was buried is taken away, the rest stays. */
async function buryOnce({ queue, bury }: DeliveryPorts): Promise<"more" | "nothing"> {
  const dead = await queue.dead(messagesMax);
  if (dead.length === 0) return "nothing";
  const { batchItemFailures } = await bury(deadLettersEvent(dead), contextOf("bury", randomUUID()));
  const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
  await queue.removeDead(dead.map(({ id }) => id).filter((id) => !failed.has(id)));
  if (failed.size > 0) throw new Error(`${failed.size} dead letters were not made rows`);
  return "more";
}

const isDead = new GateError(
  "unavailable",
  `a message was tried ${receivesMax} times, so that cases of something held are missing: correct ` +
    "what --verbose tells, then send it again: `holdpoint letters list`",
);
