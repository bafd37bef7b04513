import { fileURLToPath } from "node:url";
import { dynamoDocuments } from "../../lib/adapters/dynamodb/client.ts";
import { dynamoDeadLetters } from "../../lib/adapters/dynamodb/dead-letters.ts";
import { dynamoPasses } from "../../lib/adapters/dynamodb/passes.ts";
import { packagedFiles } from "../../lib/adapters/packaged/files.ts";
import { s3Archive } from "../../lib/adapters/s3/archive.ts";
import { s3Client } from "../../lib/adapters/s3/client.ts";
import { sealsOver } from "../../lib/app/seal/seals-over-archive.ts";
import { environment, requireEnv } from "../../lib/environment.ts";
import { docsAssets } from "../../lib/http/docs-page.ts";
import { deployedKeys } from "../shared/deployed-keys.ts";
import { reviewPorts } from "../shared/deployed-ports.ts";
import { runPorts } from "../shared/deployed-runs.ts";
import { deployedIdentity } from "../shared/identity.ts";
import { deployedLimits } from "../shared/limits.ts";
import { createHandler } from "./handler.ts";

const documents = dynamoDocuments();
const table = requireEnv(environment.table);
const archive = s3Archive(s3Client(), requireEnv(environment.archiveBucket));
const docs = fileURLToPath(new URL("docs", import.meta.url));

export const handler = createHandler(
  {
    ...reviewPorts(documents, table),
    ...runPorts(documents, table),
    passes: dynamoPasses(documents, table),
    letters: dynamoDeadLetters(documents, table),
    archive,
    seals: sealsOver(archive),
    keys: deployedKeys(documents, table),
    ...deployedLimits(documents, table),
  },
  { ...deployedIdentity(), docsAsset: packagedFiles(docs, docsAssets) },
);
