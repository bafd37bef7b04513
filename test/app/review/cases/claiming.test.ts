import { GateError } from "../../../../lib/app/errors.ts";
import { ask, questionsMax } from "../../../../lib/app/review/cases/ask.ts";
import { assignCase } from "../../../../lib/app/review/cases/assign-case.ts";
import { claimCase } from "../../../../lib/app/review/cases/claim-case.ts";
import { decide } from "../../../../lib/app/review/cases/decide.ts";
import { unclaimCase } from "../../../../lib/app/review/cases/unclaim-case.ts";
import { listQueue } from "../../../../lib/app/review/queries/list-queue.ts";
import { arrangeCase, reason } from "../../../support/review-table.ts";
import {
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

const [mari, kai] = [callerOf("mari", "service_manager"), callerOf("kai", "service_analyst")];
const claim = (caller: typeof mari, id: string) => claimCase(gate.ports, { caller, case: id });
const found = async (id: string) => (await gate.ports.cases.find(id))!;

test("a claim leases the case for as long as the gate says, and nobody else may work on it", async () => {
  const { case: id } = await arrangeCase(gate, "open");
  await claim(mari, id);
  expect(await found(id)).toMatchObject({
    state: "assigned",
    assignee: { person: "mari" },
    lease: { by: { person: "mari" }, until: "2026-11-23T09:30:00.000Z" },
  });
  const leased = { code: "forbidden", reason: "leased" };
  const on = { caller: kai, case: id };
  await expect(claim(kai, id)).rejects.toMatchObject(leased);
  await expect(ask(gate.ports, { ...on, text: "Why?" })).rejects.toMatchObject(leased);
  await expect(
    decide(gate.ports, { ...on, decision: "false_positive", reason }),
  ).rejects.toMatchObject(leased);
  await expect(
    assignCase(gate.ports, { ...on, assignee: { principal: "x", person: "x" } }),
  ).rejects.toMatchObject(leased);
  // That somebody else has it is no attempt at anything.
  const trail = await gate.ports.audits.trail((await found(id)).submission);
  expect(trail.map(({ action }) => action)).not.toContain("attempt.refused");
});

test.each([
  ["2026-11-23T09:29:59.999Z", false],
  ["2026-11-23T09:30:00.000Z", true], // until, not including
])("at %s a case that was leased until 9:30 may be taken: %s", async (instant, free) => {
  const { case: id } = await arrangeCase(gate, "open");
  await claim(mari, id);
  gate.at(instant);
  const attempt = claim(kai, id);
  if (free) await attempt;
  else await expect(attempt).rejects.toMatchObject({ reason: "leased" });
  expect((await found(id)).lease?.by.person).toBe(free ? "kai" : "mari");
});

test("claiming again renews the lease, by a second account of the same person too", async () => {
  const { case: id } = await arrangeCase(gate, "open");
  await claim(mari, id);
  gate.at("2026-11-23T09:20:00.000Z");
  await claim({ ...mari, principal: "https://login|mari-2" }, id);
  expect((await found(id)).lease?.until).toBe("2026-11-23T09:50:00.000Z");
});

test("who has it gives it back; who has not cannot", async () => {
  const { case: id } = await arrangeCase(gate, "open");
  await expect(unclaimCase(gate.ports, { caller: mari, case: id })).rejects.toMatchObject({
    code: "conflict",
  });
  await claim(mari, id);
  gate.at("2026-11-23T10:00:00.000Z"); // the lease is over, and still it is hers
  await expect(unclaimCase(gate.ports, { caller: kai, case: id })).rejects.toMatchObject({
    reason: "not_claimed",
  });
  await unclaimCase(gate.ports, { caller: mari, case: id });
  const { state, assignee, lease } = await found(id);
  expect([state, assignee, lease]).toEqual(["open", undefined, undefined]);
});

test("nobody assigns a case to whoever made what is reviewed", async () => {
  const { case: id } = await arrangeCase(gate, "open");
  const { principal, person } = people.shop;
  await expect(
    assignCase(gate.ports, { caller: mari, case: id, assignee: { principal, person } }),
  ).rejects.toMatchObject({ code: "forbidden", reason: "author_decides" });
});

test("of a hundred that claim one case at once, one has it", async () => {
  const { case: id } = await arrangeCase(gate, "open");
  const ends = await Promise.allSettled(
    Array.from({ length: 100 }, (_, n) => claim(callerOf(`r${n}`, "service_analyst"), id)),
  );
  expect(ends.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  for (const end of ends)
    if (end.status === "rejected") expect(end.reason.reason).toMatch(/^(leased|moved)$/);
  expect((await found(id)).version).toBe(2);
});

test("of a hundred that take the next case of one queue at once, each has one of her own", async () => {
  const queue = await reviewedGate();
  for (let n = 0; n < 120; n++) await queue.submit(`o${n}`, [{ number: "1", marks: ["hold1"] }]);
  const reviewers = Array.from({ length: 100 }, (_, n) => callerOf(`r${n}`, "service_analyst"));
  // Ten begin at each of the first ten places, as people do who do not all read alike.
  const taken = await Promise.all(reviewers.map((caller, n) => takeNext(queue, caller, n % 10)));
  expect(new Set(taken).size).toBe(100);
  for (const [n, id] of taken.entries())
    expect((await queue.ports.cases.find(id))?.lease?.by.person).toBe(`r${n}`);
  await queue.close();
});

/** Takes the worst case that nobody has, as a reviewer's client does. */
async function takeNext(
  { ports }: ReviewedGate,
  caller: typeof mari,
  from: number,
): Promise<string> {
  for (;;) {
    const { items } = await listQueue(ports, { caller, states: ["open"], max: 200 });
    for (const { id } of items.slice(from))
      try {
        await claimCase(ports, { caller, case: id });
        return id;
      } catch (error) {
        if (!(error instanceof GateError) || !/leased|moved/.test(error.reason ?? "")) throw error;
      }
  }
}

test("a case takes so many questions and no more, each of so many characters", async () => {
  const { case: id } = await arrangeCase(gate, "open");
  const put = (text: string) => ask(gate.ports, { caller: mari, case: id, text });
  for (const text of ["", "   ", "\u200b\u200b", "x".repeat(1_001)])
    await expect(put(text)).rejects.toMatchObject({
      code: "invalid",
      mistakes: [{ pointer: "/text" }],
    });
  await put("x".repeat(1_000));
  for (let n = 1; n < questionsMax; n++) await put(`Question ${n}?`);
  await expect(put("One more?")).rejects.toMatchObject({ reason: "too_many_questions" });
  expect(new Set((await found(id)).questions.map((question) => question.id)).size).toBe(20);
});

test("a command on a version that is no more is told so, and does nothing", async () => {
  const { case: id } = await arrangeCase(gate, "open");
  await claimCase(gate.ports, { caller: mari, case: id, version: 1 });
  await expect(claimCase(gate.ports, { caller: mari, case: id, version: 1 })).rejects.toMatchObject(
    { code: "conflict", reason: "moved" },
  );
  expect((await found(id)).version).toBe(2);
});

test.each(["", "no", `${"0".repeat(40)}.${"0".repeat(16)}`, `${"0".repeat(40)}.x' OR 1=1 --`])(
  "there is no case '%s'",
  async (id) => {
    await expect(claim(mari, id)).rejects.toMatchObject({ code: "not_found" });
  },
);
