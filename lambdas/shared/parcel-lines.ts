import type { Parcel } from "../../lib/app/message.ts";
import { correlatedTo } from "./correlation.ts";
import type { Observer } from "./observed.ts";
import { traceOf } from "./trace-of.ts";

/** What the log says of a parcel that the queue has taken, whoever delivered it. */
export function tellDelivered({ logger }: Observer, { submission, messages }: Parcel): void {
  logger.info("parcel.delivered", { messages: messages.length, ...correlatedTo(submission) });
}

/** The same of one that stays pending; undefined where it could not even be read. */
export function tellUndelivered(
  { logger }: Observer,
  parcel: Parcel | undefined,
  error: unknown,
): void {
  logger.warn("parcel.failed", { ...correlatedTo(parcel?.submission), error: traceOf(error) });
}
