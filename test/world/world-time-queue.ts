import type { WorkQueue } from "../../lib/adapters/work-queue.ts";
import type { Engine } from "../support/engines/process.ts";

/** As long as SQS hides anything: nothing is visible again before the world says so. */
const longestMs = 43_200_000;

interface World {
  /** The same queue, past all wires. */
  readonly direct: WorkQueue;
  readonly engine: Engine;
  readonly name: string;
  readonly nowMs: () => number;
}

/**
 * A queue on an engine that hides messages by the machine's time, in a world that has its own: what
 * would be visible by now is given back before it is asked for. That includes what was handed out in
 * an answer that nobody got.
 */
export function worldTimeQueue(queue: WorkQueue, world: World): WorkQueue {
  const hiddenSince = new Map<string, number>();
  return {
    ...queue,
    receive: async (messagesMax, visibilityMs) => {
      const nowMs = world.nowMs();
      for (const receipt of await handedOut(world)) {
        const since = hiddenSince.get(receipt) ?? nowMs;
        hiddenSince.set(receipt, since);
        if (nowMs - since < visibilityMs) continue;
        hiddenSince.delete(receipt);
        await world.direct.hide(receipt, 0);
      }
      return queue.receive(messagesMax, longestMs);
    },
  };
}

async function handedOut({ engine, name }: World): Promise<readonly string[]> {
  const answer = await fetch(`${engine.endpoint}/_fauxqs/queues/${name}`);
  const { messages } = (await answer.json()) as {
    readonly messages: { readonly inflight: readonly { readonly receiptHandle: string }[] };
  };
  return messages.inflight.map(({ receiptHandle }) => receiptHandle);
}
