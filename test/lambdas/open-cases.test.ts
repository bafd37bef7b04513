import type { SQSEvent } from "aws-lambda";
import { createHandler } from "../../lambdas/open-cases/handler.ts";
import type { Received } from "../../lib/adapters/work-queue.ts";
import { GateError } from "../../lib/app/errors.ts";
import type { ViolationsMessage } from "../../lib/app/message.ts";
import { queueEvent } from "../../lib/local/lambda-events.ts";
import {
  example,
  gateAt,
  placeIn,
  request,
  startWorld,
  type World,
} from "../support/gate-on-engines.ts";
import { sampleMessage } from "../support/sample-submission.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world?.stop());

/** A place with a held submission, and its messages as they came out of the queue. */
async function heldAt(name: string) {
  const gate = gateAt(await placeIn(world, name));
  const { answer } = await gate.submit(request(example("block"), "key"));
  await gate.dispatch(await gate.stream());
  const messages = (await gate.queued()) as readonly ViolationsMessage[];
  return { gate, submission: answer.submission_id, messages };
}

const eventOf = (bodies: readonly string[]): SQSEvent =>
  queueEvent(
    bodies.map((body, n): Received => ({ id: `m-${n}`, body, receipt: `r-${n}`, receives: 1 })),
  );

const anyContext = { awsRequestId: "request-1", functionName: "test" } as never;

test("each message opens one case, however often it comes", async () => {
  const { gate, submission, messages } = await heldAt("opens");
  const bodies = messages.map((message) => JSON.stringify(message));
  for (const event of [eventOf(bodies), eventOf([...bodies].reverse()), eventOf(bodies)])
    expect(await gate.openCases(event)).toEqual({ batchItemFailures: [] });
  const cases = await gate.cases.of(submission);
  expect(cases.map(({ rule }) => rule).sort()).toEqual(messages.map(({ rule }) => rule).sort());
  const violations = messages.reduce(
    (sum, each) => sum + each.violations.hold + each.violations.block,
    0,
  );
  expect(cases.reduce((sum, { count }) => sum + count, 0)).toBe(violations);
  expect(await gate.cases.waiting("order", 100)).toHaveLength(cases.length);
  expect(await gate.queue.dead(10)).toEqual([]);
  gate.end();
});

test("the same message twice in one batch opens one case", async () => {
  const { gate, submission, messages } = await heldAt("twice-in-one");
  const body = JSON.stringify(messages[0]);
  expect(await gate.openCases(eventOf([body, body, body]))).toEqual({ batchItemFailures: [] });
  expect(await gate.cases.of(submission)).toHaveLength(1);
  expect(await gate.audits.trail(submission)).toHaveLength(1);
  gate.end();
});

// What lies in the queue, and what the dead letters say of it.
const HOPELESS: readonly (readonly [what: string, body: string, reason: RegExp])[] = [
  ["no JSON", "{", /^invalid: the message is no JSON$/],
  ["no message", '{"hello":"world"}', /^invalid: .*\/schema/],
  ["null", "null", /^invalid: /],
  [
    "a schema that nobody knows",
    JSON.stringify({ ...sampleMessage("a".repeat(40), 1), schema: "holdpoint/violations/9" }),
    /^invalid: .*\/schema/,
  ],
  [
    "a field of another kind",
    JSON.stringify({
      ...sampleMessage("a".repeat(40), 1),
      violations: { warn: 0, hold: "Mari Maasikas" },
    }),
    /^invalid: .*\/violations\/hold/,
  ],
  [
    "a submission that is not there",
    JSON.stringify(sampleMessage("a".repeat(40), 1)),
    /^not_found: /,
  ],
  [
    "the end of a submission that is not there",
    JSON.stringify({
      schema: "holdpoint/closing/1",
      id: "m",
      submission: "a".repeat(40),
      gate: "order",
      because: "withdrawn",
      at: "2026-11-22T10:00:00.000Z",
    }),
    /^not_found: /,
  ],
];

test.each(HOPELESS)(
  "%s goes straight to the dead letters, with its reason",
  async (what, body, reason) => {
    const { gate, submission, messages } = await heldAt(`hopeless-${what.replaceAll(" ", "-")}`);
    const good = JSON.stringify(messages[0]);
    expect(await gate.openCases(eventOf([body, good]))).toEqual({ batchItemFailures: [] });
    const dead = await gate.queue.dead(10);
    expect(dead).toMatchObject([{ body, reason: expect.stringMatching(reason) }]);
    expect(dead[0]?.reason).not.toContain("Maasikas");
    expect(await gate.cases.of(submission)).toHaveLength(1); // the other one in the batch
    gate.end();
  },
);

test("what fails now is answered as failed, alone, and comes again", async () => {
  const { gate, submission, messages } = await heldAt("fails-now");
  expect(messages.length).toBeGreaterThan(1);
  const spoilt = messages[1]?.rule;
  const failing = createHandler({
    ...gate,
    audits: {
      ...gate.audits,
      append: async (entry, changes) => {
        if (changes.cases?.some(({ rule }) => rule === spoilt))
          throw new GateError("unavailable", "the store could not be reached");
        return gate.audits.append(entry, changes);
      },
    },
  });
  const event = eventOf(messages.map((message) => JSON.stringify(message)));
  const answer = await failing(event, anyContext);
  expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: "m-1" }] });
  expect(await gate.cases.of(submission)).toHaveLength(messages.length - 1);
  expect(await gate.queue.dead(10)).toEqual([]);
  expect(await gate.openCases(event)).toEqual({ batchItemFailures: [] });
  expect(await gate.cases.of(submission)).toHaveLength(messages.length);
  gate.end();
});

test("what can be neither consumed nor buried comes again", async () => {
  const { gate } = await heldAt("buries-nothing");
  const failing = createHandler({
    ...gate,
    queue: {
      bury: async () => {
        throw new GateError("unavailable", "the queue could not be reached");
      },
    },
  });
  expect(await failing(eventOf(["{"]), anyContext)).toEqual({
    batchItemFailures: [{ itemIdentifier: "m-0" }],
  });
  gate.end();
});

test("a message that fails five times is dead, as the queue's redrive policy has it", async () => {
  const place = await placeIn(world, "redriven");
  const gate = gateAt(place);
  await gate.submit(request(example("hold"), "key"));
  await gate.dispatch(await gate.stream());
  const [{ body }] = (await gate.queue.receive(1, 0)) as [Received];
  for (let receives = 2; receives <= 5; receives++)
    for (const { receipt } of await gate.queue.receive(10, 30_000))
      await gate.queue.hide(receipt, 0);
  expect(await gate.queue.receive(10, 30_000)).toEqual([]);
  expect((await gate.queue.dead(10)).map((dead) => dead.body)).toContain(body);
  gate.end();
});
