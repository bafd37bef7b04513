import { dynamoDocuments } from "../../lib/adapters/dynamodb/client.ts";
import { environment, requireEnv } from "../../lib/environment.ts";
import { runWorkPorts } from "../shared/run-ports.ts";
import { createHandler } from "./handler.ts";

export const handler = createHandler(
  runWorkPorts(dynamoDocuments(), requireEnv(environment.table)),
);
