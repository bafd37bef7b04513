import { createHandler } from "../../../lambdas/bury/handler.ts";
import type { DeadMessage } from "../../../lib/adapters/work-queue.ts";
import { GateError } from "../../../lib/app/errors.ts";
import { bodySizeMaxBytes, buryMessage } from "../../../lib/app/letters/bury-message.ts";
import { discardLetter } from "../../../lib/app/letters/discard-letter.ts";
import { getLetter } from "../../../lib/app/letters/get-letter.ts";
import { listLetters } from "../../../lib/app/letters/list-letters.ts";
import { redriveLetter } from "../../../lib/app/letters/redrive-letter.ts";
import { redriveLetters } from "../../../lib/app/letters/redrive-letters.ts";
import type { Message } from "../../../lib/app/message.ts";
import { replay } from "../../../lib/app/replay.ts";
import { submit } from "../../../lib/app/submit.ts";
import { deadLettersEvent } from "../../../lib/local/lambda-events.ts";
import {
  createTable,
  describeOnDynamo,
  dynamoDbLocal,
  dynoxide,
} from "../../support/engines/dynamodb.ts";
import { marked } from "../../support/marks-gate.ts";
import {
  people,
  type ReviewedGate,
  reviewedGate,
  reviewedGateOnDynamo,
} from "../../support/reviewed-gate.ts";

process.env["POWERTOOLS_LOG_LEVEL"] ??= "SILENT";
process.env["POWERTOOLS_METRICS_DISABLED"] ??= "true";

const { admin, manager, shop } = people;
const far = "2999-01-01T00:00:00.000Z";
const context = { awsRequestId: "request-1", functionName: "test" } as never;

/** Hands in what is held by two rules, whose messages the queue took and no consumer. */
async function undelivered(gate: ReviewedGate, key: string) {
  const orders = [
    { number: "O-1", marks: ["hold1"] },
    { number: "O-2", marks: ["hold2"] },
  ] as const;
  const command = { gate: "marks", body: marked(orders), idempotencyKey: key, caller: shop };
  const { submission_id: id } = await submit(gate.ports, command);
  return { id, messages: await sent(gate) };
}

/** Takes what lies in the outbox, as dispatch does. */
async function sent({ store }: ReviewedGate): Promise<readonly Message[]> {
  const parcels = await store.outbox.pending(far, 100);
  for (const parcel of parcels) await store.outbox.markSent(parcel);
  return parcels.flatMap(({ messages }) => messages);
}

let sendings = 0;
const deadOf = (body: string, more: Partial<DeadMessage> = {}): DeadMessage => ({
  id: `sending-${++sendings}`,
  body,
  receives: 5,
  ...more,
});
const buried = async (gate: ReviewedGate, dead: DeadMessage) =>
  (await buryMessage(gate.ports, "acme", dead)).letter;

