import { dynamoAudits } from "../../lib/adapters/dynamodb/audits.ts";
import { dynamoEarlierRuns } from "../../lib/adapters/dynamodb/earlier-runs.ts";
import { dynamoReferenceTables } from "../../lib/adapters/dynamodb/reference-tables.ts";
import { dynamoRuns } from "../../lib/adapters/dynamodb/runs.ts";
import { dynamoSubmissions } from "../../lib/adapters/dynamodb/submissions.ts";
import { folderObjects } from "../../lib/adapters/objects-folder/objects.ts";
import { packagedPlans } from "../../lib/adapters/packaged/plans.ts";
import { packagedTables } from "../../lib/adapters/packaged/tables.ts";
import { systemSalts } from "../../lib/adapters/system/salts.ts";
import { tablesOver } from "../../lib/app/reference/tables-port.ts";
import { documentsOf } from "../support/engines/dynamodb.ts";

/** Where all that a machine works with lies: every process of it is told the same. */
export interface MachinePlaces {
  /** Of a server that speaks DynamoDB, and its table. */
  readonly endpoint: string;
  readonly table: string;
  /** Folders of objects, and of packaged plans. */
  readonly objects: string;
  readonly plans: string;
}

/** When a run of these tests is received: it is judged as of then. */
export const receivedAt = "2026-11-22T12:00:00.000Z";

/** What the functions of a machine ask of the world, but for their own folders. */
export function machinePorts({ endpoint, table, objects: folder, plans }: MachinePlaces) {
  const documents = documentsOf({ endpoint } as never);
  const objects = folderObjects(folder);
  return {
    objects,
    audits: dynamoAudits(documents, table, objects),
    submissions: dynamoSubmissions(documents, table),
    earlierRuns: dynamoEarlierRuns(documents, table),
    runs: dynamoRuns(documents, table),
    plans: packagedPlans(plans),
    references: tablesOver(packagedTables(plans), dynamoReferenceTables(documents, table)),
    clock: { now: () => receivedAt },
    salts: systemSalts,
    end: () => documents.destroy(),
  };
}
