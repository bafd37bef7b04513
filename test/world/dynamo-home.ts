import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dynamoApprovals } from "../../lib/adapters/dynamodb/approvals.ts";
import { dynamoAudits } from "../../lib/adapters/dynamodb/audits.ts";
import { dynamoCases } from "../../lib/adapters/dynamodb/cases.ts";
import { dynamoEarlierRuns } from "../../lib/adapters/dynamodb/earlier-runs.ts";
import { dynamoOutbox } from "../../lib/adapters/dynamodb/outbox.ts";
import { dynamoPasses } from "../../lib/adapters/dynamodb/passes.ts";
import { dynamoReferenceTables } from "../../lib/adapters/dynamodb/reference-tables.ts";
import { dynamoSubmissions } from "../../lib/adapters/dynamodb/submissions.ts";
import { folderObjects } from "../../lib/adapters/objects-folder/objects.ts";
import { packagedPlans, packPlan } from "../../lib/adapters/packaged/plans.ts";
import { openGateStore } from "../../lib/adapters/sqlite/gate-store.ts";
import { systemSalts } from "../../lib/adapters/system/salts.ts";
import {
  createTable,
  type DynamoEngine,
  documentsOf,
  patient,
} from "../support/engines/dynamodb.ts";
import { deployedKeys } from "../support/root-keys.ts";
import { active, type Home } from "./home.ts";

/** Long before everything that happens. */
const start = Date.parse("2026-01-01T00:00:00.000Z");

/**
 * A table on an engine of its own. The queue is SQLite's: what keeps the contract of queues hides
 * messages by the world's time there, and SQS by its own.
 */
export const dynamoHome = (engine: DynamoEngine) => async (): Promise<Home> => {
  const folder = mkdtempSync(join(tmpdir(), "holdpoint-world-"));
  packPlan(folder, active);
  let nowMs = start;
  const now = () => new Date(nowMs).toISOString();
  const store = await openGateStore(join(folder, "queue"), { clock: { now } });
  const running = await engine.start();
  const documents = documentsOf(running, patient);
  const table = "world";
  await createTable(documents, table);
  return {
    name: engine.name,
    ports: {
      audits: dynamoAudits(documents, table, folderObjects(join(folder, "objects"))),
      submissions: dynamoSubmissions(documents, table),
      cases: dynamoCases(documents, table),
      approvals: dynamoApprovals(documents, table),
      earlierRuns: dynamoEarlierRuns(documents, table),
      passes: dynamoPasses(documents, table),
      keys: deployedKeys(documents, table, now),
      plans: packagedPlans(folder),
      references: dynamoReferenceTables(documents, table),
      salts: systemSalts,
    },
    outbox: dynamoOutbox(documents, table),
    queue: store.queue,
    table: { documents, name: table },
    passTo: (milliseconds) => {
      nowMs = milliseconds;
    },
    close: async () => {
      documents.destroy();
      await Promise.all([running.stop(), store.close()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