/** From dead to consumed, the same on every store. */
async function walk(gate: ReviewedGate): Promise<void> {
  const { ports } = gate;
  const { id, messages } = await undelivered(gate, "walk");
  expect(messages).toHaveLength(2);
  const handler = createHandler(ports, { tenant: "acme" });
  const dead = messages.map((message) => deadOf(JSON.stringify(message)));
  const strange = deadOf("{", { reason: "invalid: the message is no JSON" });
  expect(await handler(deadLettersEvent([...dead, strange]), context)).toEqual({
    batchItemFailures: [],
  });
  const { items } = await listLetters(ports, { caller: manager, max: 50 });
  expect(items).toHaveLength(3);
  const mine = items.filter(({ submission }) => submission === id);
  expect(mine.map(({ rule }) => rule).sort()).toEqual(["MRK-01", "MRK-02"]);
  expect(mine).toMatchObject([{ redrivable: true }, { redrivable: true }]);
  expect(items.filter(({ redrivable }) => !redrivable)).toMatchObject([
    { id: expect.stringMatching(/^deployment\.[0-9a-f]{16}$/), reason: strange.reason, deaths: 1 },
  ]);
  expect(await ports.cases.of(id)).toEqual([]);

  const [first, second] = mine.map((letter) => letter.id) as [string, string];
  await redriveLetter(ports, { caller: admin, letter: first });
  expect((await getLetter(ports, { caller: manager, letter: first })).state).toBe("redriven");
  await gate.deliver();
  expect(await ports.cases.of(id)).toHaveLength(1);

  // The other one dies again; the very same sending does not die twice, whatever came in between.
  await redriveLetter(ports, { caller: admin, letter: second });
  const [again] = await sent(gate);
  expect(await handler(deadLettersEvent([dead[0]!, dead[1]!]), context)).toEqual({
    batchItemFailures: [],
  });
  expect((await getLetter(ports, { caller: manager, letter: second })).state).toBe("redriven");
  expect(await buried(gate, deadOf(JSON.stringify(again)))).toBe(second);
  expect(await getLetter(ports, { caller: manager, letter: second })).toMatchObject({
    state: "dead",
    deaths: 2,
    version: 3,
  });
  const answer = await redriveLetters(ports, { caller: admin, letters: [first, second] });
  expect(answer).toMatchObject([
    { letter: first, refused: { code: "conflict", reason: "not_dead" } },
    { letter: second, entry: expect.stringContaining(`${id}.`) },
  ]);
  await gate.deliver();
  expect(await ports.cases.of(id)).toHaveLength(2);
  const { items: all } = await listLetters(ports, { caller: manager, submission: id, max: 50 });
  expect(all.map(({ state }) => state)).toEqual(["redriven", "redriven"]);

  const actions = (await ports.audits.trail(id)).map(({ action }) => action).sort();
  expect(actions).toEqual([
    "case.opened",
    "case.opened",
    "letter.died",
    "letter.died",
    "letter.died",
    "letter.redriven",
    "letter.redriven",
    "letter.redriven",
  ]);
  const pastReferences = { at: async () => ports.references };
  const replayed = await replay(
    { ...ports, pastReferences },
    { caller: people.auditor, submission: id },
  );
  expect(replayed).toMatchObject({ verdict: "equal", trail: { verdict: "explained" } });
}

test("from dead to consumed, with an entry each, on SQLite", async () => {
  const gate = await reviewedGate();
  await walk(gate).finally(gate.close);
});

describeOnDynamo("from dead to consumed", [dynoxide, dynamoDbLocal], (documents) => {
  test("with an entry each", async () => {
    await createTable(documents(), "letters");
    await walk(reviewedGateOnDynamo(documents(), "letters"));
  });
});

