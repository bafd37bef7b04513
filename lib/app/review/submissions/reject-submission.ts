import type { SubmissionId } from "../../submission-id.ts";
import { act } from "../act.ts";
import type { Reason } from "../case.ts";
import type { Acted, OnVersion, ReviewPorts } from "../command.ts";
import { admitVersion, gateAt, submissionAt } from "../find-documents.ts";
import { admit } from "../policy/separation.ts";
import { admitReason } from "../written.ts";
import { endedBy } from "./ended-by.ts";

/** A whole submission is rejected. */
export interface RejectSubmission extends OnVersion {
  readonly submission: SubmissionId;
  readonly reason: Reason;
}

/**
 * Rejects what is held of a submission; the sender corrects it and submits again. A message ends its
 * cases. What went out before stays out.
 *
 * @throws {GateError} `forbidden` with the reason of law 6; `conflict` with reason `submission_ended`
 * when nothing of it is held.
 */
export async function rejectSubmission(
  ports: ReviewPorts,
  command: RejectSubmission,
): Promise<Acted> {
  const { submission: id, caller, version } = command;
  const reason = admitReason(command.reason);
  return act(ports, command, {
    operation: "reject-submission",
    submission: id,
    said: { reason: { ...reason } },
    step: async ({ at }) => {
      const submission = await submissionAt(ports, id);
      const { gate } = await gateAt(ports, submission.gate, at);
      admit({ caller, operation: "reject-submission", gate, submission, now: at });
      admitVersion(submission, version);
      return {
        action: "submission.rejected",
        gate: gate.name,
        reason,
        facts: { report: submission.report, settled: { ...submission.settled } },
        ...endedBy(submission, "rejected", at),
      };
    },
  });
}
