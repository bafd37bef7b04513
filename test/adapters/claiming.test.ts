import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { dynamoApprovals } from "../../lib/adapters/dynamodb/approvals.ts";
import { dynamoAudits } from "../../lib/adapters/dynamodb/audits.ts";
import { dynamoCases } from "../../lib/adapters/dynamodb/cases.ts";
import { dynamoEarlierRuns } from "../../lib/adapters/dynamodb/earlier-runs.ts";
import { dynamoOutbox } from "../../lib/adapters/dynamodb/outbox.ts";
import { dynamoReferenceTables } from "../../lib/adapters/dynamodb/reference-tables.ts";
import { dynamoSubmissions } from "../../lib/adapters/dynamodb/submissions.ts";
import { packagedPlans, packPlan } from "../../lib/adapters/packaged/plans.ts";
import { systemClock } from "../../lib/adapters/system/clock.ts";
import { systemSalts } from "../../lib/adapters/system/salts.ts";
import { claimingContract } from "../contracts/claiming.ts";
import {
  createTable,
  describeOnDynamo,
  documentsOf,
  dynamoDbLocal,
  dynoxide,
  patient,
} from "../support/engines/dynamodb.ts";
import { marksGate } from "../support/marks-gate.ts";
import { type ReviewedGate, reviewedGate } from "../support/reviewed-gate.ts";
import { temporaryObjects } from "../support/temporary-objects.ts";

// One case is one person's, in both homes.

describe("one queue in SQLite", () => {
  let gate: ReviewedGate;
  beforeAll(async () => {
    gate = await reviewedGate();
  });
  afterAll(() => gate?.close());
  claimingContract(() => ({ ...gate.ports, outbox: gate.store.outbox }));
});

describeOnDynamo("one queue", [dynoxide, dynamoDbLocal], (_documents, engine) => {
  const table = "claimed";
  const folder = mkdtempSync(join(tmpdir(), "holdpoint-claimed-"));
  packPlan(folder, marksGate());
  const plans = packagedPlans(folder);
  let client: DynamoDBDocumentClient;
  const documents = () => client;
  beforeAll(async () => {
    client = documentsOf(engine(), patient);
    await createTable(client, table);
  });
  afterAll(() => client?.destroy());
  claimingContract(() => ({
    audits: dynamoAudits(documents(), table, temporaryObjects()),
    submissions: dynamoSubmissions(documents(), table),
    cases: dynamoCases(documents(), table),
    approvals: dynamoApprovals(documents(), table),
    earlierRuns: dynamoEarlierRuns(documents(), table),
    outbox: dynamoOutbox(documents(), table),
    references: dynamoReferenceTables(documents(), table),
    plans,
    clock: systemClock,
    salts: systemSalts,
  }));
});
