import type { Caller } from "../../../../lib/app/caller.ts";
import { type Approve, approve } from "../../../../lib/app/review/approvals/approve.ts";
import { refuseApproval } from "../../../../lib/app/review/approvals/refuse-approval.ts";
import { claimCase } from "../../../../lib/app/review/cases/claim-case.ts";
import { decide } from "../../../../lib/app/review/cases/decide.ts";
import { getApproval } from "../../../../lib/app/review/queries/get-approval.ts";
import { listApprovals } from "../../../../lib/app/review/queries/list-approvals.ts";
import { expireSubmissions } from "../../../../lib/app/review/submissions/expire-submissions.ts";
import { releasePartially } from "../../../../lib/app/review/submissions/release-partially.ts";
import { withdraw } from "../../../../lib/app/review/submissions/withdraw.ts";
import { mistakesIn } from "../../../support/accounting.ts";
import { marksGate } from "../../../support/marks-gate.ts";
import {
  agreed,
  callerOf,
  monday,
  people,
  type ReviewedGate,
  reviewedGate,
} from "../../../support/reviewed-gate.ts";

let gate: ReviewedGate;
beforeAll(async () => {
  gate = await reviewedGate();
});
afterEach(() => gate.at(monday));
afterAll(() => gate.close());

const mari = callerOf("mari", "service_manager");
const kaido = callerOf("kaido", "compliance");
let keys = 0;

/** A block that its rule was wrong about: asked for by a manager, and waiting. */
async function requested(at = gate, caller: Caller = mari) {
  const { ports } = at;
  const orders = [
    { number: "1", marks: ["block"] },
    { number: "2", marks: ["block"] },
  ] as const;
  const { submission_id: submission } = await at.submit(`s${keys++}`, orders);
  const id = await at.caseOf(submission, "block");
  const decision = { case: id, decision: "false_positive", reason: agreed } as const;
  const { entry } = await decide(ports, { caller, ...decision });
  const approval = entry.approval as string;
  const binding = String(entry.facts["binding"]);
  return {
    submission,
    case: id,
    approval,
    binding,
    entry,
    decide: (more: object = {}) => decide(ports, { caller, ...decision, ...more }),
    approve: (more: Partial<Approve> = {}) =>
      approve(ports, { caller: kaido, approval, binding, ...more }),
    refuse: (by: Caller = kaido) => refuseApproval(ports, { caller: by, approval, note: "No." }),
    withdraw: () => withdraw(ports, { caller: people.shop, submission, text: "By mistake." }),
    now: async () => ({
      submission: (await ports.submissions.find(submission))!,
      case: (await ports.cases.find(id))!,
      approval: (await ports.approvals.find(approval))!,
      mistakes: await mistakesIn(ports, submission),
    }),
  };
}

test("until the second person approves nothing is decided", async () => {
  const it = await requested();
  expect(it.entry).toMatchObject({
    action: "approval.requested",
    facts: { why: ["block_let_through"], violations: "0-1", severity: "block" },
  });
  expect(await it.now()).toMatchObject({
    submission: { state: "held", settled: {}, version: 1 },
    case: { state: "open", approval: it.approval },
    approval: {
      state: "pending",
      action: { kind: "decide", case: it.case, decision: "false_positive", violations: "0-1" },
      // 24 business hours of 8 a day, from Monday 9:00 in UTC, which is 11:00 in Tallinn.
      expiresAt: "2026-11-26T09:00:00.000Z",
    },
  });
});

test("approving does what was asked for, by both, in one entry", async () => {
  const it = await requested();
  const { entry } = await it.approve({ note: "Seen the evidence." });
  const { submission, case: one, approval, mistakes } = await it.now();
  expect(entry).toMatchObject({ action: "approval.given", by: { person: "kaido" } });
  expect(approval).toMatchObject({
    state: "used",
    decidedBy: { person: "kaido" },
    note: "Seen the evidence.",
  });
  expect(one.approval).toBeUndefined();
  expect(one).toMatchObject({
    state: "false_positive",
    decision: { by: { person: "mari" }, approvedBy: { person: "kaido" }, entry: entry.id },
  });
  expect(submission).toMatchObject({
    state: "released",
    releasedAlone: { money: { amounts: {} }, customers: 0 }, // two let it through, not one
    releases: [{ id: entry.id, by: { person: "mari" }, approvedBy: { person: "kaido" } }],
  });
  expect(mistakes).toEqual([]);
});

