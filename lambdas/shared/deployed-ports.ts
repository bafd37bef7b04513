import { fileURLToPath } from "node:url";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { dynamoApprovals } from "../../lib/adapters/dynamodb/approvals.ts";
import { dynamoAudits } from "../../lib/adapters/dynamodb/audits.ts";
import { dynamoCases } from "../../lib/adapters/dynamodb/cases.ts";
import { dynamoEarlierRuns } from "../../lib/adapters/dynamodb/earlier-runs.ts";
import { dynamoReferenceTables } from "../../lib/adapters/dynamodb/reference-tables.ts";
import { dynamoSubmissions } from "../../lib/adapters/dynamodb/submissions.ts";
import { packagedPlans } from "../../lib/adapters/packaged/plans.ts";
import { packagedTables } from "../../lib/adapters/packaged/tables.ts";
import { systemClock } from "../../lib/adapters/system/clock.ts";
import { systemSalts } from "../../lib/adapters/system/salts.ts";
import { tablesOver } from "../../lib/app/reference/tables-port.ts";
import type { ReviewPorts } from "../../lib/app/review/command.ts";
import { deployedObjects } from "./deployed-objects.ts";

/** What lies beside the code of a function that holds plans: it is bundled into one file. */
const packaged = fileURLToPath(new URL("plans", import.meta.url));

/** What submitting and reviewing ask of the world, on one table and the package's own plans. */
export const reviewPorts = (
  documents: DynamoDBDocumentClient,
  table: string,
  objects = deployedObjects(),
): ReviewPorts => ({
  audits: dynamoAudits(documents, table, objects),
  submissions: dynamoSubmissions(documents, table),
  cases: dynamoCases(documents, table),
  approvals: dynamoApprovals(documents, table),
  earlierRuns: dynamoEarlierRuns(documents, table),
  plans: packagedPlans(packaged),
  references: tablesOver(packagedTables(packaged), dynamoReferenceTables(documents, table)),
  clock: systemClock,
  salts: systemSalts,
});
