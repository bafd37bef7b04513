import { dynamoDocuments } from "../../lib/adapters/dynamodb/client.ts";
import { dynamoEarlierRuns } from "../../lib/adapters/dynamodb/earlier-runs.ts";
import { dynamoRuns } from "../../lib/adapters/dynamodb/runs.ts";
import { environment, requireEnv } from "../../lib/environment.ts";
import { runWorkPorts } from "../shared/run-ports.ts";
import { createHandler } from "./handler.ts";

const documents = dynamoDocuments();
const table = requireEnv(environment.table);

export const handler = createHandler({
  ...runWorkPorts(documents, table),
  runs: dynamoRuns(documents, table),
  earlierRuns: dynamoEarlierRuns(documents, table),
});
