import type { ActionEntry, AuditEntry } from "../../../lib/app/audit-entry.ts";
import type { Changes } from "../../../lib/app/changes.ts";
import { GateError } from "../../../lib/app/errors.ts";
import type { ViolationsMessage } from "../../../lib/app/message.ts";
import type { Audits } from "../../../lib/app/ports.ts";
import { decide } from "../../../lib/app/review/cases/decide.ts";
import { openCase } from "../../../lib/app/review/cases/open-case.ts";
import { submit } from "../../../lib/app/submit.ts";
import { mistakesIn } from "../../support/accounting.ts";
import { marked } from "../../support/marks-gate.ts";
import { agreed, people, type ReviewedGate, reviewedGate } from "../../support/reviewed-gate.ts";

let gate: ReviewedGate;
beforeAll(async () => {
  gate = await reviewedGate();
});
afterAll(() => gate.close());

let keys = 0;
type Fault = (entry: AuditEntry, append: () => Promise<void>) => Promise<void>;

/** The ports of the gate, where something goes wrong with what is appended. */
const faulty = (fault: Fault) => {
  const audits: Audits = {
    ...gate.store.audits,
    append: (entry: AuditEntry, changes: Changes) =>
      fault(entry, () => gate.store.audits.append(entry, changes)),
  };
  return { ...gate.ports, audits };
};

async function held() {
  const { submission_id } = await gate.submit(`t${keys++}`, [{ number: "1", marks: ["hold1"] }]);
  const command = {
    caller: people.manager,
    case: await gate.caseOf(submission_id, "hold1"),
    decision: "release",
    reason: agreed,
    idempotencyKey: "the-key",
  } as const;
  return { submission: submission_id, command };
}

const unavailable = new GateError("unavailable", "the store does not answer");
const moved = new GateError("conflict", "somebody was quicker", { reason: "moved" });

test("a refusal that cannot be written is a refusal all the same", async () => {
  const { submission, command } = await held();
  const ports = faulty(async () => {
    throw unavailable;
  });
  await expect(decide(ports, { ...command, caller: people.shop })).rejects.toMatchObject({
    code: "unavailable",
    reason: "role_missing",
    cause: unavailable,
  });
  expect((await gate.ports.submissions.find(submission))?.state).toBe("held");
});

test("a refused attempt does not take the key: used rightly, it still works", async () => {
  const { submission, command } = await held();
  const manager = people.manager;
  const before = { ...manager, roles: ["service_analyst"] as const };
  await expect(decide(gate.ports, { ...command, caller: before })).rejects.toMatchObject({
    reason: "only_false_positive",
  });
  await decide(gate.ports, command);
  expect((await gate.ports.submissions.find(submission))?.state).toBe("released");
});

test("an append whose answer was lost is found by the retry", async () => {
  const { submission, command } = await held();
  const ports = faulty(async (_entry, append) => {
    await append();
    throw unavailable;
  });
  await expect(decide(ports, command)).rejects.toMatchObject({ code: "unavailable" });
  const { entry } = await decide(gate.ports, command);
  expect(entry.action).toBe("decision.made");
  const trail = await gate.ports.audits.trail(submission);
  expect(trail.filter(({ action }) => action === "decision.made")).toEqual([entry]);
});

test("the same key twice at once, where the first is quicker by a hair: one answer", async () => {
  const { command } = await held();
  let first: Promise<{ readonly entry: ActionEntry }> | undefined;
  const ports = faulty(async (_entry, append) => {
    first ??= decide(gate.ports, command);
    await first;
    await append();
  });
  expect(await decide(ports, command)).toEqual(await first);
});

test.each([
  [4, "decision.made"],
  [5, "moved"],
])("others are quicker %i times: %s", async (times, outcome) => {
  const { command } = await held();
  let left = times;
  const ports = faulty(async (_entry, append) => {
    if (left-- > 0) throw moved;
    await append();
  });
  const done = decide(ports, command).then(
    ({ entry }) => entry.action,
    (error: GateError) => error.reason,
  );
  expect(await done).toBe(outcome);
});

test.each(["before it is written", "after it is written"])(
  "a message whose handler dies %s is taken once when it comes again",
  async (when) => {
    const body = marked([{ number: "1", marks: ["hold1"] }]);
    const key = `dies ${when}`.replaceAll(" ", "-");
    const command = { gate: "marks", body, idempotencyKey: key, caller: people.shop };
    const { submission_id: id } = await submit(gate.ports, command);
    const parcels = await gate.store.outbox.pending("2999-01-01T00:00:00.000Z", 10);
    const message = parcels[0]!.messages[0] as ViolationsMessage;
    const ports = faulty(async (_entry, append) => {
      if (when.startsWith("after")) await append();
      throw new Error("killed");
    });
    await expect(openCase(ports, message)).rejects.toThrow("killed");
    await openCase(gate.ports, message);
    await gate.deliver();
    expect(await gate.ports.cases.of(id)).toHaveLength(1);
    expect(await mistakesIn(gate.ports, id)).toEqual([]);
  },
);
