import type { Parcel } from "../../app/message.ts";
import type { Outbox, Violations } from "../../app/ports.ts";
import type { WorkQueue } from "../work-queue.ts";
import { instant } from "./instant.ts";
import { parsed, type Reader } from "./reader.ts";
import type { Writer } from "./writer.ts";

/**
 * The outbox in SQLite. What is sent is deleted, so that looking for what is pending reads nothing
 * else; that it was ever there stands in the audit entry.
 */
export const sqliteOutbox = (reader: Reader, writer: Writer): Outbox => ({
  pending: async (before, parcelsMax) =>
    reader
      .rows(
        `SELECT submission, body FROM outbox WHERE stored_at < ?
         ORDER BY stored_at, submission, place LIMIT ?`,
        instant(before),
        parcelsMax,
      )
      .map(({ submission, body }) => parsed<Parcel>(body, `the outbox of ${submission}`)),
  markSent: ({ storedAt, submission, index }) =>
    writer.write({ kind: "mark-sent", storedAt: instant(storedAt), submission, place: index }),
});

/** The queue of violations on a work queue: a body is a message. */
export const queuedViolations = (queue: WorkQueue): Violations => ({
  send: async (messages) => {
    const left = await queue.send(messages.map((message) => JSON.stringify(message)));
    return messages.filter((_, index) => left.includes(index));
  },
});
