import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { dynamoReferenceTables } from "../../lib/adapters/dynamodb/reference-tables.ts";
import { workFolders } from "../../lib/adapters/files/work-folders.ts";
import { packagedPlans } from "../../lib/adapters/packaged/plans.ts";
import { packagedTables } from "../../lib/adapters/packaged/tables.ts";
import { s3Client } from "../../lib/adapters/s3/client.ts";
import { s3Objects } from "../../lib/adapters/s3/objects.ts";
import type { RunWorkPorts } from "../../lib/app/large-run/run-work.ts";
import { tablesOver } from "../../lib/app/reference/tables-port.ts";
import { environment, requireEnv } from "../../lib/environment.ts";

/** What lies beside the code of a function that holds plans: it is bundled into one file. */
const packaged = fileURLToPath(new URL("plans", import.meta.url));

/** What the steps of a run ask of the world, on the deployment's bucket and table. */
export const runWorkPorts = (documents: DynamoDBDocumentClient, table: string): RunWorkPorts => ({
  objects: s3Objects(s3Client(), requireEnv(environment.objectsBucket)),
  plans: packagedPlans(packaged),
  references: tablesOver(packagedTables(packaged), dynamoReferenceTables(documents, table)),
  workFolder: workFolders(join(tmpdir(), "holdpoint-runs")),
});
