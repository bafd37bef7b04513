import * as z from "zod";
import { severities } from "../core/severity.ts";
import { GateError } from "./errors.ts";
import type { Message } from "./message.ts";

const id = z.string().min(1).max(100);
const name = z.string().min(1).max(200);
const instant = z.iso.datetime({ offset: true });
const count = z.int().min(0);

const violations = z.object({
  schema: z.literal("holdpoint/violations/1"),
  id,
  submission: id,
  gate: name,
  subject: name,
  rule: name,
  severity: z.enum(severities),
  violations: z.object({ warn: count, hold: count, block: count }),
  scope: z.enum(["record", "set", "run"]),
  waivable: z.boolean(),
  atRisk: z.object({
    money: z.object({
      amounts: z.record(z.string(), z.string()),
      unknown: z.literal(true).optional(),
    }),
    customers: count,
  }),
  receivedAt: instant,
});

const closing = z.object({
  schema: z.literal("holdpoint/closing/1"),
  id,
  submission: id,
  gate: name,
  because: z.enum(["withdrawn", "rejected", "superseded", "expired"]),
  supersededBy: id.optional(),
  at: instant,
});

const message = z.discriminatedUnion("schema", [violations, closing]);

/**
 * A message as it came out of the queue. Fields that are not known are left out: a newer sender may
 * say more.
 *
 * @throws {GateError} `invalid` for what is no message, or one of a version that is not known: it
 * will never be one, however often it comes. The text names fields and never what stood in them.
 */
export function parseMessage(text: string): Message {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new GateError("invalid", "the message is no JSON");
  }
  const read = message.safeParse(value);
  if (read.success) return read.data as Message;
  const fields = read.error.issues.map(({ path }) => `/${path.join("/")}`);
  throw new GateError(
    "invalid",
    `the message is none that is known; wrong are: ${[...new Set(fields)].join(", ")}`,
  );
}