test("approving part of a case splits it then, and not before", async () => {
  const { ports } = gate;
  const { submission_id } = await gate.submit(`part${keys++}`, [
    { number: "1", marks: ["block"] },
    { number: "2", marks: ["block"] },
  ]);
  const id = await gate.caseOf(submission_id, "block");
  const { entry } = await decide(ports, {
    caller: mari,
    case: id,
    decision: "false_positive",
    reason: agreed,
    violations: "1",
  });
  expect(await ports.cases.of(submission_id)).toHaveLength(1);
  const binding = String(entry.facts["binding"]);
  await approve(ports, { caller: kaido, approval: entry.approval!, binding });
  const cases = await ports.cases.of(submission_id);
  expect(cases.map(({ violations, state }) => [violations, state]).sort()).toEqual([
    ["0", "open"],
    ["1", "false_positive"],
  ]);
  expect(cases.map(({ approval }) => approval)).toEqual([undefined, undefined]);
  expect(await mistakesIn(ports, submission_id)).toEqual([]);
});

test("while a request waits nothing else is decided on the case; taken back, it is", async () => {
  const it = await requested();
  const pending = { code: "conflict", reason: "approval_pending" };
  await expect(it.decide({ decision: "return" })).rejects.toMatchObject(pending);
  await it.refuse(mari); // whoever asked takes it back
  expect(await it.now()).toMatchObject({
    approval: { state: "refused", decidedBy: { person: "mari" } },
    case: { state: "open", version: 3 },
  });
  await it.decide({ decision: "return" });
  expect((await it.now()).case.state).toBe("confirmed");
});

test.each<[string, () => Caller, string]>([
  ["whoever asked", () => mari, "same_person"],
  ["her second account", () => ({ ...mari, principal: "https://login|m2" }), "same_person"],
  ["herself, written otherwise", () => ({ ...kaido, person: " MARI " }), "same_person"],
  ["the sender", () => ({ ...people.shop, roles: ["compliance"] }), "author_decides"],
  ["an admin", () => ({ ...kaido, roles: ["compliance", "admin"] }), "admin_decides"],
  ["a machine", () => ({ ...kaido, isPerson: false }), "no_person"],
  ["an analyst", () => callerOf("leena", "service_analyst"), "role_missing"],
])("%s does not approve: %s", async (_who, caller, reason) => {
  const it = await requested();
  await expect(it.approve({ caller: caller() })).rejects.toMatchObject({
    code: "forbidden",
    reason,
  });
  expect((await it.now()).approval.state).toBe("pending");
  const trail = await gate.ports.audits.trail(it.submission);
  expect(trail.filter(({ action }) => action === "attempt.refused")).toMatchObject([
    { approval: it.approval, facts: { operation: "approve", reason } },
  ]);
});

test("one of the two is outside the department that benefits", async () => {
  const inside = { ...mari, department: "Sales" };
  const it = await requested(gate, inside);
  await expect(it.approve({ caller: { ...kaido, department: "sales " } })).rejects.toMatchObject({
    reason: "department_benefits",
  });
  const { department: _, ...unknown } = kaido;
  await expect(it.approve({ caller: unknown })).rejects.toMatchObject({
    reason: "department_benefits",
  });
  await it.approve();
});

test("an approval is for what was seen", async () => {
  const it = await requested();
  const other = await requested();
  await expect(it.approve({ binding: other.binding })).rejects.toMatchObject({
    reason: "binding_differs",
  });
});

test("an approval is used once", async () => {
  const it = await requested();
  await it.approve();
  await expect(it.approve()).rejects.toMatchObject({ reason: "approval_used" });
  await expect(it.refuse()).rejects.toMatchObject({ reason: "approval_used" });
  await expect(it.refuse(mari)).rejects.toMatchObject({ reason: "approval_used" });
});

