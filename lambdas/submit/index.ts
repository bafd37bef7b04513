import { dynamoDocuments } from "../../lib/adapters/dynamodb/client.ts";
import { environment, requireEnv } from "../../lib/environment.ts";
import { reviewPorts } from "../shared/deployed-ports.ts";
import { deployedIdentity } from "../shared/identity.ts";
import { createHandler } from "./handler.ts";

export const handler = createHandler(
  reviewPorts(dynamoDocuments(), requireEnv(environment.table)),
  deployedIdentity(),
);
