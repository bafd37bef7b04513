import { dynamoDocuments } from "../../lib/adapters/dynamodb/client.ts";
import { s3Client } from "../../lib/adapters/s3/client.ts";
import { s3Objects } from "../../lib/adapters/s3/objects.ts";
import { environment, requireEnv } from "../../lib/environment.ts";
import { reviewPorts } from "../shared/deployed-ports.ts";
import { deployedIdentity } from "../shared/identity.ts";
import { createHandler } from "./handler.ts";

export const handler = createHandler(
  {
    ...reviewPorts(dynamoDocuments(), requireEnv(environment.table)),
    objects: s3Objects(s3Client(), requireEnv(environment.objectsBucket)),
  },
  deployedIdentity(),
);
