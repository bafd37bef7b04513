import { fileURLToPath } from "node:url";
import { dynamoAudits } from "../../lib/adapters/dynamodb/audits.ts";
import { dynamoDocuments } from "../../lib/adapters/dynamodb/client.ts";
import { dynamoReferenceTables } from "../../lib/adapters/dynamodb/reference-tables.ts";
import { dynamoSubmissions } from "../../lib/adapters/dynamodb/submissions.ts";
import { packagedPlans } from "../../lib/adapters/packaged/plans.ts";
import { packagedTables } from "../../lib/adapters/packaged/tables.ts";
import { systemClock } from "../../lib/adapters/system/clock.ts";
import { systemSalts } from "../../lib/adapters/system/salts.ts";
import { tablesOver } from "../../lib/app/reference/tables-port.ts";
import { environment, requireEnv } from "../../lib/environment.ts";
import { deployedIdentity } from "../shared/identity.ts";
import { createHandler } from "./handler.ts";

const documents = dynamoDocuments();
const table = requireEnv(environment.table);
const packaged = fileURLToPath(new URL("plans", import.meta.url));

export const handler = createHandler(
  {
    audits: dynamoAudits(documents, table),
    plans: packagedPlans(packaged),
    references: tablesOver(packagedTables(packaged), dynamoReferenceTables(documents, table)),
    clock: systemClock,
    salts: systemSalts,
    submissions: dynamoSubmissions(documents, table),
  },
  deployedIdentity(),
);
