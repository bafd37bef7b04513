import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Context, DynamoDBStreamEvent, SQSBatchResponse, SQSEvent } from "aws-lambda";
import { createHandler as createApi } from "../../lambdas/api/handler.ts";
import { createHandler as createDispatch } from "../../lambdas/dispatch/handler.ts";
import { createHandler as createOpenCases } from "../../lambdas/open-cases/handler.ts";
import { createHandler as createSubmit, type SubmitEvent } from "../../lambdas/submit/handler.ts";
import { createHandler as createSweep } from "../../lambdas/sweep/handler.ts";
import { dynamoApprovals } from "../../lib/adapters/dynamodb/approvals.ts";
import { dynamoAudits } from "../../lib/adapters/dynamodb/audits.ts";
import { dynamoCases } from "../../lib/adapters/dynamodb/cases.ts";
import { dynamoDeadLetters } from "../../lib/adapters/dynamodb/dead-letters.ts";
import { dynamoEarlierRuns } from "../../lib/adapters/dynamodb/earlier-runs.ts";
import { dynamoOutbox } from "../../lib/adapters/dynamodb/outbox.ts";
import { dynamoPasses } from "../../lib/adapters/dynamodb/passes.ts";
import { dynamoReferenceTables } from "../../lib/adapters/dynamodb/reference-tables.ts";
import { dynamoSubmissions } from "../../lib/adapters/dynamodb/submissions.ts";
import { packagedPlans } from "../../lib/adapters/packaged/plans.ts";
import { sqsViolations } from "../../lib/adapters/sqs/violations.ts";
import { sqsWorkQueue } from "../../lib/adapters/sqs/work-queue.ts";
import { systemClock } from "../../lib/adapters/system/clock.ts";
import { systemSalts } from "../../lib/adapters/system/salts.ts";
import type { WorkQueue } from "../../lib/adapters/work-queue.ts";
import type { Message } from "../../lib/app/message.ts";
import type { Plans } from "../../lib/app/ports.ts";
import type { Answer } from "../../lib/app/submit.ts";
import type { HttpEvent, HttpResult } from "../../lib/http/event.ts";
import type { IdentitySettings } from "../../lib/http/identity.ts";
import type { Problem } from "../../lib/http/problem.ts";
import { queueEvent } from "../../lib/local/lambda-events.ts";
import { createTable, documentsOf, dynoxide } from "./engines/dynamodb.ts";
import type { Engine } from "./engines/process.ts";
import { createWorkQueue, messagesIn, sqsOf, startSqs } from "./engines/sqs.ts";
import { streamOf } from "./engines/stream.ts";
import { repository } from "./house.ts";
import { type Life, lifeUntil, mortal, mortalClient } from "./life.ts";
import { deployedKeys } from "./root-keys.ts";
import { type TableCall, watchTable } from "./table-calls.ts";
import { temporaryObjects } from "./temporary-objects.ts";
import { testIssuer } from "./tokens.ts";

// Handlers would print a line for each of some thousand requests.
process.env["POWERTOOLS_LOG_LEVEL"] ??= "SILENT";
process.env["POWERTOOLS_METRICS_DISABLED"] ??= "true";

/** Who signs callers in here, and whom the handlers believe. */
export const issuer = testIssuer();
export const identity: IdentitySettings = { tenant: "acme", issuers: [issuer.trusted] };

/** Engines, and the shipped gates compiled as the stack packages them. */
export interface World {
  readonly dynamo: Engine;
  readonly sqs: Engine;
  readonly plans: Plans;
  stop(): Promise<void>;
}

export async function startWorld(): Promise<World> {
  const [dynamo, sqs] = await Promise.all([dynoxide.start(), startSqs()]);
  return {
    dynamo,
    sqs,
    plans: packagedPlans(packedGates()),
    stop: async () => {
      await Promise.all([dynamo.stop(), sqs.stop()]);
    },
  };
}

/** A table and a queue of their own, under one name. */
export interface Place {
  readonly world: World;
  readonly name: string;
  readonly queueUrl: string;
  readonly deadLettersUrl: string;
}

export async function placeIn(world: World, name: string): Promise<Place> {
  const [documents, sqs] = [documentsOf(world.dynamo), sqsOf(world.sqs)];
  await createTable(documents, name);
  const queues = await createWorkQueue(sqs, name);
  documents.destroy();
  sqs.destroy();
  return { world, name, ...queues };
}

