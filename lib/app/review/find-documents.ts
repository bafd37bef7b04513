import { GateError, isGateError, movedReason } from "../errors.ts";
import type { ActivePlan, Approvals, Cases, Plans, Submissions } from "../ports.ts";
import type { SubmissionId } from "../submission-id.ts";
import type { Approval, ApprovalId } from "./approval.ts";
import type { Case, CaseId } from "./case.ts";
import type { Submission } from "./submission.ts";

const submissionPattern = /^[0-9a-f]{40}$/;
const partPattern = /^([0-9a-f]{40})\.[0-9a-f]{16}$/;

/**
 * A submission that must be there.
 *
 * @throws {GateError} `not_found`.
 */
export async function submissionAt(
  { submissions }: { readonly submissions: Submissions },
  id: SubmissionId,
): Promise<Submission> {
  const found = submissionPattern.test(id) ? await submissions.find(id) : undefined;
  return found ?? absent("submission");
}

/**
 * A case that must be there.
 *
 * @throws {GateError} `not_found`.
 */
export async function caseAt({ cases }: { readonly cases: Cases }, id: CaseId): Promise<Case> {
  const found = partPattern.test(id) ? await cases.find(id) : undefined;
  return found ?? absent("case");
}

/**
 * A request for a second person that must be there.
 *
 * @throws {GateError} `not_found`.
 */
export async function approvalAt(
  { approvals }: { readonly approvals: Approvals },
  id: ApprovalId,
): Promise<Approval> {
  const found = partPattern.test(id) ? await approvals.find(id) : undefined;
  return found ?? absent("approval");
}

/**
 * The submission that a case, an approval or a pass is of: its id says so.
 *
 * @throws {GateError} `not_found` when it is no such id.
 */
export function submissionIn(id: string, what: "case" | "approval" | "pass"): SubmissionId {
  return partPattern.exec(id)?.[1] ?? absent(what);
}

/**
 * The gate as it is configured at an instant, with the rules in force.
 *
 * @throws {GateError} `unavailable` when this deployment has it no more.
 */
export async function gateAt(
  { plans }: { readonly plans: Plans },
  name: string,
  at: string,
): Promise<ActivePlan> {
  const active = await plans.active(name, at);
  if (active !== undefined) return active;
  throw new GateError("unavailable", `the gate ${name} is not configured in this deployment`, {
    reason: "gate_missing",
  });
}

/** After whatever has been put in force. */
const latest = "9999-12-31T23:59:59.999Z";

/**
 * The gate as it was when it judged a submission; as it is now, where that is not kept, or where
 * another engine made it: what was held before an upgrade is decided on after it.
 *
 * @throws {GateError} `unavailable` when this deployment has it no more.
 */
export async function judgingGate(
  ports: { readonly plans: Plans },
  { gate, revision, gateVersion }: Submission,
): Promise<ActivePlan> {
  try {
    const past = await ports.plans.past(gate, revision, gateVersion);
    if (past !== undefined) return past;
  } catch (error) {
    if (!isGateError(error, "unavailable")) throw error;
  }
  return gateAt(ports, gate, latest);
}

/**
 * Refuses a command on a document that is not as its caller saw it.
 *
 * @throws {GateError} `conflict`, reason `moved`.
 */
export function admitVersion(
  { version }: { readonly version: number },
  seen: number | undefined,
): void {
  if (seen === undefined || seen === version) return;
  throw new GateError(
    "conflict",
    `it has changed since you read it: it is at version ${version}, not ${seen}; read it again`,
    { reason: movedReason },
  );
}

function absent(what: string): never {
  throw new GateError("not_found", `there is no ${what} of this id`);
}
