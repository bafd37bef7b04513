import { dynamoDocuments } from "../../lib/adapters/dynamodb/client.ts";
import { dynamoOutbox } from "../../lib/adapters/dynamodb/outbox.ts";
import { sqsClient, sqsViolations } from "../../lib/adapters/sqs/violations.ts";
import { systemClock } from "../../lib/adapters/system/clock.ts";
import { environment, requireEnv } from "../../lib/environment.ts";
import { createHandler } from "./handler.ts";

export const handler = createHandler({
  outbox: dynamoOutbox(dynamoDocuments(), requireEnv(environment.table)),
  violations: sqsViolations(sqsClient(), requireEnv(environment.violationsQueueUrl)),
  clock: systemClock,
});
