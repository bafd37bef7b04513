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
  let lastMs = 0;
  return {
    ...queue,
    receive: async (messagesMax, visibilityMs) => {
      const nowMs = world.nowMs();
      const { hidden } = await messagesOf(world);
      for (const receipt of hidden) {
        // Whatever is hidden now and was not before was handed out when it was asked for last.
        const since = hiddenSince.get(receipt) ?? lastMs;
        hiddenSince.set(receipt, since);
        if (nowMs - since < visibilityMs) continue;
        hiddenSince.delete(receipt);
        await world.direct.hide(receipt, 0);
      }
      lastMs = nowMs;
      return queue.receive(messagesMax, longestMs);
    },
  };
}

/** How many messages lie in a queue, whether or not somebody has them. */
export async function leftIn(world: Pick<World, "engine" | "name">): Promise<number> {
  const { ready, hidden } = await messagesOf(world);
  return ready + hidden.length;
}

async function messagesOf({ engine, name }: Pick<World, "engine" | "name">) {
  const answer = await fetch(`${engine.endpoint}/_fauxqs/queues/${name}`);
  const { messages } = (await answer.json()) as {
    readonly messages: {
      readonly ready: readonly object[];
      readonly inflight: readonly { readonly receiptHandle: string }[];
    };
  };
  const hidden = messages.inflight.map(({ receiptHandle }) => receiptHandle);
  return { ready: messages.ready.length, hidden };
}
