import type { ActionEntry } from "../../../lib/app/audit-entry.ts";
import type { Caller } from "../../../lib/app/caller.ts";
import { GateError } from "../../../lib/app/errors.ts";
import { approve } from "../../../lib/app/review/approvals/approve.ts";
import { refuseApproval } from "../../../lib/app/review/approvals/refuse-approval.ts";
import { answerQuestion } from "../../../lib/app/review/cases/answer-question.ts";
import { ask } from "../../../lib/app/review/cases/ask.ts";
import { assignCase } from "../../../lib/app/review/cases/assign-case.ts";
import { claimCase } from "../../../lib/app/review/cases/claim-case.ts";
import { decide } from "../../../lib/app/review/cases/decide.ts";
import { propose } from "../../../lib/app/review/cases/propose.ts";
import { unclaimCase } from "../../../lib/app/review/cases/unclaim-case.ts";
import { rejectSubmission } from "../../../lib/app/review/submissions/reject-submission.ts";
import { releasePartially } from "../../../lib/app/review/submissions/release-partially.ts";
import { withdraw } from "../../../lib/app/review/submissions/withdraw.ts";
import { submit } from "../../../lib/app/submit.ts";
import { mistakesIn } from "../../support/accounting.ts";
import { marked } from "../../support/marks-gate.ts";
import {
  type Actor,
  type ApprovalCommand,
  type ArrangedApproval,
  type ArrangedCase,
  actingDeputy,
  actors,
  approvalCommands,
  approvalSituations,
  arrangeApproval,
  arrangeCase,
  arrangeSubmission,
  assignee,
  type CaseCommand,
  caseCommands,
  caseSituations,
  type Expected,
  expectedOfApproval,
  expectedOfCase,
  expectedOfSubmission,
  reason,
  type SubmissionCommand,
  sendManagerAway,
  submissionCommands,
  submissionSituations,
} from "../../support/review-table.ts";
import { type ReviewedGate, reviewedGate } from "../../support/reviewed-gate.ts";

let gate: ReviewedGate;
let away: ReviewedGate;
beforeAll(async () => {
  gate = await reviewedGate();
  away = await reviewedGate();
  await sendManagerAway(away);
});
afterAll(async () => {
  await gate.close();
  await away.close();
});

/** Everybody at the gate, and the deputy at the one whose manager is away. */
const everybody = [
  ...actors.map((who) => [who.title, who, () => gate] as const),
  [actingDeputy.title, actingDeputy, () => away] as const,
];

function onCase(
  { ports }: ReviewedGate,
  caller: Caller,
  command: CaseCommand,
  { case: id, question }: ArrangedCase,
): Promise<unknown> {
  const on = { caller, case: id };
  switch (command) {
    case "claim":
      return claimCase(ports, on);
    case "unclaim":
      return unclaimCase(ports, on);
    case "assign":
      return assignCase(ports, { ...on, assignee });
    case "ask":
      return ask(ports, { ...on, text: "Really?" });
    case "answer":
      return answerQuestion(ports, { ...on, question, text: "Yes." });
    case "propose":
      return propose(ports, { ...on, decision: "release", reason });
    default:
      return decide(ports, { ...on, decision: command, reason });
  }
}

function onSubmission(
  { ports }: ReviewedGate,
  caller: Caller,
  command: SubmissionCommand,
  submission: string,
): Promise<unknown> {
  const on = { caller, submission };
  switch (command) {
    case "withdraw":
      return withdraw(ports, { ...on, text: "Sent by mistake." });
    case "reject-submission":
      return rejectSubmission(ports, { ...on, reason });
    case "release-partially":
      return releasePartially(ports, { ...on, reason });
    case "supersede":
      return submit(ports, {
        gate: "marks",
        body: marked([{ number: "1", marks: [] }], { supersedes: submission }),
        idempotencyKey: `${caller.person}-${submission}`,
        caller,
      });
  }
}

function onApproval(
  { ports }: ReviewedGate,
  caller: Caller,
  command: ApprovalCommand,
  { approval, binding }: ArrangedApproval,
): Promise<unknown> {
  return command === "approve"
    ? approve(ports, { caller, approval, binding })
    : refuseApproval(ports, { caller, approval, note: "I see it otherwise." });
}

/** All documents of a submission, to see that a refusal changes none of them. */
const standing = async ({ ports }: ReviewedGate, submission: string) =>
  JSON.stringify([
    await ports.submissions.find(submission),
    await ports.cases.of(submission),
    await ports.approvals.of(submission),
  ]);

