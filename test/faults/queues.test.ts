import type { SQSClient, SQSClientConfig } from "@aws-sdk/client-sqs";
import { sqsClient, sqsViolations } from "../../lib/adapters/sqs/violations.ts";
import { sqsWorkQueue } from "../../lib/adapters/sqs/work-queue.ts";
import type { WorkQueue } from "../../lib/adapters/work-queue.ts";
import type { Violations } from "../../lib/app/ports.ts";
import { violationsContract } from "../contracts/violations.ts";
import { workQueueContract } from "../contracts/work-queue.ts";
import { anyCredentials, anyRegion } from "../support/engines/dynamodb.ts";
import {
  createQueue,
  createWorkQueue,
  messagesIn,
  type SqsInTime,
  sqsOf,
  startSqsInTime,
} from "../support/engines/sqs.ts";
import { drawn, type FaultKind, harmlessKinds } from "./fault.ts";
import { impatient, unhurried } from "./impatient.ts";
import { persistentPort } from "./persistent.ts";
import { type FaultProxy, startFaultProxy } from "./proxy.ts";
import { sqsService } from "./services/sqs.ts";

// A standard queue gives at least once: after a fault that leaves open what was done, a message may
// come twice, or be hidden from everybody. So the contracts hold word for word where faults leave
// nothing open, and what at least once means holds where they do.

const seed = Number(process.env["HOLDPOINT_FAULTS_SEED"] ?? 3);

let engine: SqsInTime;
let direct: SQSClient;
beforeAll(async () => {
  engine = await startSqsInTime();
  direct = sqsOf(engine);
});
afterAll(async () => {
  direct?.destroy();
  await engine?.stop();
});

/** Clients behind a proxy, for the length of a describe. */
function overWire(rate: number, patience: SQSClientConfig, kinds?: readonly FaultKind[]) {
  let proxy: FaultProxy;
  let client: SQSClient;
  beforeAll(async () => {
    proxy = await startFaultProxy(sqsService, engine, drawn(seed, rate, kinds));
    client = sqsClient({
      ...patience,
      ...{ endpoint: proxy.endpoint, region: anyRegion, credentials: anyCredentials },
      useQueueUrlAsEndpoint: false,
    });
  });
  afterAll(async () => {
    client?.destroy();
    await proxy?.stop();
  });
  return { client: () => client, proxy: () => proxy };
}

/** What the queue did not take is sent again, as dispatch does. */
const untilTaken = (violations: Violations): Violations => ({
  send: async (messages) => {
    for (let left = messages; left.length > 0; ) left = await violations.send(left);
    return [];
  },
});

const queueUntilTaken = (queue: WorkQueue): WorkQueue => ({
  ...queue,
  send: async (bodies) => {
    for (let left = bodies; left.length > 0; ) {
      const at: readonly number[] = await queue.send(left);
      left = at.map((index) => left[index] as string);
    }
    return [];
  },
});

describe("where faults leave nothing open SQS keeps", () => {
  // Who gives up waiting repeats what may have been done: here nobody has to, and nobody does.
  const certain = harmlessKinds.filter((kind) => kind !== "silent-before");
  const { client, proxy } = overWire(1_500, unhurried, certain);
  let queueUrl: string;
  let made = 0;
  beforeAll(async () => {
    queueUrl = await createQueue(direct, "violations");
  });

  describe("the contract of Violations:", () =>
    violationsContract(
      () => untilTaken(persistentPort(sqsViolations(client(), queueUrl))),
      () => messagesIn(engine, "violations"),
    ));

  describe("the contract of WorkQueue:", () => {
    const empty = async () =>
      queueUntilTaken(
        persistentPort(sqsWorkQueue(client(), await createWorkQueue(direct, `work-${++made}`))),
      );
    workQueueContract(empty, (ms) => engine.pass(ms));
  });

  test("and there were some", () => {
    expect(proxy().injected.length).toBeGreaterThan(12);
  });
});

describe("where faults leave open what was done", () => {
  const { client, proxy } = overWire(1_500, impatient);
  const senders = 6;
  const batches = 4;

  test("each message comes at least once, no other comes, and what was removed in time comes no more", async () => {
    const urls = await createWorkQueue(direct, "open");
    const raw = sqsWorkQueue(client(), urls);
    const queue = queueUntilTaken(persistentPort(raw));
    const told = sqsWorkQueue(direct, urls);
    const sent = new Set<string>();
    await Promise.all(
      Array.from({ length: senders }, async (_, sender) => {
        for (let batch = 0; batch < batches; batch++) {
          const bodies = Array.from({ length: 10 }, (_, n) => `${sender}.${batch}.${n}`);
          for (const body of bodies) sent.add(body);
          await queue.send(bodies);
        }
      }),
    );
    const came = new Map<string, string>();
    const removed = new Set<string>();
    const again: string[] = [];
    // What a lost answer hides is visible again after a second, once what is late has come.
    for (let idle = 0; idle < 2; ) {
      const received = await queue.receive(10, 1_000);
      idle = received.length === 0 ? idle + 1 : 0;
      for (const { id, body, receipt } of received) {
        if (removed.has(id)) again.push(body);
        came.set(id, body);
        await queue.remove(receipt);
        removed.add(id);
      }
      if (received.length > 0) continue;
      await proxy().idle();
      await engine.pass(1_100);
    }
    expect(new Set(came.values())).toEqual(sent);
    expect(again).toEqual([]);
    // More came than was sent: the queue took what the sender was not told of.
    expect(came.size).toBeGreaterThan(sent.size);
    expect(await told.receive(10, 0)).toEqual([]);
    expect(await told.dead(10)).toEqual([]);
    expect(proxy().injected.length).toBeGreaterThan(30);
  });
});
