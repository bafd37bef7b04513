import type { GateError } from "../../../../lib/app/errors.ts";
import { approve } from "../../../../lib/app/review/approvals/approve.ts";
import { refuseApproval } from "../../../../lib/app/review/approvals/refuse-approval.ts";
import type { Answers } from "../../../../lib/app/review/case.ts";
import { decide } from "../../../../lib/app/review/cases/decide.ts";
import { getApproval } from "../../../../lib/app/review/queries/get-approval.ts";
import { mistakesIn } from "../../../support/accounting.ts";
import { type AskedGate, askedGate, askingGate, sure } from "../../../support/facts-gate.ts";
import { agreed, callerOf, people } from "../../../support/reviewed-gate.ts";

let asked: AskedGate;
beforeAll(async () => {
  asked = await askedGate();
});
afterAll(() => asked.gate.close());

const never = [{ number: "1", asks: ["never"] }] as const;
const harmless: Answers = { names_no_disease: true };

/** A rule that nobody waives was wrong: a manager has answered, and a second person is asked. */
async function requested(at = asked) {
  const { ports } = at.gate;
  const submission = await at.held(never);
  const { entry } = await at.attest(submission, "never", harmless);
  const approval = entry.approval as string;
  const binding = String(entry.facts["binding"]);
  return {
    submission,
    approval,
    entry,
    approve: (more: object = {}) =>
      approve(ports, { caller: people.compliance, approval, binding, ...more }),
  };
}

