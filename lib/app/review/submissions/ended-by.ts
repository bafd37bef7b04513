import { type ClosingMessage, closingParcel } from "../../message.ts";
import { changed, type Effects } from "../effects.ts";
import { nextSubmissionState } from "../policy/submission-states.ts";
import type { Submission } from "../submission.ts";

/**
 * A submission ends without going out; one message tells whoever ends its cases. Pure.
 *
 * @throws {GateError} `conflict` with reason `submission_ended` when it has ended already.
 */
export function endedBy(
  submission: Submission,
  because: Exclude<ClosingMessage["because"], "superseded">,
  at: string,
): Pick<Effects, "submissions" | "outbox"> {
  const state = nextSubmissionState(submission.state, because);
  const { id, gate } = submission;
  return {
    submissions: [changed(submission, { state })],
    outbox: [closingParcel({ submission: id, gate, because, at })],
  };
}
