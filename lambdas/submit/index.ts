import { dynamoDocuments } from "../../lib/adapters/dynamodb/client.ts";
import { s3Client } from "../../lib/adapters/s3/client.ts";
import { s3Objects } from "../../lib/adapters/s3/objects.ts";
import { environment, requireEnv } from "../../lib/environment.ts";
import { reviewPorts } from "../shared/deployed-ports.ts";
import { deployedIdentity } from "../shared/identity.ts";
import { deployedLimits } from "../shared/limits.ts";
import { createHandler } from "./handler.ts";

const documents = dynamoDocuments();
const table = requireEnv(environment.table);

export const handler = createHandler(
  {
    ...reviewPorts(documents, table),
    ...deployedLimits(documents, table),
    objects: s3Objects(s3Client(), requireEnv(environment.objectsBucket)),
  },
  deployedIdentity(),
);
