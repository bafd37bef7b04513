import type { Caller } from "../../lib/app/caller.ts";
import { decide } from "../../lib/app/review/cases/decide.ts";
import { submissionIdOf } from "../../lib/app/submission-id.ts";
import { type Answer, submit } from "../../lib/app/submit.ts";
import { mistakesIn } from "../support/accounting.ts";
import { marked, marksGate } from "../support/marks-gate.ts";
import {
  agreed,
  callerOf,
  monday,
  people,
  type ReviewedGate,
  reviewedGate,
} from "../support/reviewed-gate.ts";

let gate: ReviewedGate;
beforeAll(async () => {
  gate = await reviewedGate();
});
afterAll(() => gate.close());

const { shop } = people;
const colleague: Caller = { ...callerOf("colleague", "submitter"), department: "Sales" };
const stranger = callerOf("stranger", "submitter");
let keys = 0;

interface Handing {
  readonly caller?: Caller;
  readonly key?: string;
  readonly supersedes?: unknown;
  readonly gate?: string;
  readonly marks?: readonly ["hold1"] | readonly [];
}

const hand = (
  {
    caller = shop,
    key = `k${keys++}`,
    supersedes,
    gate: name = "marks",
    marks = ["hold1"],
  }: Handing = {},
  at = gate,
): Promise<Answer> => {
  const headers = supersedes === undefined ? {} : { supersedes };
  const body = marked([{ number: "1", marks }], headers);
  return submit(at.ports, { gate: name, body, idempotencyKey: key, caller });
};
const found = async (id: string) => (await gate.ports.submissions.find(id))!;

test("a correction names what it corrects, and is of both authors", async () => {
  const first = await hand();
  const second = await hand({ caller: colleague, supersedes: first.submission_id });
  const third = await hand({ supersedes: second.submission_id, marks: [] });
  expect(await found(first.submission_id)).toMatchObject({
    state: "superseded",
    supersededBy: second.submission_id,
    version: 2,
  });
  expect(await found(second.submission_id)).toMatchObject({
    supersedes: first.submission_id,
    authors: ["colleague", "shop", "https://login|shop"],
  });
  expect(await found(third.submission_id)).toMatchObject({
    state: "released_auto",
    authors: ["shop", "colleague", "https://login|shop", "https://login|colleague"],
  });
  await gate.deliver();
  for (const { submission_id } of [first, second, third])
    expect(await mistakesIn(gate.ports, submission_id)).toEqual([]);
});

test("whoever made what was corrected decides on no correction of it", async () => {
  const manager: Caller = { ...colleague, roles: ["submitter", "service_manager"] };
  const first = await hand({ caller: manager });
  const second = await hand({
    supersedes: first.submission_id,
    caller: { ...shop, department: "sales" },
  });
  await gate.deliver();
  const id = await gate.caseOf(second.submission_id, "hold1");
  await expect(
    decide(gate.ports, { caller: manager, case: id, decision: "release", reason: agreed }),
  ).rejects.toMatchObject({ code: "forbidden", reason: "author_decides" });
});

test("nor does who uses the account by which it was made", async () => {
  const machine: Caller = {
    ...shop,
    principal: "https://login|till",
    person: "https://login|till",
  };
  const first = await hand({ caller: { ...machine, isPerson: false } });
  const second = await hand({ supersedes: first.submission_id });
  const third = await hand({ supersedes: second.submission_id, caller: colleague });
  await gate.deliver();
  for (const principal of [machine.principal, shop.principal]) {
    const caller = { ...callerOf("somebody else", "service_manager"), principal };
    const id = await gate.caseOf(third.submission_id, "hold1");
    await expect(
      decide(gate.ports, { caller, case: id, decision: "release", reason: agreed }),
    ).rejects.toMatchObject({ code: "forbidden", reason: "author_decides" });
  }
});

