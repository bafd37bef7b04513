import { actorOf } from "../../caller.ts";
import { canonicalJson } from "../../digest.ts";
import { movedReason } from "../../errors.ts";
import { act, type Moment, type Step } from "../act.ts";
import type { Approval, ApprovalId, ReviewedAction } from "../approval.ts";
import { provenByAnswers } from "../attest/prove-answers.ts";
import { refuseEnded } from "../cases/act-on-case.ts";
import {
  factsOf,
  fourEyesFor,
  partsOf,
  readDecidable,
  refuseUndecidable,
} from "../cases/decide.ts";
import { effectsOf, refuseExpired } from "../cases/decision.ts";
import type { Acted, Commanded, ReviewPorts } from "../command.ts";
import { conflict } from "../conflict.ts";
import { changed } from "../effects.ts";
import { approvalAt, caseAt, gateAt, submissionAt, submissionIn } from "../find-documents.ts";
import { admitApproval, type FourEyes } from "../policy/four-eyes.ts";
import { forbidden } from "../policy/refusal.ts";
import { admit } from "../policy/separation.ts";
import {
  partialEffects,
  partialFacts,
  partialFourEyes,
  readPartial,
  refuseImpossible,
} from "../submissions/partial-release.ts";
import { admitText, reasonTextMax } from "../written.ts";

/** The second person's consent. */
export interface Approve extends Commanded {
  readonly approval: ApprovalId;
  /** The binding that she saw: she approves this and nothing else. */
  readonly binding: string;
  readonly note?: string;
}

/**
 * Approves what was asked for, and does it, in one transaction over fresh documents: an approval is
 * used once, for what it was asked for, or not at all.
 *
 * @throws {GateError} `forbidden` with the reason of law 6; `conflict` when it is too late.
 */
export async function approve(ports: ReviewPorts, command: Approve): Promise<Acted> {
  const { approval: id, binding, caller } = command;
  const note =
    command.note === undefined
      ? undefined
      : admitText(command.note, { pointer: "/note", max: reasonTextMax });
  return act(ports, command, {
    operation: "approve",
    submission: submissionIn(id, "approval"),
    on: { approval: id },
    said: { binding, note: note ?? null },
    step: async (moment) => {
      const approval = await approvalAt(ports, id);
      const used = changed(approval, {
        state: "used",
        decidedBy: actorOf(caller),
        decidedAt: moment.at,
        ...(note !== undefined && { note }),
      });
      try {
        await admitSecond(ports, approval, command, moment);
        const done = await doneBy(ports, approval, command, moment);
        return { ...done, approval: id, approvals: [used] };
      } catch (error) {
        // Somebody may have used it between two of our reads: then what is refused is that, and kept.
        if ((await approvalAt(ports, id)).version === approval.version) throw error;
        throw conflict(movedReason, "the request changed meanwhile: read it again");
      }
    },
  });
}

/** Whether she may be the second person of this, as everything stands now. */
async function admitSecond(
  ports: ReviewPorts,
  approval: Approval,
  { caller, binding }: Approve,
  { at: now }: Moment,
): Promise<void> {
  const submission = await submissionAt(ports, approval.submission);
  const active = await gateAt(ports, approval.gate, now);
  const { action } = approval;
  const { gate } = active;
  const one = action.kind === "decide" ? await caseAt(ports, action.case) : undefined;
  admit({ caller, operation: "approve", gate, submission, toApprove: true, now });
  admitApproval({
    approval,
    caller,
    binding,
    active,
    submission,
    ...(one && { case: one }),
    now,
  });
}

function doneBy(
  ports: ReviewPorts,
  approval: Approval,
  command: Approve,
  moment: Moment,
): Promise<Step> {
  const { action } = approval;
  return action.kind === "decide"
    ? decidedBy(ports, approval, action, command, moment)
    : releasedBy(ports, approval, command, moment);
}

async function decidedBy(
  ports: ReviewPorts,
  approval: Approval,
  action: Extract<ReviewedAction, { kind: "decide" }>,
  { caller }: Approve,
  moment: Moment,
): Promise<Step> {
  const read = await readDecidable(ports, action.case, moment);
  const { decision, answers, reason } = action;
  refuseUndecidable(read, decision);
  const parts = await partsOf(ports, read, action.violations);
  const proof = answers && (await provenByAnswers(ports, { ...read, ...parts }, answers));
  refuseGrown(approval, fourEyesFor(read, parts.part, decision));
  const decided = {
    ...read,
    ...parts,
    decision,
    ...(answers && { answers }),
    ...(proof && { proof }),
    reason,
    by: approval.requestedBy,
    approvedBy: actorOf(caller),
  };
  return {
    action: "approval.given",
    gate: approval.gate,
    case: action.case,
    reason,
    facts: { ...factsOf(decided), binding: approval.binding, requestedAt: approval.requestedAt },
    ...effectsOf(decided),
  };
}

async function releasedBy(
  ports: ReviewPorts,
  approval: Approval,
  { caller }: Approve,
  moment: Moment,
): Promise<Step> {
  const { reason } = approval.action;
  const read = await readPartial(ports, approval.submission, moment);
  refuseEnded(read.submission);
  refuseExpired(read.gate, read.submission, moment.at);
  const action: ReviewedAction = { kind: "release-partially", ...read.standing.said, reason };
  if (canonicalJson({ ...action, reason: { ...reason } }) !== canonicalJson(sayingOf(approval)))
    throw stale();
  refuseImpossible(read);
  refuseGrown(approval, partialFourEyes(read));
  return {
    action: "approval.given",
    gate: approval.gate,
    reason,
    facts: { ...partialFacts(read), binding: approval.binding, requestedAt: approval.requestedAt },
    ...partialEffects(read, { by: approval.requestedBy, approvedBy: actorOf(caller) }),
  };
}

const sayingOf = ({ action }: Approval) => ({ ...action, reason: { ...action.reason } });

/** What has become more since it was asked for needs whoever approves that much. */
function refuseGrown({ approvers }: Approval, now: FourEyes | undefined): void {
  if (now === undefined || approvers.every((role) => now.approvers.includes(role))) return;
  throw stale();
}

const stale = () =>
  forbidden({
    reason: "approval_stale",
    message: "what would go out has changed since this was asked for: ask for a new approval",
  });
