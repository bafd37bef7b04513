import { jest } from "@jest/globals";
import type { DynamoDBStreamEvent, SQSEvent } from "aws-lambda";
import { openGateStore } from "../../lib/adapters/sqlite/gate-store.ts";
import type { LocalQueue } from "../../lib/adapters/work-queue.ts";
import type { Parcel } from "../../lib/app/message.ts";
import { startDeliveries } from "../../lib/local/deliveries.ts";
import { loop } from "../../lib/local/loop.ts";
import { folderWith } from "../support/cli.ts";
import { eventually } from "../support/served.ts";

const soon = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe("a loop", () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());
  const pass = (ms: number): Promise<void> => jest.advanceTimersByTimeAsync(ms);

  test("goes on as long as there is more, then waits until it is woken", async () => {
    let [left, done] = [3, 0];
    const one = loop(
      async () => {
        if (left === 0) return "nothing";
        left--;
        done++;
        return "more";
      },
      { idleMs: 60_000, failedMs: 1, onFailure: () => {} },
    );
    await pass(59_999);
    expect(done).toBe(3);
    left = 2;
    one.wake();
    await pass(1);
    expect(done).toBe(5);
    await one.stop();
    await one.stop();
  });

  test("that is woken while it works looks again", async () => {
    let [looks, isFirst] = [0, true];
    const one = loop(
      async () => {
        looks++;
        await soon(10);
        if (isFirst) one.wake();
        isFirst = false;
        return "nothing";
      },
      { idleMs: 60_000, failedMs: 1, onFailure: () => {} },
    );
    await pass(60);
    expect(looks).toBe(2);
    await one.stop();
  });

  test("survives every failure, tells it, and tries again ever later", async () => {
    const failures: unknown[] = [];
    const one = loop(
      async () => {
        throw new Error("not now");
      },
      { idleMs: 40, failedMs: 5, onFailure: (error) => failures.push(error) },
    );
    // At once, and 5, 10, 20, 40, 80, 160 and 320 ms after each other; 320 ms from then on.
    await pass(634);
    expect(failures).toHaveLength(7);
    await pass(1);
    expect(failures).toHaveLength(8);
    await pass(3 * 320);
    expect(failures).toHaveLength(11);
    await one.stop();
  });

  test("stops after the piece that is under way", async () => {
    let isDone = false;
    const one = loop(
      async () => {
        await soon(30);
        isDone = true;
        return "more";
      },
      { idleMs: 1, failedMs: 1, onFailure: () => {} },
    );
    const stopped = one.stop();
    await pass(29);
    expect(isDone).toBe(false);
    await pass(1);
    await stopped;
    expect(isDone).toBe(true);
  });
});

const parcel = (index: number): Parcel => ({
  submission: "a".repeat(40),
  index,
  storedAt: "2026-11-22T10:00:00.000Z",
  messages: [],
});

/** Deliveries over a real queue, and an outbox of some parcels; handlers tell what they were told. */
async function delivering(handlers: {
  readonly dispatched?: (event: DynamoDBStreamEvent) => readonly string[];
  readonly opened?: (event: SQSEvent) => readonly string[];
  readonly buried?: (event: SQSEvent) => readonly string[];
  readonly parcels?: readonly Parcel[];
  readonly before?: (queue: LocalQueue) => Promise<void>;
}) {
  const store = await openGateStore(folderWith());
  await handlers.before?.(store.queue);
  let pending = handlers.parcels ?? [];
  const told = {
    dispatched: [] as string[],
    opened: [] as string[],
    buried: [] as string[],
    failures: [] as string[],
  };
  const failed = (names: readonly string[]) => ({
    batchItemFailures: names.map((itemIdentifier) => ({ itemIdentifier })),
  });
  const deliveries = startDeliveries({
    outbox: {
      pending: async (_before, max) => pending.slice(0, max),
      markSent: async () => {},
    },
    queue: store.queue,
    clock: { now: () => new Date().toISOString() },
    dispatch: async (event) => {
      const names = event.Records.map(({ dynamodb }) => String(dynamodb?.SequenceNumber));
      told.dispatched.push(...names);
      const left = handlers.dispatched?.(event) ?? [];
      const isSent = (name: string): boolean => names.includes(name) && !left.includes(name);
      pending = pending.filter((one) => !isSent(`${one.submission}.${one.index}`));
      return failed(left);
    },
    openCases: async (event) => {
      told.opened.push(...event.Records.map(({ body }) => body));
      return failed(handlers.opened?.(event) ?? []);
    },
    bury: async (event) => {
      told.buried.push(
        ...event.Records.map(({ body, attributes, messageAttributes: { reason } }) =>
          [body, attributes.ApproximateReceiveCount, reason?.stringValue ?? "none"].join(" "),
        ),
      );
      return failed(handlers.buried?.(event) ?? []);
    },
    sweep: async () => {},
    onFailure: (what, error) => told.failures.push(`${what}: ${(error as Error).message}`),
  });
  const end = async (): Promise<void> => {
    await deliveries.stop();
    await store.close();
  };
  return { deliveries, queue: store.queue, told, end };
}

