import { actorOf } from "../../caller.ts";
import type { SubmissionId } from "../../submission-id.ts";
import { act, type Moment, type Step } from "../act.ts";
import { requestedApproval } from "../approvals/approval-request.ts";
import { standingOf } from "../approvals/lapse-approvals.ts";
import type { Reason } from "../case.ts";
import { refuseEnded } from "../cases/act-on-case.ts";
import { refuseExpired } from "../cases/decision.ts";
import type { Acted, OnVersion, ReviewPorts } from "../command.ts";
import { conflict } from "../conflict.ts";
import { admitVersion, gateAt, submissionAt } from "../find-documents.ts";
import type { FourEyes } from "../policy/four-eyes.ts";
import { admit } from "../policy/separation.ts";
import { admitReason } from "../written.ts";
import {
  partialEffects,
  partialFacts,
  partialFourEyes,
  type ReadPartial,
  readPartial,
  refuseImpossible,
} from "./partial-release.ts";

/** The clean records of a submission go out. */
export interface ReleasePartially extends OnVersion {
  readonly submission: SubmissionId;
  readonly reason: Reason;
}

/**
 * Releases the records with which nothing is wrong any more; the others stay held. Where it leaves
 * much behind nothing goes out yet: the entry `approval.requested` names the request for the second.
 *
 * @throws {GateError} `forbidden` with the reason of law 6; `conflict` with reason `all_or_nothing`,
 * `whole_held`, `nothing_clean`, `nothing_held`, `approval_pending` or `submission_ended`.
 */
export async function releasePartially(
  ports: ReviewPorts,
  command: ReleasePartially,
): Promise<Acted> {
  const { submission: id, caller, version } = command;
  const reason = admitReason(command.reason);
  return act(ports, command, {
    operation: "release-partially",
    submission: id,
    said: { reason: { ...reason } },
    step: async (moment) => {
      await admitReleaser(ports, command, moment, version);
      const read = await readPartial(ports, id, moment);
      refuseEnded(read.submission);
      refuseExpired(read.gate, read.submission, moment.at);
      refuseImpossible(read);
      await admitNoPending(ports, read);
      const two = partialFourEyes(read);
      if (two !== undefined) return forTwo(ports, read, command, reason, two);
      return {
        action: "submission.released_partially",
        gate: read.gate.name,
        reason,
        facts: partialFacts(read),
        ...partialEffects(read, { by: actorOf(caller) }),
      };
    },
  });
}

/** Before anything of the evidence is read. */
async function admitReleaser(
  ports: ReviewPorts,
  { caller, submission: id }: ReleasePartially,
  { at: now }: Moment,
  version: number | undefined,
): Promise<void> {
  const submission = await submissionAt(ports, id);
  const { gate } = await gateAt(ports, submission.gate, now);
  admit({ caller, operation: "release-partially", gate, submission, now });
  admitVersion(submission, version);
}

/** Two requests for the same would let two people think that theirs is the one. */
async function admitNoPending(ports: ReviewPorts, read: ReadPartial): Promise<void> {
  for (const approval of await ports.approvals.of(read.submission.id))
    if (
      approval.action.kind === "release-partially" &&
      standingOf(approval, read.submission, read, read.at) === "pending" &&
      approval.action.records === read.standing.said.records
    )
      throw conflict(
        "approval_pending",
        "this partial release waits for its second person: wait, or withdraw the request",
      );
}

async function forTwo(
  ports: ReviewPorts,
  read: ReadPartial,
  { caller }: ReleasePartially,
  reason: Reason,
  two: FourEyes,
): Promise<Step> {
  const { submission, gate } = read;
  const action = { kind: "release-partially", ...read.standing.said, reason } as const;
  const approval = await requestedApproval(ports, { ...read, action, two, by: actorOf(caller) });
  return {
    action: "approval.requested",
    gate: gate.name,
    approval: approval.id,
    reason,
    facts: { ...partialFacts(read), binding: approval.binding, why: [...two.why] },
    approvals: [{ after: approval }],
    unchanged: [{ of: "submission", id: submission.id, version: submission.version }],
  };
}