test("nobody of another department corrects it, and the attempt is kept", async () => {
  const { submission_id } = await hand();
  const attempt = hand({ caller: stranger, supersedes: submission_id });
  await expect(attempt).rejects.toMatchObject({ code: "forbidden", reason: "not_own_submission" });
  expect((await found(submission_id)).state).toBe("held");
  expect(await gate.ports.audits.trail(submission_id)).toMatchObject([
    {
      action: "attempt.refused",
      by: { person: "stranger" },
      facts: { operation: "submit", reason: "not_own_submission" },
    },
  ]);
});

test.each<[string, unknown]>([
  ["what is not there", "0".repeat(40)],
  ["what is no id", "x"],
  ["itself", submissionIdOf("marks", shop.principal, "itself")],
])("a submission cannot correct %s", async (_what, supersedes) => {
  const attempt = hand({ supersedes, key: "itself" });
  await expect(attempt).rejects.toMatchObject({
    code: "invalid",
    mistakes: [{ pointer: "/supersedes" }],
  });
});

test("nor what is at another gate", async () => {
  const other = marksGate();
  await gate.put({ ...other, gate: { ...other.gate, name: "others" } }, monday);
  const { submission_id } = await hand({ gate: "others" });
  await expect(hand({ supersedes: submission_id })).rejects.toMatchObject({ code: "invalid" });
});

test("what has been corrected is corrected no more, so that corrections make a chain", async () => {
  const first = await hand();
  const second = await hand({ supersedes: first.submission_id });
  await expect(hand({ supersedes: first.submission_id })).rejects.toMatchObject({
    code: "conflict",
    reason: "superseded",
  });
  await hand({ supersedes: second.submission_id });
});

test("nor is what went out", async () => {
  const { submission_id } = await hand({ marks: [] });
  await expect(hand({ supersedes: submission_id })).rejects.toMatchObject({
    code: "conflict",
    reason: "submission_ended",
  });
});

test("what went out in part is not sent again, however long the chain of corrections", async () => {
  const orders = (...numbers: readonly string[]) =>
    numbers.map((number) => ({ number, marks: number === "3" ? (["hold1"] as const) : [] }));
  const first = await gate.submit("part-first", orders("1", "2", "3"));
  await gate.releasePart(first.submission_id);
  const supersedes = first.submission_id;
  const whole = gate.submit("part-again", orders("1", "3", "2"), { supersedes });
  await expect(whole).rejects.toMatchObject({
    code: "invalid",
    reason: "already_released",
    mistakes: [{ pointer: "/subject/0" }, { pointer: "/subject/2" }],
  });
  expect((await found(supersedes)).state).toBe("partially_released");
  const second = await gate.submit("part-rest", orders("3", "4"), { supersedes });
  const chained = { supersedes: second.submission_id };
  await expect(gate.submit("part-chain", orders("2", "3"), chained)).rejects.toMatchObject({
    reason: "already_released",
  });
  expect(await gate.submit("part-end", orders("4"), chained)).toMatchObject({ verdict: "pass" });
});

test("of ten corrections of one submission at once, one is kept, and nothing of the others", async () => {
  const { submission_id } = await hand();
  const tries = Array.from({ length: 10 }, (_, n) => `at-once-${n}`);
  const ends = await Promise.allSettled(
    tries.map((key) => hand({ key, supersedes: submission_id })),
  );
  const won = ends.flatMap((end) => (end.status === "fulfilled" ? [end.value.submission_id] : []));
  expect(won).toHaveLength(1);
  for (const end of ends)
    if (end.status === "rejected") expect(end.reason.reason).toMatch(/^(superseded|moved)$/);
  expect((await found(submission_id)).supersededBy).toBe(won[0]);
  const kept = await Promise.all(
    tries.map((key) => gate.ports.audits.find(submissionIdOf("marks", shop.principal, key))),
  );
  expect(kept.filter((entry) => entry !== undefined)).toHaveLength(1);
});

