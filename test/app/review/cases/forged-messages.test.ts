import { isStoredWith, type ViolationsMessage } from "../../../../lib/app/message.ts";
import { parseMessage } from "../../../../lib/app/parse-message.ts";
import { openCase } from "../../../../lib/app/review/cases/open-case.ts";
import { submit } from "../../../../lib/app/submit.ts";
import { marked } from "../../../support/marks-gate.ts";
import { people, type ReviewedGate, reviewedGate } from "../../../support/reviewed-gate.ts";

// Whoever may send to the queue may write whatever she likes into a message. What cases say is what is
// decided on: a case for more than its rule found would settle what another rule holds.

let gate: ReviewedGate;
beforeAll(async () => {
  gate = await reviewedGate();
});
afterAll(() => gate?.close());

const orders = [
  { number: "O-1", marks: ["hold1"] },
  { number: "O-2", marks: ["never"] },
] as const;

async function undelivered(key: string, list: Parameters<typeof marked>[0] = orders) {
  const command = { gate: "marks", body: marked(list), idempotencyKey: key, caller: people.shop };
  const { submission_id: id } = await submit(gate.ports, command);
  const parcels = await gate.store.outbox.pending("2999-01-01T00:00:00.000Z", 1_000);
  const messages = parcels
    .filter(({ submission }) => submission === id)
    .flatMap((parcel) => parcel.messages) as ViolationsMessage[];
  return { id, messages, of: (rule: string) => messages.find((one) => one.rule === rule)! };
}

const forgeries: readonly (readonly [string, (message: ViolationsMessage) => object])[] = [
  ["more than its rule found", () => ({ violations: { warn: 0, hold: 2, block: 0 } })],
  ["less than its rule found", () => ({ violations: { warn: 0, hold: 0, block: 0 } })],
  ["another severity", () => ({ severity: "warn" })],
  ["what nobody may let through as what somebody may", ({ waivable }) => ({ waivable: !waivable })],
  ["another scope", () => ({ scope: "run" })],
  ["another rule", () => ({ rule: "MRK-09" })],
  ["another gate", () => ({ gate: "order" })],
  ["another time", () => ({ receivedAt: "2036-01-01T00:00:00.000Z" })],
  ["less at risk", () => ({ atRisk: { money: { amounts: { EUR: "1" } }, customers: 1 } })],
  ["an id of its own", () => ({ id: "made-up" })],
];

test.each(forgeries)("a message that says %s opens no case", async (what, change) => {
  const { id, messages } = await undelivered(`forged-${what.replaceAll(" ", "-")}`);
  for (const message of messages) {
    const forged = { ...message, ...change(message) } as ViolationsMessage;
    await expect(openCase(gate.ports, forged)).rejects.toMatchObject({ code: "invalid" });
  }
  expect(await gate.ports.cases.of(id)).toEqual([]);
  // The right ones are still taken, as they come out of a queue.
  for (const message of messages)
    await openCase(gate.ports, parseMessage(JSON.stringify(message)) as ViolationsMessage);
  expect((await gate.ports.cases.of(id)).map(({ count }) => count)).toEqual([1, 1]);
});

test("a message of another submission opens no case", async () => {
  const [one, other] = [await undelivered("one"), await undelivered("other", [orders[0]])];
  const forged = { ...one.of("MRK-04"), submission: other.id };
  await expect(openCase(gate.ports, forged)).rejects.toMatchObject({ code: "invalid" });
  const passed = await undelivered("passed", [{ number: "O-3", marks: [] }]);
  await expect(
    openCase(gate.ports, { ...one.of("MRK-01"), submission: passed.id }),
  ).rejects.toMatchObject({ code: "invalid" });
  expect(await gate.ports.cases.of(passed.id)).toEqual([]);
});

test("one rule's case settles nothing that another rule holds", async () => {
  const { id, of } = await undelivered("settles");
  const forged = { ...of("MRK-01"), violations: { warn: 0, hold: 2, block: 0 } };
  await openCase(gate.ports, forged).catch(() => undefined);
  await gate.deliver();
  await gate.decide(id, "hold1");
  expect(await gate.ports.submissions.find(id)).toMatchObject({
    state: "held",
    settled: { released: 1 },
  });
});

test("what is at risk may be unknown, as after a restore, and nothing else", async () => {
  const { id, messages, of } = await undelivered("unknown");
  const stored = { id, messages: messages.map((message) => message.id) };
  const atRisk = { money: { amounts: {}, unknown: true as const }, customers: 1 };
  const restored = { ...of("MRK-01"), atRisk };
  expect(isStoredWith(stored, restored)).toBe(true);
  expect(isStoredWith(stored, { ...restored, waivable: false })).toBe(false);
  const half = { ...atRisk, money: { amounts: { EUR: "1" }, unknown: true as const } };
  expect(isStoredWith(stored, { ...restored, atRisk: half })).toBe(false);
});
