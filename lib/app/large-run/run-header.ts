import type { JsonObject } from "../../core/expression/value.ts";
import { type Filled, headersOf } from "../envelope.ts";
import { submissionIdOf } from "../submission-id.ts";
import type { LargeRun } from "./run.ts";

/** What the gate fills into the envelope of a run. */
export const filledFor = ({ id, tenant, openedBy }: LargeRun): Filled => ({
  submission_id: id,
  tenant_id: tenant,
  submitted_by: openedBy.principal,
});

/**
 * The header of a run's envelope, checked as that of any submission is, with what the gate fills in.
 * Idempotent: it may be given what it gave.
 *
 * @throws {GateError} `invalid` with the JSON Pointer of every mistake.
 */
export function runHeader(run: LargeRun, found: JsonObject): JsonObject {
  const { run: header, ...headers } = found;
  const read = { headers, readings: [] };
  const { idempotency_key: key } = headers;
  const isKey =
    typeof key === "string" && submissionIdOf(run.gate, run.openedBy.principal, key) === run.id;
  const checked = headersOf(read, {
    filled: filledFor(run),
    subject: run.subject,
    // The key itself is not kept: the run's id shows whether this is it.
    idempotencyKey: isKey ? key : "",
  });
  return { ...checked, ...(header !== undefined && { run: header }) };
}
