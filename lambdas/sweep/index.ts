import { dynamoDocuments } from "../../lib/adapters/dynamodb/client.ts";
import { dynamoOutbox } from "../../lib/adapters/dynamodb/outbox.ts";
import { sqsClient, sqsViolations } from "../../lib/adapters/sqs/violations.ts";
import { environment, requireEnv } from "../../lib/environment.ts";
import { reviewPorts } from "../shared/deployed-ports.ts";
import { runPorts } from "../shared/deployed-runs.ts";
import { createHandler } from "./handler.ts";

const documents = dynamoDocuments();
const table = requireEnv(environment.table);

export const handler = createHandler({
  ...reviewPorts(documents, table),
  ...runPorts(documents, table),
  outbox: dynamoOutbox(documents, table),
  violations: sqsViolations(sqsClient(), requireEnv(environment.violationsQueueUrl)),
});
