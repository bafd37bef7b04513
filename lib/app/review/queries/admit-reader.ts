import type { Caller } from "../../caller.ts";
import type { ReviewPorts } from "../command.ts";
import { gateAt } from "../find-documents.ts";
import type { Operation } from "../operation.ts";
import { forbidden, type Refusal } from "../policy/refusal.ts";
import { refusalOf } from "../policy/separation.ts";
import type { Submission } from "../submission.ts";

/** What somebody would read of what. */
export interface Reading {
  readonly caller: Caller;
  readonly operation: Operation;
  readonly submission: Submission;
  readonly at: string;
}

/** @throws {GateError} `forbidden` with the reason of law 6. */
export async function admitReader(ports: ReviewPorts, reading: Reading): Promise<void> {
  const refusal = await readerRefusal(ports, reading);
  if (refusal !== undefined) throw forbidden(refusal);
}

/**
 * Why somebody may not read something of a submission; undefined where she may. Second persons see
 * what they were ever asked about.
 */
export async function readerRefusal(
  ports: ReviewPorts,
  { caller, operation, submission, at: now }: Reading,
): Promise<Refusal | undefined> {
  const { gate } = await gateAt(ports, submission.gate, now);
  const admission = { caller, operation, gate, submission, now };
  const refusal = refusalOf(admission);
  if (refusal === undefined || !caller.roles.includes("second_approver")) return refusal;
  const asked = await ports.approvals.of(submission.id);
  return refusalOf({ ...admission, toApprove: asked.length > 0 });
}
