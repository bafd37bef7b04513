import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { dynamoApprovals } from "../../lib/adapters/dynamodb/approvals.ts";
import { dynamoAudits } from "../../lib/adapters/dynamodb/audits.ts";
import { dynamoCases } from "../../lib/adapters/dynamodb/cases.ts";
import { dynamoEarlierRuns } from "../../lib/adapters/dynamodb/earlier-runs.ts";
import { dynamoOutbox } from "../../lib/adapters/dynamodb/outbox.ts";
import { dynamoPasses } from "../../lib/adapters/dynamodb/passes.ts";
import { dynamoReferenceTables } from "../../lib/adapters/dynamodb/reference-tables.ts";
import { dynamoSubmissions } from "../../lib/adapters/dynamodb/submissions.ts";
import { packagedPlans, packPlan } from "../../lib/adapters/packaged/plans.ts";
import { s3Client } from "../../lib/adapters/s3/client.ts";
import { s3Objects } from "../../lib/adapters/s3/objects.ts";
import { sqsClient } from "../../lib/adapters/sqs/violations.ts";
import { sqsWorkQueue, type WorkQueueUrls } from "../../lib/adapters/sqs/work-queue.ts";
import { systemSalts } from "../../lib/adapters/system/salts.ts";
import type { Objects } from "../../lib/app/ports.ts";
import { createBucket, type Engines, s3At, type Wires } from "../faults/faulty-engines.ts";
import { impatient, impatientInBulk } from "../faults/impatient.ts";
import { persistentPort } from "../faults/persistent.ts";
import {
  anyCredentials,
  anyRegion,
  createTable,
  documentsOf,
  patient,
} from "../support/engines/dynamodb.ts";
import { createWorkQueue, sqsOf } from "../support/engines/sqs.ts";
import { deployedKeys } from "../support/root-keys.ts";
import { active, type Home } from "./home.ts";
import { leftIn, worldTimeQueue } from "./world-time-queue.ts";

/** Long before everything that happens. */
const start = Date.parse("2026-01-01T00:00:00.000Z");

let made = 0;

/**
 * A home on AWS's adapters: a table, a queue and a bucket of its own on engines that homes share. What
 * it is asked for goes over the wires; what the world looks at goes past them.
 */
export const awsHome = (engines: Engines, wires: Wires) => async (): Promise<Home> => {
  const name = `world-${process.pid}-${++made}`;
  const folder = mkdtempSync(join(tmpdir(), "holdpoint-world-"));
  packPlan(folder, active);
  let nowMs = start;
  const now = () => new Date(nowMs).toISOString();

  const direct = documentsOf(engines.dynamo, patient);
  const directS3 = s3Client(s3At(engines.queuesAndObjects));
  const directSqs = sqsOf(engines.queuesAndObjects);
  await createTable(direct, name);
  await createBucket(engines, name);
  const urls = await createWorkQueue(directSqs, name, 1_000);
  const wired = documentsOf(wires.dynamo, impatient);
  const wiredS3 = s3Client({ ...impatientInBulk, ...s3At(wires.s3) });
  const wiredSqs = sqsClient({
    ...impatient,
    ...{ endpoint: wires.sqs.endpoint, region: anyRegion, credentials: anyCredentials },
    useQueueUrlAsEndpoint: false,
  });

  const portsOn = (documents: DynamoDBDocumentClient, objects: Objects) => ({
    audits: dynamoAudits(documents, name, objects),
    submissions: dynamoSubmissions(documents, name),
    cases: dynamoCases(documents, name),
    approvals: dynamoApprovals(documents, name),
    earlierRuns: dynamoEarlierRuns(documents, name),
    passes: dynamoPasses(documents, name),
    keys: deployedKeys(documents, name, now),
    plans: packagedPlans(folder),
    references: dynamoReferenceTables(documents, name),
    salts: systemSalts,
  });
  const queueOn = (client: typeof directSqs, at: WorkQueueUrls) =>
    worldTimeQueue(sqsWorkQueue(client, at), {
      direct: sqsWorkQueue(directSqs, at),
      engine: engines.queuesAndObjects,
      ...{ name, nowMs: () => nowMs },
    });
  const overWires = queueOn(wiredSqs, urls);
  const home = {
    name: "AWS's adapters",
    passTo: (milliseconds: number) => {
      nowMs = milliseconds;
    },
    left: () => leftIn({ engine: engines.queuesAndObjects, name }),
    close: async () => {
      for (const client of [direct, wired, directS3, wiredS3, directSqs, wiredSqs])
        client.destroy();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return {
    ...home,
    ports: portsOn(wired, s3Objects(wiredS3, name)),
    outbox: dynamoOutbox(wired, name),
    queue: { ...overWires, receive: persistentPort(overWires).receive },
    undisturbed: {
      ...home,
      ports: portsOn(direct, s3Objects(directS3, name)),
      outbox: dynamoOutbox(direct, name),
      queue: queueOn(directSqs, urls),
    },
  };
};
