import type { SQSClient } from "@aws-sdk/client-sqs";
import { sqsViolations } from "../../../lib/adapters/sqs/violations.ts";
import { violationsContract } from "../../contracts/violations.ts";
import type { Engine } from "../../support/engines/process.ts";
import { createQueue, messagesIn, sqsOf, startSqs } from "../../support/engines/sqs.ts";

describe("the SQS adapter on fauxqs keeps the contract of Violations:", () => {
  let engine: Engine;
  let client: SQSClient;
  let queueUrl: string;
  beforeAll(async () => {
    engine = await startSqs();
    client = sqsOf(engine);
    queueUrl = await createQueue(client, "violations");
  });
  afterAll(async () => {
    client?.destroy();
    await engine?.stop();
  });

  violationsContract(
    () => sqsViolations(client, queueUrl),
    () => messagesIn(engine, "violations"),
  );

  test("a queue that is not there is unavailable, and its cause is kept", async () => {
    const violations = sqsViolations(client, queueUrl.replace("violations", "nowhere"));
    const message = { id: "1" } as Parameters<typeof violations.send>[0][number];
    await expect(violations.send([message])).rejects.toMatchObject({
      code: "unavailable",
      cause: expect.objectContaining({ name: expect.stringMatching(/QueueDoesNotExist/) }),
    });
  });
});
