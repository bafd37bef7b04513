import type { SQSClient } from "@aws-sdk/client-sqs";
import { sqsViolations } from "../../../lib/adapters/sqs/violations.ts";
import { sqsWorkQueue } from "../../../lib/adapters/sqs/work-queue.ts";
import { violationsContract } from "../../contracts/violations.ts";
import { workQueueContract } from "../../contracts/work-queue.ts";
import {
  createQueue,
  createWorkQueue,
  messagesIn,
  type SqsInTime,
  sqsOf,
  startSqsInTime,
} from "../../support/engines/sqs.ts";

describe("the SQS adapters on fauxqs", () => {
  let engine: SqsInTime;
  let client: SQSClient;
  let queueUrl: string;
  beforeAll(async () => {
    engine = await startSqsInTime();
    client = sqsOf(engine);
    queueUrl = await createQueue(client, "violations");
  });
  afterAll(async () => {
    client?.destroy();
    await engine?.stop();
  });

  describe("keep the contract of Violations:", () => {
    violationsContract(
      () => sqsViolations(client, queueUrl),
      () => messagesIn(engine, "violations"),
    );
  });

  describe("keep the contract of WorkQueue:", () => {
    let made = 0;
    const empty = async () => sqsWorkQueue(client, await createWorkQueue(client, `work-${++made}`));
    workQueueContract(empty, (ms) => engine.pass(ms));

    test("a queue that is not there is unavailable, whatever is asked of it", async () => {
      const nowhere = queueUrl.replace("violations", "nowhere");
      const queue = sqsWorkQueue(client, { queueUrl: nowhere, deadLettersUrl: nowhere });
      for (const call of [
        queue.send(["a"]),
        queue.receive(1, 1_000),
        queue.remove("receipt"),
        queue.bury("a", "b"),
        queue.dead(1),
      ])
        await expect(call).rejects.toMatchObject({ code: "unavailable" });
    });
  });

  test("a queue that is not there is unavailable, and its cause is kept", async () => {
    const violations = sqsViolations(client, queueUrl.replace("violations", "nowhere"));
    const message = { id: "1" } as Parameters<typeof violations.send>[0][number];
    await expect(violations.send([message])).rejects.toMatchObject({
      code: "unavailable",
      cause: expect.objectContaining({ name: expect.stringMatching(/QueueDoesNotExist/) }),
    });
  });
});
