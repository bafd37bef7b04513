import { setTimeout as sleep } from "node:timers/promises";
import type { DynamoDBBatchResponse, DynamoDBRecord, SQSBatchResponse } from "aws-lambda";
import type { WorkQueue } from "../../lib/adapters/work-queue.ts";
import { queueEvent } from "../../lib/local/lambda-events.ts";

/** Calls a function of the process that lives now; undefined when it did not answer, or failed. */
export type Invoke = <Answer>(name: string, event: unknown) => Promise<Answer | undefined>;

export interface EventSource {
  /** Ends when there is nothing more to hand over, or what there is was refused for a minute. */
  drained(): Promise<void>;
  stop(): Promise<void>;
}

const pauseMs = 20;
const batchMax = 25;
const drainMsMax = 60_000;

/**
 * What stands between a table's stream and a function on AWS: batches in order, and nothing further
 * before a batch is done; where a function names what failed, from there again.
 */
export function streamSource(
  stream: { next(): Promise<readonly DynamoDBRecord[]> },
  { name, wants }: { readonly name: string; readonly wants: (record: DynamoDBRecord) => boolean },
  invoke: Invoke,
): EventSource {
  let waiting: readonly DynamoDBRecord[] = [];
  return source(async () => {
    waiting = [...waiting, ...(await stream.next()).filter(wants)];
    if (waiting.length === 0) return "nothing";
    const batch = waiting.slice(0, batchMax);
    const answer = await invoke<DynamoDBBatchResponse>(name, { Records: batch });
    if (answer === undefined) return "again";
    const failed = new Set(answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    const from = batch.findIndex(({ dynamodb }) => failed.has(dynamodb?.SequenceNumber ?? ""));
    waiting = waiting.slice(from === -1 ? batch.length : from);
    return from === -1 ? "more" : "again";
  });
}

/** As long as a message is hidden from others while the function has it. */
const visibilityMs = 2_000;

/** What stands between a queue and a function: what is named as failed comes again, all else goes. */
export function queueSource(queue: WorkQueue, name: string, invoke: Invoke): EventSource {
  return source(async () => {
    const received = await queue.receive(10, visibilityMs);
    if (received.length === 0) return "nothing";
    const answer = await invoke<SQSBatchResponse>(name, queueEvent(received));
    if (answer === undefined) return "again";
    const failed = new Set(answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    for (const { id, receipt } of received)
      await (failed.has(id) ? queue.hide(receipt, 0) : queue.remove(receipt));
    return "more";
  });
}

function source(piece: () => Promise<"more" | "again" | "nothing">): EventSource {
  let isStopped = false;
  let idle = 0;
  const run = async (): Promise<void> => {
    while (!isStopped) {
      const left = await piece();
      idle = left === "nothing" ? idle + 1 : 0;
      if (left !== "more") await sleep(pauseMs);
    }
  };
  const ended = run();
  return {
    drained: async () => {
      idle = 0;
      const until = Date.now() + drainMsMax;
      // Longer than anything is hidden: then it would have come again.
      while (!isStopped && idle * pauseMs < visibilityMs + 500 && Date.now() < until)
        await sleep(pauseMs);
    },
    stop: async () => {
      isStopped = true;
      await ended;
    },
  };
}