test("a correction and the release of what it corrects at once: one of them comes first", async () => {
  for (let n = 0; n < 5; n++) {
    const { submission_id } = await hand();
    await gate.deliver();
    const both = [
      () => gate.decide(submission_id, "hold1"),
      () => hand({ supersedes: submission_id, key: `late-${n}` }),
    ];
    await Promise.allSettled((n % 2 ? both.reverse() : both).map((each) => each()));
    await gate.deliver();
    const { state, supersededBy } = await found(submission_id);
    expect([state, supersededBy !== undefined]).toEqual([state, state === "superseded"]);
    expect(["released", "superseded"]).toContain(state);
    expect(await mistakesIn(gate.ports, submission_id)).toEqual([]);
  }
});

test("a correction under the same key has the same answer, to the byte, whatever happened since", async () => {
  const first = await hand();
  const retry = { key: "retried", supersedes: first.submission_id };
  const answers = await Promise.all(Array.from({ length: 5 }, () => hand(retry)));
  await gate.deliver();
  await gate.decide(answers[0]!.submission_id, "hold1");
  answers.push(await hand(retry));
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  expect(answers[0]?.state).toBe("held"); // as it was when it had been judged
});

test("slices that went out before a correction add up with those after it", async () => {
  const orders = (gross: string) => [
    { number: "1", marks: ["hold1"] as const, gross },
    { number: "2", marks: ["hold2"] as const, gross },
    { number: "3", marks: [] as const },
    { number: "4", marks: [] as const },
  ];
  const first = await gate.submit("slices-1", orders("6000.00"));
  await gate.decide(first.submission_id, "hold1");
  await gate.releasePart(first.submission_id);
  // However long the chain, and what was let through and did not go out does not count.
  const second = await gate.submit("slices-2", orders("6000.00").slice(1, 2), {
    supersedes: first.submission_id,
  });
  const third = await gate.submit("slices-3", orders("6000.00").slice(1, 2), {
    supersedes: second.submission_id,
  });
  expect((await found(third.submission_id)).releasedBefore?.money.amounts).toEqual({ EUR: "6000" });
  const id = await gate.caseOf(third.submission_id, "hold2");
  const command = {
    caller: people.manager,
    case: id,
    decision: "release",
    reason: agreed,
  } as const;
  expect((await decide(gate.ports, command)).entry).toMatchObject({
    action: "approval.requested",
    facts: { why: ["money_at_risk"] },
  });
});

test("another body under the same key is refused", async () => {
  await hand({ key: "taken" });
  await expect(hand({ key: "taken", marks: [] })).rejects.toMatchObject({
    code: "conflict",
    reason: "key_reused",
  });
});

test.each([people.manager, people.auditor, people.admin, callerOf("none")])(
  "who is no submitter submits nothing",
  async (caller) => {
    await expect(hand({ caller })).rejects.toMatchObject({
      code: "forbidden",
      reason: "role_missing",
    });
  },
);

test("a gate that names its revision is judged by that one, or not at all", async () => {
  const { gate: settings, plan } = marksGate();
  const pinned = await reviewedGate();
  await pinned.put({ plan, gate: { ...settings, revision: plan.revision } }, monday);
  expect((await hand({}, pinned)).verdict).toBe("hold");
  pinned.at("2026-11-23T10:00:00.000Z");
  const other = { plan, gate: { ...settings, revision: "f".repeat(64) } };
  await pinned.put(other, "2026-11-23T10:00:00.000Z");
  await expect(hand({}, pinned)).rejects.toMatchObject({
    code: "unavailable",
    reason: "revision_not_in_force",
  });
  await pinned.close();
});

test("the entry of a judged submission says all that its verdict depended on", async () => {
  const { submission_id } = await hand();
  const entry = (await gate.ports.audits.find(submission_id))!;
  const submission = await found(submission_id);
  expect(entry).toMatchObject({
    by: { person: "shop" },
    gate: "marks",
    gateVersion: submission.gateVersion,
    stage: "intake",
    zone: "Europe/Tallinn",
    businessAt: monday,
    ruleset: { name: "marks", revision: submission.revision, engine: expect.any(String) },
    references: [],
    requiredTables: [],
    after: { submissions: { [submission_id]: { state: "held", version: 1 } } },
  });
  expect(entry.records).toHaveLength(1);
  expect(entry.messages).toHaveLength(1);
});