describe("what blocks, by a rule that nobody waives,", () => {
  test("waits for a second person, who sees the answers; then it is attested", async () => {
    const { ports } = asked.gate;
    const it = await requested();
    expect(it.entry).toMatchObject({
      action: "approval.requested",
      facts: { why: ["block_let_through", "rule_not_waivable"], answers: harmless },
    });
    expect(await ports.submissions.find(it.submission)).toMatchObject({
      state: "held",
      settled: {},
    });
    const view = await getApproval(ports, { caller: people.compliance, approval: it.approval });
    expect(view).toMatchObject({ mine: true, action: { decision: "attest", answers: harmless } });
    const { entry } = await it.approve();
    expect(entry).toMatchObject({
      action: "approval.given",
      facts: { answers: harmless, proof: { outcome: "pass" } },
    });
    expect(await asked.caseOf(it.submission, "never")).toMatchObject({
      state: "attested",
      decision: { answers: harmless, by: { person: "mari" }, approvedBy: { person: "kaido" } },
    });
    expect(await ports.submissions.find(it.submission)).toMatchObject({
      state: "released",
      settled: { attested: 1 },
      // Two people have looked at it: nothing is added to what one lets through alone.
      releasedAlone: { money: { amounts: {} } },
    });
    expect(await mistakesIn(ports, it.submission)).toEqual([]);
  });

  test("is not even asked about when the answer does not clear it", async () => {
    const submission = await asked.held(never);
    await expect(
      asked.attest(submission, "never", { names_no_disease: false }),
    ).rejects.toMatchObject({ reason: "answers_do_not_clear" });
    expect(await asked.gate.ports.approvals.of(submission)).toEqual([]);
  });

  test.each(["release", "false_positive"] as const)(
    "is still not let through by %s",
    async (decision) => {
      const submission = await asked.held(never);
      const { id } = await asked.caseOf(submission, "never");
      await expect(
        decide(asked.gate.ports, { caller: people.manager, case: id, decision, reason: agreed }),
      ).rejects.toMatchObject({ reason: "not_waivable" });
    },
  );

  test.each([
    ["she who answered", people.manager, "same_person"],
    ["her second account", { ...callerOf("kadri", "compliance"), person: " MARI " }, "same_person"],
    ["its sender", { ...people.shop, roles: ["compliance"] as const }, "author_decides"],
  ])("is not approved by %s", async (_, caller, reason) => {
    const it = await requested();
    await expect(it.approve({ caller })).rejects.toMatchObject({ reason });
    expect((await asked.caseOf(it.submission, "never")).state).toBe("open");
  });

  test("is approved once, with what was seen", async () => {
    const it = await requested();
    const other = await requested();
    await expect(
      it.approve({ binding: String(other.entry.facts["binding"]) }),
    ).rejects.toMatchObject({ reason: "binding_differs" });
    await it.approve();
    await expect(it.approve({ caller: callerOf("anu", "compliance") })).rejects.toMatchObject({
      reason: "approval_used",
    });
  });

  test("is asked about anew with other answers, which bind otherwise", async () => {
    const { ports } = asked.gate;
    const submission = await asked.held([
      { number: "1", asks: ["skips", "never"] },
      { number: "2", asks: ["skips"], gross: "9000.00" },
    ]);
    const first = await asked.attest(submission, "never", harmless);
    await expect(asked.attest(submission, "never", harmless)).rejects.toMatchObject({
      reason: "approval_pending",
    });
    await refuseApproval(ports, {
      ...{ caller: people.compliance, approval: first.entry.approval as string, note: "Read it." },
    });
    const second = await asked.attest(submission, "never", harmless);
    expect(second.entry.approval).not.toBe(first.entry.approval);
    // Equal in all but the answers.
    const { state, action } = (await ports.approvals.find(second.entry.approval as string))!;
    expect([state, action]).toMatchObject(["pending", { answers: harmless }]);
  });

  test("is stale when rules are published meanwhile", async () => {
    const other = await askedGate();
    const it = await requested(other);
    await other.gate.put(askingGate("pass: { valid_hours: 1 }\n"), "2026-11-23T08:00:00.000Z");
    await expect(it.approve()).rejects.toMatchObject({ reason: "approval_stale" });
    await other.gate.close();
  });

  test("is judged again when the second person consents", async () => {
    const it = await requested();
    const { ports } = asked.gate;
    const without = { ...ports, audits: { ...ports.audits, dossier: async () => undefined } };
    const binding = String(it.entry.facts["binding"]);
    const consent = { caller: people.compliance, approval: it.approval, binding };
    await expect(approve(without, consent)).rejects.toMatchObject({ reason: "evidence_erased" });
    expect((await ports.approvals.find(it.approval))?.state).toBe("pending");
    expect((await it.approve()).entry.action).toBe("approval.given");
  });

  test("is used by one of two who consent at once", async () => {
    const it = await requested();
    const both = await Promise.allSettled([
      it.approve(),
      it.approve({ caller: callerOf("anu", "compliance") }),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    const late = both.find(({ status }) => status === "rejected") as PromiseRejectedResult;
    expect((late.reason as GateError).reason).toBe("approval_used");
    expect((await asked.gate.ports.submissions.find(it.submission))?.releases).toHaveLength(1);
  });
});

test("what holds is answered by one person up to the limits, slice by slice", async () => {
  const orders = Array.from({ length: 5 }, (_, n) => ({
    number: String(n),
    asks: ["agreed"] as const,
    gross: "3000.00",
  }));
  const submission = await asked.held(orders);
  const actions: string[] = [];
  for (let slice = 0; slice < 4; slice++) {
    const { violations } = await asked.caseOf(submission, "agreed");
    const [first] = /^\d+/.exec(violations) as RegExpExecArray;
    const { entry } = await asked.attest(
      submission,
      "agreed",
      { agreed: true },
      { violations: first },
    );
    actions.push(entry.action);
  }
  // 3,000 each: the fourth would make 12,000, and the limit is 10,000.
  expect(actions).toEqual([
    "decision.made",
    "decision.made",
    "decision.made",
    "approval.requested",
  ]);
});

test("answers and releases of one person add up", async () => {
  const submission = await asked.held([
    { number: "1", asks: ["plain"], gross: "6000.00" },
    { number: "2", asks: ["agreed"], gross: "6000.00" },
  ]);
  const { id } = await asked.caseOf(submission, "plain");
  const release = { case: id, decision: "release", reason: sure } as const;
  await decide(asked.gate.ports, { caller: people.manager, ...release });
  const { entry } = await asked.attest(submission, "agreed", { agreed: true });
  expect([entry.action, entry.facts["why"]]).toEqual(["approval.requested", ["money_at_risk"]]);
});
