import { GateError } from "../../errors.ts";
import { isStoredWith, type ViolationsMessage } from "../../message.ts";
import { actByGate } from "../act-by-gate.ts";
import type { Case } from "../case.ts";
import { caseIdOf } from "../case-id.ts";
import type { ReviewPorts } from "../command.ts";
import { judgingGate, submissionAt } from "../find-documents.ts";
import { calendarOf } from "../policy/business-hours.ts";
import { expectationOf } from "../policy/cost-model.ts";
import { deadlineOf } from "../policy/deadlines.ts";
import { formatOrdinals, ordinalsUpTo } from "../policy/ordinals.ts";
import type { Submission } from "../submission.ts";
import { continuesOf } from "./continuation.ts";
import { endCase, isEnded } from "./end-case.ts";

/**
 * Opens the case of a message. Idempotent; whenever it comes, the case ends up the same: of a
 * submission that has ended meanwhile it is opened and ended.
 *
 * @throws {GateError} `not_found` for a submission that this store does not have; `invalid` for a
 * message that was not stored with it; `conflict` with reason `moved` and `unavailable`: the message
 * must come again.
 */
export async function openCase(ports: ReviewPorts, message: ViolationsMessage): Promise<void> {
  const id = caseIdOf(message.submission, message.rule);
  await actByGate(ports, {
    submission: message.submission,
    cause: ["message", message.id],
    step: async () => {
      if ((await ports.cases.find(id)) !== undefined) return undefined;
      const submission = await submissionAt(ports, message.submission);
      await admitMessage(ports, message);
      const { version, gate, tenant } = submission;
      return {
        action: "case.opened",
        tenant,
        gate,
        case: id,
        facts: { message: message.id },
        cases: [{ after: await caseOf(ports, submission, message) }],
        // When the submission ends at this very moment, this is done again, and ends the case.
        unchanged: [{ of: "submission", id: submission.id, version }],
      };
    },
  });
  const submission = await submissionAt(ports, message.submission);
  if (isEnded(submission)) await endCase(ports, submission, id);
}

/** Cases are decided on by what they say, so that nothing opens one but what the verdict gave rise to. */
async function admitMessage({ audits }: ReviewPorts, message: ViolationsMessage): Promise<void> {
  const judged = await audits.find(message.submission);
  if (judged === undefined)
    throw new GateError("unavailable", "the entry of this submission cannot be seen yet");
  if (isStoredWith(judged, message)) return;
  throw new GateError(
    "invalid",
    "the message is none of those that were stored with its submission: somebody else made it",
  );
}

/** Nothing in it is from a clock, so that late messages open no younger cases. */
async function caseOf(
  ports: ReviewPorts,
  submission: Submission,
  message: ViolationsMessage,
): Promise<Case> {
  const { submission: of, gate: gateName, subject, rule, severity, scope, waivable } = message;
  const { gate } = await judgingGate(ports, submission);
  const calendar = await calendarOf(ports.references, gate);
  const count = message.violations.block + message.violations.hold;
  const reviewed = severity === "block" ? "block" : "hold";
  const { atRisk, receivedAt: openedAt } = message;
  const release = submission.requestedReleaseAt;
  const due = {
    severity: reviewed,
    openedAt,
    ...(release !== undefined && { requestedReleaseAt: release }),
  } as const;
  const { contacts, cost, currency } = expectationOf(gate, {
    rule,
    subject,
    units: atRisk.customers,
  });
  const continues = await continuesOf(ports, submission, rule);
  return {
    schema: "holdpoint/case/1",
    id: caseIdOf(of, rule),
    version: 1,
    submission: of,
    gate: gateName,
    subject,
    rule,
    scope,
    waivable,
    state: "open",
    violations: formatOrdinals(ordinalsUpTo(count)),
    count,
    atRisk,
    expected: { contacts, cost, currency },
    ...due,
    deadline: deadlineOf(gate, calendar, due),
    questions: [],
    ...(continues !== undefined && { continues }),
  };
}