/** One process of the gate: the handlers as they are wired, living until it dies. */
export function gateAt(
  { world, name, queueUrl, deadLettersUrl }: Place,
  life: Life = lifeUntil(),
  onTableCall: (call: TableCall) => void = () => {},
) {
  const documents = watchTable(mortalClient(documentsOf(world.dynamo), life), onTableCall);
  const sqs = mortalClient(sqsOf(world.sqs), life);
  const reviewPorts = {
    audits: dynamoAudits(documents, name, temporaryObjects(name)),
    submissions: dynamoSubmissions(documents, name),
    cases: dynamoCases(documents, name),
    approvals: dynamoApprovals(documents, name),
    earlierRuns: dynamoEarlierRuns(documents, name),
    plans: world.plans,
    references: dynamoReferenceTables(documents, name),
    clock: systemClock,
    salts: systemSalts,
  };
  const dispatchPorts = {
    outbox: dynamoOutbox(documents, name),
    violations: sqsViolations(sqs, queueUrl),
  };
  const queue = sqsWorkQueue(sqs, { queueUrl, deadLettersUrl });
  const submit = createSubmit(mortal(reviewPorts, life), identity);
  const dispatch = createDispatch(mortal(dispatchPorts, life));
  const passPorts = {
    ...reviewPorts,
    passes: dynamoPasses(documents, name),
    letters: dynamoDeadLetters(documents, name),
    keys: deployedKeys(documents, name, systemClock.now),
  };
  const api = createApi(mortal(passPorts, life), identity);
  const openCases = createOpenCases(mortal({ ...reviewPorts, queue }, life));
  // Late enough to find whatever is pending.
  const clock = { now: () => "2999-01-01T00:00:00.000Z" };
  const sweepOutbox = createSweep(mortal({ ...reviewPorts, ...dispatchPorts, clock }, life));
  return {
    life,
    ...passPorts,
    outbox: dispatchPorts.outbox,
    queue,
    submit: async (event: SubmitEvent) => told(await submit(event, anyContext)),
    api: async (event: HttpEvent) => told(await api(event, anyContext)),
    dispatch: (event: DynamoDBStreamEvent) => dispatch(event, anyContext),
    openCases: (event: SQSEvent) => openCases(event, anyContext),
    /** What the event source would do with all that is in the queue now. */
    consume: () => consumeAll(queue, (event) => openCases(event, anyContext)),
    sweep: () => sweepOutbox({} as never, anyContext),
    /** What the stream would hand over, from the table's beginning. */
    stream: () => streamOf(world.dynamo, name),
    queued: (): Promise<readonly Message[]> => messagesIn(world.sqs, name),
    end: () => {
      documents.destroy();
      sqs.destroy();
    },
  };
}

/** As the event source of a queue does it: what is answered as failed stays, all else goes. */
async function consumeAll(
  queue: WorkQueue,
  handle: (event: SQSEvent) => Promise<SQSBatchResponse>,
): Promise<void> {
  for (;;) {
    const received = await queue.receive(10, 30_000);
    if (received.length === 0) return;
    const { batchItemFailures } = await handle(queueEvent(received));
    const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    for (const { id, receipt } of received) if (!failed.has(id)) await queue.remove(receipt);
  }
}

/** An answer of the submit or the review function, read. */
export interface Told {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
  /** What stands in it, as verdict or as problem; the test knows which. */
  readonly answer: Answer;
  readonly problem: Problem;
}

function told({ statusCode, headers, body: text }: HttpResult): Told {
  const body = JSON.parse(text);
  return { status: statusCode, headers, text, answer: body, problem: body };
}

/** A request as API Gateway hands it over, signed in unless `principal` is null. */
export function request(
  body: string | Uint8Array,
  key?: string,
  { gate = "order", principal = "shop" as string | null } = {},
): SubmitEvent {
  const bearer =
    principal === null
      ? {}
      : {
          authorization: `Bearer ${issuer.token({ sub: principal, holdpoint_roles: ["submitter"] })}`,
        };
  return {
    version: "2.0",
    rawPath: `/v1/gates/${encodeURIComponent(gate)}/submissions`,
    headers: { ...bearer, ...(key !== undefined && { "idempotency-key": key }) },
    requestContext: { requestId: "request-1", http: { method: "POST" } },
    ...(typeof body === "string"
      ? { body, isBase64Encoded: false }
      : { body: Buffer.from(body).toString("base64"), isBase64Encoded: true }),
  } as unknown as SubmitEvent;
}

/** A request to another route, by somebody with these claims in her token. */
export const ask = (
  method: string,
  path: string,
  claims: Readonly<Record<string, unknown>>,
  { body, headers = {} }: { readonly body?: object; readonly headers?: HttpEvent["headers"] } = {},
): HttpEvent => {
  const [rawPath = "", rawQueryString = ""] = path.split("?");
  return {
    rawPath,
    rawQueryString,
    headers: {
      authorization: `Bearer ${issuer.token(claims)}`,
      ...(body !== undefined && { "content-type": "application/json" }),
      ...headers,
    },
    requestContext: { requestId: "request-1", http: { method } },
    ...(body !== undefined && { body: JSON.stringify(body), isBase64Encoded: false }),
  };
};

/** One of the shipped example orders. */
export const example = (name: "pass" | "hold" | "block"): string =>
  readFileSync(join(repository, `examples/order/${name}.json`), "utf8");

const anyContext = { awsRequestId: "request-1", functionName: "test" } as Context;

let packed: string | undefined;

/** The shipped gates, packaged by the very script that the stack calls. */
function packedGates(): string {
  if (packed !== undefined) return packed;
  const folder = mkdtempSync(join(tmpdir(), "holdpoint-plans-"));
  const script = ["bin/package-plans.ts", "gates", "rulesets", folder];
  const done = spawnSync(process.execPath, script, { cwd: repository, encoding: "utf8" });
  if (done.status !== 0) throw new Error(`the gates cannot be packaged: ${done.stderr}`);
  packed = folder;
  return folder;
}