test("a retried approval has its first answer", async () => {
  const it = await requested();
  const first = await it.approve({ idempotencyKey: "a" });
  expect(await it.approve({ idempotencyKey: "a" })).toEqual(first);
});

test("of two that approve at once, one does", async () => {
  for (let n = 0; n < 5; n++) {
    const it = await requested();
    const others = [kaido, callerOf("liis", "second_approver"), callerOf("jaan", "compliance")];
    const ends = await Promise.allSettled(others.map((caller) => it.approve({ caller })));
    expect(ends.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const end of ends)
      if (end.status === "rejected") expect(end.reason.reason).toBe("approval_used");
    expect((await it.now()).mistakes).toEqual([]);
  }
});

test("one that is used between two reads is refused as used, and that is kept", async () => {
  const it = await requested();
  const { ports } = gate;
  const late = callerOf("kadri", "compliance");
  let reads = 0;
  const approvals = {
    ...ports.approvals,
    find: async (id: string) => {
      const found = await ports.approvals.find(id);
      if (reads++ === 0) await it.approve();
      return found;
    },
  };
  const { approval, binding, submission } = it;
  await expect(
    approve({ ...ports, approvals }, { caller: late, approval, binding }),
  ).rejects.toMatchObject({ code: "forbidden", reason: "approval_used" });
  const kept = (await ports.audits.trail(submission)).filter(
    (one) => one.action === "attempt.refused",
  );
  expect(kept.map(({ by, facts }) => [by.person, facts["reason"]])).toEqual([
    ["kadri", "approval_used"],
  ]);
});

