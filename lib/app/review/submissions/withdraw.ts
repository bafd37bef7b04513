import type { SubmissionId } from "../../submission-id.ts";
import { act } from "../act.ts";
import type { Acted, OnVersion, ReviewPorts } from "../command.ts";
import { admitVersion, gateAt, submissionAt } from "../find-documents.ts";
import { admit } from "../policy/separation.ts";
import { admitText, reasonTextMax } from "../written.ts";
import { endedBy } from "./ended-by.ts";

/** The sender takes a submission back. */
export interface Withdraw extends OnVersion {
  readonly submission: SubmissionId;
  /** Why: 1 to 2,000 characters. */
  readonly text: string;
}

/**
 * Withdraws what is held of a submission; a message ends its cases. What went out before stays out.
 *
 * @throws {GateError} `forbidden` for anybody but its sender; `conflict` with reason
 * `submission_ended` when nothing of it is held.
 */
export async function withdraw(ports: ReviewPorts, command: Withdraw): Promise<Acted> {
  const { submission: id, caller, version } = command;
  const text = admitText(command.text, { pointer: "/text", max: reasonTextMax });
  return act(ports, command, {
    operation: "withdraw",
    submission: id,
    said: { text },
    step: async ({ at }) => {
      const submission = await submissionAt(ports, id);
      const { gate } = await gateAt(ports, submission.gate, at);
      admit({ caller, operation: "withdraw", gate, submission, now: at });
      admitVersion(submission, version);
      return {
        action: "submission.withdrawn",
        gate: gate.name,
        facts: { text },
        ...endedBy(submission, "withdrawn", at),
      };
    },
  });
}
