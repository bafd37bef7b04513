import type { IncomingMessage } from "node:http";
import { limits } from "./limits.ts";

/** Bytes of bodies that all requests together hold. */
export interface Budget {
  bytes: number;
}

export type Received =
  | { readonly kind: "whole"; readonly body: Uint8Array }
  /** More than this request may have; the rest is being thrown away. */
  | { readonly kind: "too_large" }
  /** More than all requests together may hold now. */
  | { readonly kind: "no_room" }
  /** It did not come in time. */
  | { readonly kind: "late" }
  /** The sender went away. */
  | { readonly kind: "gone" };

/**
 * Reads a body as it comes, and no further than it may be long: what says it is longer is refused
 * before a byte of it is kept. Whoever got it whole gives its bytes back to the budget when done.
 */
export function receiveBody(
  request: IncomingMessage,
  bytesMax: number,
  budget: Budget,
  timeoutMs: number = limits.requestTimeoutMs,
): Promise<Received> {
  const stated = Number(request.headers["content-length"] ?? 0);
  if (stated > bytesMax) return refused(request, { kind: "too_large" });
  if (budget.bytes + stated > limits.bodiesBytesMax) return refused(request, { kind: "no_room" });
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    let isOver = false;
    const finish = (received: Received): void => {
      if (isOver) return;
      isOver = true;
      clearTimeout(late);
      if (received.kind !== "whole") {
        budget.bytes -= length;
        chunks.length = 0;
      }
      const isRefused = received.kind !== "whole" && received.kind !== "gone";
      resolve(isRefused ? refused(request, received) : received);
    };
    const late = setTimeout(() => finish({ kind: "late" }), timeoutMs).unref();
    request.on("data", (chunk: Buffer) => {
      if (isOver) return;
      length += chunk.length;
      budget.bytes += chunk.length;
      if (length > bytesMax) finish({ kind: "too_large" });
      else if (budget.bytes > limits.bodiesBytesMax) finish({ kind: "no_room" });
      else chunks.push(chunk);
    });
    request.on("end", () => finish({ kind: "whole", body: whole(chunks) }));
    request.on("error", () => finish({ kind: "gone" }));
    request.on("close", () => finish({ kind: "gone" }));
  });
}

const whole = (chunks: readonly Buffer[]): Buffer =>
  chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);

const refused = async (request: IncomingMessage, received: Received): Promise<Received> => {
  discard(request);
  return received;
};

/** Throws away what still comes, as far as that is bearable, so that the sender hears the answer. */
export function discard(request: IncomingMessage): void {
  let discarded = 0;
  const enough = setTimeout(() => request.destroy(), limits.idleTimeoutMs).unref();
  request.on("error", () => {});
  request.on("close", () => clearTimeout(enough));
  request.on("end", () => clearTimeout(enough));
  request.on("data", (chunk: Buffer) => {
    discarded += chunk.length;
    if (discarded > limits.discardedBytesMax) request.destroy();
  });
  request.resume();
}