test("approved, refused and taken back at once: one of the three", async () => {
  for (let n = 0; n < 6; n++) {
    const it = await requested();
    const ways = [
      () => it.approve(),
      () => it.refuse(callerOf("liis", "second_approver")),
      () => it.refuse(mari),
    ];
    const ends = await Promise.allSettled(
      [...ways.slice(n % 3), ...ways.slice(0, n % 3)].map((way) => way()),
    );
    expect(ends.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const { approval, case: one, mistakes } = await it.now();
    expect([approval.state, one.state, one.approval]).toEqual(
      approval.state === "used"
        ? ["used", "false_positive", undefined]
        : ["refused", "open", undefined],
    );
    expect(mistakes).toEqual([]);
  }
});

test("whoever asked for a partial release takes the request back", async () => {
  const orders = [
    { number: "1", marks: ["hold1"] },
    { number: "2", marks: ["hold1"] },
    { number: "3", marks: [] },
  ] as const;
  const { submission_id: submission } = await gate.submit(`r${keys++}`, orders);
  const ask = () => releasePartially(gate.ports, { caller: mari, submission, reason: agreed });
  const { entry } = await ask();
  await refuseApproval(gate.ports, { caller: mari, approval: entry.approval!, note: "Not yet." });
  expect((await ask()).entry.approval).not.toBe(entry.approval);
  expect(await mistakesIn(gate.ports, submission)).toEqual([]);
});

test("approved and withdrawn at once: it went out, or it did not", async () => {
  const states = new Set<string>();
  for (let n = 0; n < 10; n++) {
    const it = await requested();
    const both = [it.approve(), it.withdraw()];
    await Promise.allSettled(n % 2 === 0 ? both : both.reverse());
    await gate.deliver();
    const { submission, approval, case: one, mistakes } = await it.now();
    expect(mistakes).toEqual([]);
    states.add(`${submission.state} ${approval.state} ${one.state}`);
  }
  for (const state of states)
    expect(["released used false_positive", "withdrawn stale obsolete"]).toContain(state);
});

test.each([
  ["2026-11-26T08:59:59.999Z", undefined],
  ["2026-11-26T09:00:00.000Z", "approval_expired"],
  ["2026-11-23T08:59:59.999Z", "clock_behind"], // before it was asked for
])("at %s it is %s", async (instant, reason) => {
  const it = await requested();
  gate.at(instant);
  if (reason === undefined) await it.approve();
  else await expect(it.approve()).rejects.toMatchObject({ reason });
});

test("what has expired is told so by the sweep, and by the next decision, whichever comes first", async () => {
  const [swept, decided] = [await requested(), await requested()];
  gate.at("2026-11-26T09:00:00.000Z");
  const { items } = await listApprovals(gate.ports, { caller: kaido, max: 200 });
  expect(items.map(({ id }) => id)).not.toContain(swept.approval);
  const view = await getApproval(gate.ports, { caller: kaido, approval: swept.approval });
  expect(view).toMatchObject({ state: "expired", mine: false });
  await decided.decide({ decision: "return" });
  expect((await decided.now()).approval.state).toBe("expired");
  await expireSubmissions(gate.ports, "marks");
  expect(await swept.now()).toMatchObject({
    approval: { state: "expired" },
    submission: { state: "held" },
  });
  expect((await swept.now()).case.approval).toBeUndefined();
  for (const it of [swept, decided]) expect((await it.now()).mistakes).toEqual([]);
});

test("a change of the gate makes what was asked for stale", async () => {
  const other = await reviewedGate();
  const it = await requested(other);
  await other.put(marksGate("pass: { valid_hours: 1 }\n"), "2026-11-23T09:30:00.000Z");
  other.at("2026-11-23T10:00:00.000Z");
  await expect(it.approve()).rejects.toMatchObject({ reason: "approval_stale" });
  // Then it can be decided, and asked for, anew.
  const { entry } = await it.decide();
  expect(entry.action).toBe("approval.requested");
  expect(entry.approval).not.toBe(it.approval);
  expect((await it.now()).approval.state).toBe("stale");
  const binding = String(entry.facts["binding"]);
  await it.approve({ approval: entry.approval!, binding });
  expect((await it.now()).submission.state).toBe("released");
  expect((await it.now()).mistakes).toEqual([]);
  await other.close();
});

test("what single persons let through meanwhile may call for a higher second person", async () => {
  const tiers =
    'approval: { money: { EUR: "100" }, approvers: [service_manager, compliance], tiers: [{ money: { EUR: "150" }, approvers: [compliance] }] }\n';
  const other = await reviewedGate();
  await other.put(marksGate(tiers), monday);
  const { submission_id } = await other.submit("tiers", [
    { number: "1", marks: ["hold1"], gross: "120.00" },
    { number: "2", marks: ["hold2"], gross: "60.00" },
  ]);
  const on = { caller: mari, decision: "release", reason: agreed } as const;
  const first = await decide(other.ports, {
    ...on,
    case: await other.caseOf(submission_id, "hold1"),
  });
  await decide(other.ports, { ...on, case: await other.caseOf(submission_id, "hold2") });
  const command = {
    approval: first.entry.approval!,
    binding: String(first.entry.facts["binding"]),
  };
  const manager = callerOf("tiina", "service_manager");
  await expect(approve(other.ports, { ...command, caller: manager })).rejects.toMatchObject({
    reason: "approval_stale",
  });
  await other.close();
});

test("who works on the case does not keep the second person from approving", async () => {
  const it = await requested();
  await claimCase(gate.ports, { caller: callerOf("leena", "service_analyst"), case: it.case });
  await it.approve();
  expect((await it.now()).case.lease).toBeUndefined();
});

test("a list of what waits names who may decide on it", async () => {
  const it = await requested();
  const mine = async (caller: Caller) =>
    (await listApprovals(gate.ports, { caller, mine: true, max: 200 })).items.map(({ id }) => id);
  expect(await mine(kaido)).toContain(it.approval);
  expect(await mine(mari)).not.toContain(it.approval);
  expect(await mine(callerOf("leena", "service_analyst"))).toEqual([]);
  await expect(mine(people.shop)).rejects.toMatchObject({ code: "forbidden" });
});

test("pages of requests hold each one once", async () => {
  const other = await reviewedGate();
  const ids = new Set<string>();
  for (let n = 0; n < 7; n++) ids.add((await requested(other)).approval);
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await listApprovals(other.ports, {
      caller: kaido,
      max: 3,
      ...(cursor && { cursor }),
    });
    seen.push(...page.items.map(({ id }) => id));
    cursor = page.next;
  } while (cursor);
  expect(seen).toHaveLength(7);
  expect(new Set(seen)).toEqual(ids);
  await other.close();
});
