import { type DeadMessage, type LocalQueue, receivesMax } from "../work-queue.ts";
import type { Reader } from "./reader.ts";
import type { Writer } from "./writer.ts";

const anyVisible = `
  SELECT 1 FROM queue WHERE receives < ${receivesMax} AND visible_at <= ? LIMIT 1`;

/** As SQS has them. */
const bodiesMax = 10;

/**
 * A work queue in SQLite, with the semantics of SQS; what was sent survives a crash. A receipt is
 * the message with the number of its handing-out. What is dead lies in the same table until it has
 * been buried.
 *
 * @param nowMs the time by which messages are hidden and come again.
 */
export function sqliteWorkQueue(reader: Reader, writer: Writer, nowMs: () => number): LocalQueue {
  return {
    send: async (bodies) => {
      if (bodies.length > bodiesMax) throw new Error(`a batch has at most ${bodiesMax} bodies`);
      if (bodies.length > 0) await writer.write({ kind: "queue-send", bodies, nowMs: nowMs() });
      return [];
    },
    receive: async (messagesMax, visibilityMs) => {
      // Who asks an empty queue again and again writes nothing.
      if (!reader.row(anyVisible, nowMs())) return [];
      const handedOut = await writer.write({
        kind: "queue-receive",
        messagesMax: Math.min(messagesMax, bodiesMax),
        visibilityMs,
        nowMs: nowMs(),
      });
      return handedOut.map(({ id, body, receives }) => ({
        id: String(id),
        body,
        receipt: `${id}:${receives}`,
        receives,
      }));
    },
    remove: async (receipt) => {
      const named = namedBy(receipt);
      if (named) await writer.write({ kind: "queue-remove", ...named });
    },
    hide: async (receipt, visibilityMs) => {
      const named = namedBy(receipt);
      const visibleAt = nowMs() + visibilityMs;
      if (named) await writer.write({ kind: "queue-hide", ...named, visibleAt });
    },
    bury: async (body, reason) => {
      await writer.write({ kind: "queue-bury", body, reason, nowMs: nowMs() });
    },
    removeDead: async (ids) => {
      const numbers = ids.map(Number).filter(Number.isSafeInteger);
      if (numbers.length > 0) await writer.write({ kind: "queue-remove-dead", ids: numbers });
    },
    dead: async (messagesMax) =>
      reader
        .rows(
          `SELECT id, body, receives, reason FROM queue
           WHERE receives >= ${receivesMax} AND visible_at <= ? ORDER BY id LIMIT ?`,
          nowMs(),
          messagesMax,
        )
        .map(
          ({ id, body, receives, reason }): DeadMessage => ({
            id: String(id),
            body: String(body),
            receives: Number(receives),
            ...(reason !== null && { reason: String(reason) }),
          }),
        ),
  };
}

function namedBy(receipt: string): { readonly id: number; readonly receives: number } | undefined {
  const [, id, receives] = /^(\d{1,15}):(\d{1,9})$/.exec(receipt) ?? [];
  return id === undefined ? undefined : { id: Number(id), receives: Number(receives) };
}