describe("on one gate:", () => {
  let gate: ReviewedGate;
  beforeAll(async () => {
    gate = await reviewedGate();
  });
  afterAll(() => gate.close());

  test("a copy of what lies dead changes nothing, and members in another order are no other message", async () => {
    const { id, messages } = await undelivered(gate, "copies");
    const [message] = messages as [Message];
    const turned = Object.fromEntries([...Object.entries(message), ["newer", 1]].toReversed());
    const ids = [JSON.stringify(message), JSON.stringify(turned), JSON.stringify(message)].map(
      (body) => buried(gate, deadOf(body)),
    );
    const [letter, ...others] = await Promise.all(ids);
    expect(others).toEqual([letter, letter]);
    expect(await gate.ports.letters.of(id)).toMatchObject([{ version: 1, deaths: 1 }]);
    expect(await gate.ports.audits.trail(id)).toHaveLength(1);
  });

  // Bodies that no consumer knows: none is of a submission, and none can be redriven.
  test.each([
    ["nothing", ""],
    ["no JSON", "{"],
    ["a list", "[]"],
    [
      "a submission that no gate has named",
      (message: Message) => ({ ...message, submission: "x" }),
    ],
    ["a version to come", (message: Message) => ({ ...message, schema: "holdpoint/violations/2" })],
    ["half of it", (message: Message) => ({ schema: message.schema, id: message.id })],
  ])("%s is kept, cannot be redriven, and is discarded with its body", async (what, body) => {
    const [message] = (await undelivered(gate, `strange-${what.replaceAll(" ", "-")}`))
      .messages as [Message];
    const text = typeof body === "string" ? body : JSON.stringify(body(message));
    const id = await buried(gate, deadOf(text, { reason: "invalid: it is none" }));
    expect(id).toMatch(/^deployment\./);
    const letter = await getLetter(gate.ports, { caller: manager, letter: id });
    expect(letter).toMatchObject({ body: text, redrivable: false, state: "dead" });
    expect("gate" in letter || "submission" in letter || "message" in letter).toBe(false);
    await expect(redriveLetter(gate.ports, { caller: admin, letter: id })).rejects.toMatchObject({
      code: "conflict",
      reason: "no_message",
    });
    const reason = "somebody put it there by hand";
    const { entry } = await discardLetter(gate.ports, { caller: admin, letter: id, text: reason });
    expect(entry).toMatchObject({ action: "letter.discarded", facts: { text: reason } });
    expect("submission" in entry).toBe(false);
    expect(text === "" || !JSON.stringify(entry).includes(JSON.stringify(text))).toBe(true);
    const sizeBytes = Buffer.byteLength(text);
    expect(await gate.ports.letters.find(id)).toMatchObject({
      state: "discarded",
      body: "",
      ...(sizeBytes > 0 && { bodyOmittedBytes: sizeBytes }),
    });
    expect(await sent(gate)).toEqual([]);
  });

  test("entries hold the digest of a body, and nothing of it", async () => {
    const body = '{"customer":"Mari Maasikas"}';
    const id = await buried(gate, deadOf(body));
    const letter = await gate.ports.letters.find(id);
    expect(letter?.body).toBe(body);
    await discardLetter(gate.ports, { caller: admin, letter: id, text: "nobody knows what it is" });
    const again = await buried(gate, deadOf(body));
    expect(again).toBe(id);
    expect(await gate.ports.letters.find(id)).toMatchObject({ version: 3, deaths: 2, body });
  });

  test("a body that is longer than any message is cut, and says by how much", async () => {
    const body = `õ${"ä".repeat(bodySizeMaxBytes)}`;
    const id = await buried(gate, deadOf(body));
    const letter = await gate.ports.letters.find(id);
    const kept = Buffer.byteLength(letter!.body);
    expect(kept).toBeLessThanOrEqual(bodySizeMaxBytes);
    expect(kept + letter!.bodyOmittedBytes!).toBe(Buffer.byteLength(body));
    expect(body.startsWith(letter!.body)).toBe(true);
  });

  test("what was discarded or redriven is so once: a retry hears the same, another is refused", async () => {
    const { messages } = await undelivered(gate, "once");
    const [one, other] = await Promise.all(
      messages.map((message) => buried(gate, deadOf(JSON.stringify(message)))),
    );
    const redrive = { caller: admin, letter: one!, idempotencyKey: "k-1" };
    const { entry } = await redriveLetter(gate.ports, redrive);
    expect((await redriveLetter(gate.ports, redrive)).entry).toEqual(entry);
    expect(await sent(gate)).toHaveLength(1);
    await expect(
      redriveLetter(gate.ports, { ...redrive, idempotencyKey: "k-2" }),
    ).rejects.toMatchObject({ code: "conflict", reason: "not_dead" });
    const text = "it is not wanted any more";
    await expect(
      discardLetter(gate.ports, { caller: admin, letter: one!, text }),
    ).rejects.toMatchObject({ reason: "not_dead" });
    await expect(
      discardLetter(gate.ports, { caller: admin, letter: other!, text: "because" }),
    ).rejects.toMatchObject({ code: "invalid", mistakes: [{ pointer: "/text" }] });
    await expect(
      discardLetter(gate.ports, { caller: admin, letter: other!, text, version: 2 }),
    ).rejects.toMatchObject({ code: "conflict", reason: "moved" });
    await discardLetter(gate.ports, { caller: admin, letter: other!, text, version: 1 });
    await expect(
      redriveLetter(gate.ports, { caller: admin, letter: other! }),
    ).rejects.toMatchObject({ reason: "not_dead" });
    expect(await sent(gate)).toEqual([]);
  });

  test("of ten who redrive one letter at once, one does", async () => {
    const { messages } = await undelivered(gate, "race");
    const letter = await buried(gate, deadOf(JSON.stringify(messages[0])));
    const ends = await Promise.allSettled(
      Array.from({ length: 10 }, () => redriveLetter(gate.ports, { caller: admin, letter })),
    );
    expect(ends.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await sent(gate)).toHaveLength(1);
  });

  test("many at once under one key are each redriven once", async () => {
    const { messages } = await undelivered(gate, "many");
    const letters = await Promise.all(
      messages.map((message) => buried(gate, deadOf(JSON.stringify(message)))),
    );
    const command = { caller: admin, letters, idempotencyKey: "many-1" };
    const first = await redriveLetters(gate.ports, command);
    expect(first.map((one) => "entry" in one)).toEqual([true, true]);
    expect(await redriveLetters(gate.ports, command)).toEqual(first);
    expect(await sent(gate)).toHaveLength(2);
    for (const letters of [[], ["a", "a"], Array.from({ length: 101 }, (_, n) => `${n}`)])
      await expect(redriveLetters(gate.ports, { caller: admin, letters })).rejects.toMatchObject({
        code: "invalid",
        mistakes: [{ pointer: "/letters" }],
      });
    expect(await redriveLetters(gate.ports, { caller: admin, letters: ["x"] })).toMatchObject([
      { refused: { code: "not_found" } },
    ]);
  });

  test("a list is filtered and paged", async () => {
    const { id, messages } = await undelivered(gate, "listed");
    for (const message of messages) {
      gate.at(`2026-11-24T09:00:0${messages.indexOf(message)}.000Z`);
      const reason = messages.indexOf(message) === 0 ? { reason: "not_found: no such thing" } : {};
      await buried(gate, deadOf(JSON.stringify(message), reason));
    }
    const rules = async (more: object) => {
      const query = { caller: manager, max: 200, ...more };
      const { items } = await listLetters(gate.ports, query);
      return items.filter(({ submission }) => submission === id).map(({ rule }) => rule);
    };
    expect(await rules({})).toEqual(["MRK-01", "MRK-02"]);
    expect(await rules({ gate: "marks", rule: "MRK-02" })).toEqual(["MRK-02"]);
    expect(await rules({ gate: "other" })).toEqual([]);
    expect(await rules({ because: "buried" })).toEqual(["MRK-01"]);
    expect(await rules({ because: "received" })).toEqual(["MRK-02"]);
    expect(await rules({ reason: "not_found" })).toEqual(["MRK-01"]);
    expect(await rules({ submission: id, state: "discarded" })).toEqual([]);
    const pages: (string | undefined)[] = [];
    for (let cursor: string | undefined; ; ) {
      const query = { caller: manager, submission: id, max: 1, ...(cursor && { cursor }) };
      const page = await listLetters(gate.ports, query);
      pages.push(...page.items.map(({ rule }) => rule));
      cursor = page.next;
      if (cursor === undefined) break;
    }
    expect(pages).toEqual(["MRK-01", "MRK-02"]);
    const { next } = await listLetters(gate.ports, { caller: manager, submission: id, max: 1 });
    await expect(
      listLetters(gate.ports, { caller: manager, max: 1, cursor: next! }),
    ).rejects.toMatchObject({ code: "invalid" });
  });

  test.each([
    ["the sender", shop, "role_missing"],
    ["an analyst", people.analyst, "role_missing"],
  ])("%s sees none", async (_who, caller, reason) => {
    await expect(listLetters(gate.ports, { caller, max: 1 })).rejects.toMatchObject({
      code: "forbidden",
      reason,
    });
  });

  test("a manager sees them and redrives none, which is kept", async () => {
    const { id, messages } = await undelivered(gate, "refused");
    const letter = await buried(gate, deadOf(JSON.stringify(messages[0])));
    await expect(redriveLetter(gate.ports, { caller: manager, letter })).rejects.toMatchObject({
      code: "forbidden",
    });
    const kept = (await gate.ports.audits.trail(id)).map(({ action }) => action);
    expect(kept).toEqual(expect.arrayContaining(["attempt.refused"]));
    expect(await gate.ports.letters.find(letter)).toMatchObject({ state: "dead", version: 1 });
  });

  test("what cannot be made a row now stays in the queue, alone", async () => {
    const { messages } = await undelivered(gate, "later");
    const bad = deadOf(JSON.stringify(messages[0]));
    const good = deadOf(JSON.stringify(messages[1]));
    const failing = createHandler(
      {
        ...gate.ports,
        audits: {
          ...gate.ports.audits,
          append: async (entry, changes) => {
            if (changes.letters?.some(({ rule }) => rule === "MRK-01"))
              throw new GateError("unavailable", "the store could not be reached");
            return gate.ports.audits.append(entry, changes);
          },
        },
      },
      { tenant: "acme" },
    );
    expect(await failing(deadLettersEvent([bad, good]), context)).toEqual({
      batchItemFailures: [{ itemIdentifier: bad.id }],
    });
    const { items } = await listLetters(gate.ports, { caller: manager, max: 200 });
    expect(items.filter(({ message }) => message === messages[1]!.id)).toHaveLength(1);
    expect(items.filter(({ message }) => message === messages[0]!.id)).toHaveLength(0);
  });
});
