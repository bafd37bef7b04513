import { mistakesIn } from "../support/accounting.ts";
import type { Heard } from "../support/gate-over-http.ts";
import {
  actingDeputy,
  actors,
  approvalCommands,
  approvalSituations,
  arrangeApproval,
  arrangeCase,
  arrangeSubmission,
  assignee,
  caseCommands,
  caseSituations,
  type Expected,
  expectedOfApproval,
  expectedOfCase,
  expectedOfSubmission,
  sendManagerAway,
  submissionCommands,
  submissionSituations,
} from "../support/review-table.ts";
import { type ReviewedGate, reviewedGate } from "../support/reviewed-gate.ts";
import { type ReviewOverHttp, reviewOverHttp } from "./review-over-http.ts";

// Sections 5.1 to 5.4 once more, now over HTTP with signed tokens: the table is that of the use
// cases. Each refusal has the status of its kind, and changes nothing.

interface Served {
  readonly gate: ReviewedGate;
  readonly http: ReviewOverHttp;
}

let present: Served;
let away: Served;
const served = async (gate: ReviewedGate): Promise<Served> => ({
  gate,
  http: reviewOverHttp(gate),
});
beforeAll(async () => {
  present = await served(await reviewedGate());
  away = await served(await reviewedGate());
  await sendManagerAway(away.gate);
});
afterAll(async () => {
  await present.gate.close();
  await away.gate.close();
});

const everybody = [
  ...actors.map((who) => [who.title, who, () => present] as const),
  [actingDeputy.title, actingDeputy, () => away] as const,
];

const statuses = { forbidden: 403, conflict: 409, not_found: 404 } as const;

const standing = async ({ ports }: ReviewedGate, submission: string): Promise<string> =>
  JSON.stringify([
    await ports.submissions.find(submission),
    await ports.cases.of(submission),
    await ports.approvals.of(submission),
  ]);

async function isRefused(
  { gate }: Served,
  submission: string,
  { refused }: Extract<Expected, { refused: unknown }>,
  attempt: () => Promise<Heard>,
): Promise<void> {
  const before = await standing(gate, submission);
  const { status, problem, headers } = await attempt();
  expect(refused.map((code): number => statuses[code])).toContain(status);
  expect(refused).toContain(problem.code);
  expect(headers["content-type"]).toBe("application/problem+json");
  expect(await standing(gate, submission)).toBe(before);
}

const requests = { allowed: 0, refused: 0 };

describe.each(everybody)("%s and cases over HTTP", (_, who, at) => {
  test.each(caseSituations)("in state %s", async (situation) => {
    const { gate, http } = at();
    const lasting = await arrangeCase(gate, situation);
    for (const command of caseCommands) {
      const outcome = expectedOfCase(who, command, situation);
      if ("refused" in outcome) {
        requests.refused += 1;
        const attempt = () => http.onCase(who.caller, command, lasting);
        await isRefused(at(), lasting.submission, outcome, attempt);
        continue;
      }
      requests.allowed += 1;
      const owner = command === "unclaim" ? who.caller : assignee;
      const arranged = await arrangeCase(gate, situation, owner);
      const { status } = await http.onCase(who.caller, command, arranged);
      const after = await gate.ports.cases.find(arranged.case);
      expect([command, status, after?.state]).toEqual([command, 200, outcome.to]);
      expect(await mistakesIn(gate.ports, arranged.submission)).toEqual([]);
    }
  });
});

describe.each(everybody)("%s and submissions over HTTP", (_, who, at) => {
  test.each(submissionSituations)("in state %s", async (situation) => {
    const { gate, http } = at();
    const lasting = await arrangeSubmission(gate, situation);
    for (const command of submissionCommands) {
      const outcome = expectedOfSubmission(who, command, situation);
      if ("refused" in outcome) {
        requests.refused += 1;
        const attempt = () => http.onSubmission(who.caller, command, lasting);
        await isRefused(at(), lasting, outcome, attempt);
        continue;
      }
      requests.allowed += 1;
      const arranged = await arrangeSubmission(gate, situation);
      const { status } = await http.onSubmission(who.caller, command, arranged);
      await gate.deliver();
      const after = await gate.ports.submissions.find(arranged);
      expect([command, status, after?.state]).toEqual([command, 200, outcome.to]);
      expect(await mistakesIn(gate.ports, arranged)).toEqual([]);
    }
  });
});

describe.each(everybody)("%s and requests for a second person over HTTP", (_, who, at) => {
  test.each(approvalSituations)("in state %s", async (situation) => {
    const { gate, http } = at();
    const lasting = await arrangeApproval(gate, situation);
    for (const command of approvalCommands) {
      const outcome = expectedOfApproval(who, command, situation);
      if ("refused" in outcome) {
        requests.refused += 1;
        const attempt = () => http.onApproval(who.caller, command, lasting);
        await isRefused(at(), lasting.submission, outcome, attempt);
        continue;
      }
      requests.allowed += 1;
      const arranged = await arrangeApproval(gate, situation);
      const { status } = await http.onApproval(who.caller, command, arranged);
      const after = await gate.ports.approvals.find(arranged.approval);
      expect([command, status, after?.state]).toEqual([command, 200, outcome.to]);
      expect(await mistakesIn(gate.ports, arranged.submission)).toEqual([]);
    }
  });
});

test("every combination of state, command and role was asked over HTTP", () => {
  const combinations = 17 * (9 * 10 + 8 * 4 + 5 * 2);
  expect(requests).toEqual({ allowed: 91, refused: combinations - 91 });
});
