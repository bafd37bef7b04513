import { dynamoDocuments } from "../../lib/adapters/dynamodb/client.ts";
import { environment, requireEnv } from "../../lib/environment.ts";
import { deployedObjects } from "../shared/deployed-objects.ts";
import { reviewPorts } from "../shared/deployed-ports.ts";
import { deployedIdentity } from "../shared/identity.ts";
import { deployedLimits } from "../shared/limits.ts";
import { createHandler } from "./handler.ts";

const documents = dynamoDocuments();
const table = requireEnv(environment.table);
const objects = deployedObjects();

export const handler = createHandler(
  {
    ...reviewPorts(documents, table, objects),
    ...deployedLimits(documents, table),
    objects,
  },
  deployedIdentity(),
);
