import { dynamoDocuments } from "../../lib/adapters/dynamodb/client.ts";
import { sqsClient } from "../../lib/adapters/sqs/violations.ts";
import { sqsWorkQueue } from "../../lib/adapters/sqs/work-queue.ts";
import { environment, requireEnv } from "../../lib/environment.ts";
import { reviewPorts } from "../shared/deployed-ports.ts";
import { createHandler } from "./handler.ts";

export const handler = createHandler({
  ...reviewPorts(dynamoDocuments(), requireEnv(environment.table)),
  queue: sqsWorkQueue(sqsClient(), {
    queueUrl: requireEnv(environment.violationsQueueUrl),
    deadLettersUrl: requireEnv(environment.deadLettersQueueUrl),
  }),
});