test("a batch comes as the stream would bring it, and what failed comes again", async () => {
  let isFirst = true;
  const parcels = Array.from({ length: 60 }, (_, index) => parcel(index));
  const { told, end } = await delivering({
    parcels,
    dispatched: ({ Records }) => {
      expect(Records.length).toBeLessThanOrEqual(25);
      expect(JSON.parse(Records[0]?.dynamodb?.NewImage?.["parcel"]?.S ?? "")).toHaveProperty(
        "index",
      );
      const left = isFirst ? [`${"a".repeat(40)}.3`] : [];
      isFirst = false;
      return left;
    },
  });
  await eventually(
    async () => told.dispatched.length,
    (count) => count >= 61,
  );
  await end();
  expect(new Set(told.dispatched).size).toBe(60);
  expect(told.dispatched.filter((name) => name.endsWith(".3"))).toHaveLength(2);
  expect(told.failures).toEqual([
    expect.stringContaining("dispatch: 1 parcels were not delivered"),
  ]);
});

test("of a batch of messages those that failed come again alone, and a call that failed does whole", async () => {
  let calls = 0;
  const { queue, told, end } = await delivering({
    opened: ({ Records }) => {
      calls++;
      if (calls === 1) throw new Error("the function died");
      const bad = Records.filter(({ body, attributes }) => {
        return body === "bad" && attributes.ApproximateReceiveCount === "2";
      });
      return bad.map(({ messageId }) => messageId);
    },
  });
  await queue.send(["good", "bad", "other"]);
  await eventually(
    async () => told.opened.filter((body) => body === "bad").length,
    (count) => count === 3,
  );
  await soon(1_500);
  await end();
  expect(told.opened.filter((body) => body === "good")).toHaveLength(2);
  expect(told.opened.filter((body) => body === "other")).toHaveLength(2);
  expect(told.opened.filter((body) => body === "bad")).toHaveLength(3);
});

test("a message that dies is told", async () => {
  const { queue, told, end } = await delivering({
    before: async (queue) => {
      await queue.send(["dying"]);
      for (let tries = 1; tries < 5; tries++)
        for (const { receipt } of await queue.receive(1, 60_000)) await queue.hide(receipt, 0);
    },
    opened: ({ Records }) => Records.map(({ messageId }) => messageId),
  });
  await eventually(
    async () => told.buried,
    (buried) => buried.length === 1,
  );
  await eventually(
    () => queue.dead(10),
    (dead) => dead.length === 0,
  );
  await end();
  expect(told.opened).toEqual(["dying"]);
  expect(told.buried).toEqual(["dying 5 none"]);
  expect(told.failures).toEqual([expect.stringContaining("a message was tried 5 times")]);
});

test("what was buried comes with its reason, and again until it is a row", async () => {
  let calls = 0;
  const { queue, told, end } = await delivering({
    before: async (queue) => {
      await queue.bury("hopeless", "invalid: no message");
      await queue.bury("strange", "not_found: no such submission");
    },
    buried: ({ Records }) => (++calls === 1 ? Records.slice(1).map((one) => one.messageId) : []),
  });
  await eventually(
    async () => told.buried.length,
    (count) => count === 3,
  );
  await eventually(
    () => queue.dead(10),
    (dead) => dead.length === 0,
  );
  await end();
  expect(told.buried).toEqual([
    "hopeless 5 invalid: no message",
    "strange 5 not_found: no such submission",
    "strange 5 not_found: no such submission",
  ]);
  expect(told.failures).toEqual(["bury: 1 dead letters were not made rows"]);
});
