import { actorOf } from "../../caller.ts";
import { act, type Moment } from "../act.ts";
import type { Approval, ApprovalId } from "../approval.ts";
import type { Acted, Commanded, ReviewPorts } from "../command.ts";
import { changed } from "../effects.ts";
import { approvalAt, gateAt, submissionAt, submissionIn } from "../find-documents.ts";
import { admitApproval, admitUnused } from "../policy/four-eyes.ts";
import { isSamePerson } from "../policy/person.ts";
import { admit } from "../policy/separation.ts";
import { admitText, reasonTextMax } from "../written.ts";
import { freed } from "./lapse-approvals.ts";

/** The second person's no, or the first one's withdrawal. */
export interface RefuseApproval extends Commanded {
  readonly approval: ApprovalId;
  /** Why: 1 to 2,000 characters. */
  readonly note: string;
}

/**
 * Ends a pending request; the case waits for a decision again, and nothing else changes.
 *
 * @throws {GateError} `forbidden` with the reason of law 6, or with that of what the request is no
 * more: `approval_used`, `approval_refused`, `approval_expired`.
 */
export async function refuseApproval(ports: ReviewPorts, command: RefuseApproval): Promise<Acted> {
  const { approval: id, caller } = command;
  const note = admitText(command.note, { pointer: "/note", max: reasonTextMax });
  return act(ports, command, {
    operation: "refuse-approval",
    submission: submissionIn(id, "approval"),
    on: { approval: id },
    said: { note },
    step: async (moment) => {
      const approval = await approvalAt(ports, id);
      const isOwn = isSamePerson(approval.requestedBy, caller);
      await admitEnding(ports, approval, command, moment, isOwn);
      const refused = changed(approval, {
        state: "refused",
        decidedBy: actorOf(caller),
        decidedAt: moment.at,
        note,
      });
      return {
        action: "approval.refused",
        gate: approval.gate,
        approval: id,
        ...(approval.action.kind === "decide" && { case: approval.action.case }),
        facts: { note, withdrawn: isOwn },
        approvals: [refused],
        cases: await freed(ports, approval),
      };
    },
  });
}

async function admitEnding(
  ports: ReviewPorts,
  approval: Approval,
  { caller }: RefuseApproval,
  { at: now }: Moment,
  isOwn: boolean,
): Promise<void> {
  const submission = await submissionAt(ports, approval.submission);
  const active = await gateAt(ports, approval.gate, now);
  const { gate } = active;
  const move = { approval, caller, active, submission, now };
  if (!isOwn) {
    admit({ caller, operation: "refuse-approval", gate, submission, toApprove: true, now });
    admitApproval(move);
    return;
  }
  // Whoever asked may take it back as long as she may ask for it at all.
  const { action } = approval;
  const operation = action.kind === "decide" ? "decide" : "release-partially";
  const decision = action.kind === "decide" ? { decision: action.decision } : {};
  admit({ caller, operation, gate, submission, ...decision, now });
  admitUnused(move);
}
