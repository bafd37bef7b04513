import { dynamoDocuments } from "../../lib/adapters/dynamodb/client.ts";
import { s3Archive } from "../../lib/adapters/s3/archive.ts";
import { s3Client } from "../../lib/adapters/s3/client.ts";
import { systemClock } from "../../lib/adapters/system/clock.ts";
import { usualSealing } from "../../lib/app/seal/seal-archived.ts";
import { sealsOver } from "../../lib/app/seal/seals-over-archive.ts";
import { environment, requireEnv } from "../../lib/environment.ts";
import { deployedKeys } from "../shared/deployed-keys.ts";
import { createHandler } from "./handler.ts";

const archive = s3Archive(s3Client(), requireEnv(environment.archiveBucket));
const keys = deployedKeys(dynamoDocuments(), requireEnv(environment.table));

export const handler = createHandler(
  { archive, seals: sealsOver(archive), keys, clock: systemClock },
  { ...usualSealing, tenant: requireEnv(environment.tenant) },
);