/** What was kept of refused attempts on a submission. */
const refusals = async ({ ports }: ReviewedGate, submission: string) =>
  (await ports.audits.trail(submission)).filter(({ action }) => action === "attempt.refused");

/** Tries what must be refused, and looks that nothing changed but the entry of a forbidden attempt. */
async function isRefused(
  at: ReviewedGate,
  submission: string,
  who: Actor,
  { refused }: Extract<Expected, { refused: unknown }>,
  attempt: () => Promise<unknown>,
): Promise<void> {
  const before = await standing(at, submission);
  const known = new Set((await refusals(at, submission)).map(({ id }) => id));
  const error = await attempt().then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(GateError);
  expect(refused).toContain((error as GateError).code);
  expect(await standing(at, submission)).toBe(before);
  const fresh = (await refusals(at, submission)).filter(({ id }) => !known.has(id));
  if ((error as GateError).code !== "forbidden") return expect(fresh).toEqual([]);
  expect((error as GateError).reason).toMatch(/^[a-z_]+$/);
  expect(fresh).toMatchObject([
    { by: { person: who.caller.person }, facts: { reason: (error as GateError).reason } },
  ] satisfies readonly Partial<Record<keyof ActionEntry, unknown>>[]);
}

describe.each(everybody)("%s and cases", (_title, who, at) => {
  test.each(caseSituations)("in state %s", async (situation) => {
    const lasting = await arrangeCase(at(), situation);
    for (const command of caseCommands) {
      const outcome = expectedOfCase(who, command, situation);
      if ("refused" in outcome) {
        const attempt = () => onCase(at(), who.caller, command, lasting);
        await isRefused(at(), lasting.submission, who, outcome, attempt);
        continue;
      }
      const owner = command === "unclaim" ? who.caller : assignee;
      const arranged = await arrangeCase(at(), situation, owner);
      await onCase(at(), who.caller, command, arranged);
      const after = await at().ports.cases.find(arranged.case);
      const gone = command === "unclaim" && situation === "info_requested";
      expect([command, after?.state]).toEqual([command, outcome.to]);
      if (gone) expect(after?.assignee).toBeUndefined();
      expect(await mistakesIn(at().ports, arranged.submission)).toEqual([]);
    }
  });
});

describe.each(everybody)("%s and submissions", (_title, who, at) => {
  test.each(submissionSituations)("in state %s", async (situation) => {
    const lasting = await arrangeSubmission(at(), situation);
    expect((await at().ports.submissions.find(lasting))?.state).toBe(situation);
    for (const command of submissionCommands) {
      const outcome = expectedOfSubmission(who, command, situation);
      if ("refused" in outcome) {
        if (command === "supersede" && !who.caller.roles.includes("submitter")) {
          // Who may not submit at all is refused before it is read what would be corrected.
          const attempt = onSubmission(at(), who.caller, command, lasting);
          await expect(attempt).rejects.toMatchObject({ code: "forbidden" });
          continue;
        }
        const attempt = () => onSubmission(at(), who.caller, command, lasting);
        await isRefused(at(), lasting, who, outcome, attempt);
        continue;
      }
      const arranged = await arrangeSubmission(at(), situation);
      await onSubmission(at(), who.caller, command, arranged);
      await at().deliver();
      const after = await at().ports.submissions.find(arranged);
      expect([command, after?.state]).toEqual([command, outcome.to]);
      expect(await mistakesIn(at().ports, arranged)).toEqual([]);
    }
  });
});

describe.each(everybody)("%s and requests for a second person", (_title, who, at) => {
  test.each(approvalSituations)("in state %s", async (situation) => {
    const lasting = await arrangeApproval(at(), situation);
    expect((await at().ports.approvals.find(lasting.approval))?.state).toBe(situation);
    for (const command of approvalCommands) {
      const outcome = expectedOfApproval(who, command, situation);
      if ("refused" in outcome) {
        const attempt = () => onApproval(at(), who.caller, command, lasting);
        await isRefused(at(), lasting.submission, who, outcome, attempt);
        continue;
      }
      const arranged = await arrangeApproval(at(), situation);
      await onApproval(at(), who.caller, command, arranged);
      const after = await at().ports.approvals.find(arranged.approval);
      expect([command, after?.state]).toEqual([command, outcome.to]);
      expect(await mistakesIn(at().ports, arranged.submission)).toEqual([]);
    }
  });
});

test("the table leaves no state, no command and no role out", () => {
  const combinations =
    everybody.length *
    (caseSituations.length * caseCommands.length +
      submissionSituations.length * submissionCommands.length +
      approvalSituations.length * approvalCommands.length);
  expect(combinations).toBe(17 * (90 + 32 + 10));
});
