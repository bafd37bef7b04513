import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { DynamoDBStreamEvent } from "aws-lambda";
import { environment } from "../../lib/environment.ts";
import type { HttpEvent } from "../../lib/http/event.ts";
import type { FunctionName } from "../../lib/infra/names.ts";
import { queueEvent } from "../../lib/local/lambda-events.ts";
import { generated } from "../machine/generated-run.ts";
import { execute } from "../machine/interpreter.ts";
import { anyRegion } from "../support/engines/dynamodb.ts";
import { type EventBusEngine, startEventBus } from "../support/engines/event-bus.ts";
import { type KmsEngine, startKms } from "../support/engines/kms.ts";
import { type StrictS3, startStrictS3 } from "../support/engines/s3.ts";
import { type StateMachineEngine, startStateMachine } from "../support/engines/state-machine.ts";
import {
  ask,
  example,
  gateAt,
  type Place,
  placeIn,
  request,
  startWorld,
  type World,
} from "../support/gate-on-engines.ts";
import { type Bundles, synthesisedBundles } from "./bundles.ts";
import {
  hasAmazonClient,
  hostFunction,
  type LambdaHost,
  type RuntimeClient,
} from "./lambda-host.ts";

// The very files that would be deployed, each under a runtime client in a process of its own, once for
// each kind of event: under some lines of ours, and under Amazon's by `npm run test:runtime`.

const client = (process.env["HOLDPOINT_RUNTIME"] ?? "ours") as RuntimeClient;

let bundles: Bundles;
let world: World;
let place: Place;
let storage: StrictS3;
let kms: KmsEngine;
let bus: EventBusEngine;
let machine: StateMachineEngine;
let gate: ReturnType<typeof gateAt>;
const hosts = new Map<FunctionName, LambdaHost>();

beforeAll(async () => {
  if (client === "amazon" && !hasAmazonClient())
    throw new Error("Amazon's client is not installed: npm run test:runtime does it");
  bundles = synthesisedBundles();
  [world, storage, kms, bus, machine] = await Promise.all([
    startWorld(),
    startStrictS3(),
    startKms(),
    startEventBus(),
    startStateMachine(judged),
  ]);
  place = await placeIn(world, "runtime");
  gate = gateAt(place);
  const key = kms.createKey("2026-11-01T00:00:00Z");
  for (const [name, folder] of bundles.folders)
    hosts.set(name, hostFunction({ name, folder, env: variables(key), timeoutMs: 60_000 }, client));
}, 600_000);

afterAll(async () => {
  gate?.end();
  await Promise.all([...hosts.values()].map((host) => host.stop()));
  await Promise.all([world, storage, kms, bus, machine].map((one) => one?.stop()));
});

const call = async <Answer>(name: FunctionName, event: unknown): Promise<Answer> =>
  (await hosts.get(name)?.invoke(event)) as Answer;

interface HttpAnswer {
  readonly statusCode: number;
  readonly body: string;
}

let stream: DynamoDBStreamEvent;

test("submit: a request of payload format 2.0", async () => {
  const answer = await call<HttpAnswer>("submit", signedByIam(request(example("hold"), "runtime")));
  expect([answer.statusCode, JSON.parse(answer.body).verdict]).toEqual([200, "hold"]);
  stream = await gate.stream();
});

test("dispatch: records of a stream", async () => {
  expect(await call("dispatch", stream)).toEqual({ batchItemFailures: [] });
  expect((await gate.queued()).length).toBeGreaterThan(0);
});

test("archive: records of a stream, copied and told", async () => {
  expect(await call("archive", stream)).toEqual({ batchItemFailures: [] });
  expect(bus.taken.map(({ DetailType }) => DetailType)).toContain("com.holdpoint.submission.held");
});

test("open-cases: messages of a queue", async () => {
  const messages = await gate.queued();
  const event = queueEvent(
    messages.map((message, n) => ({
      id: `m-${n}`,
      body: JSON.stringify(message),
      receipt: `r-${n}`,
      receives: 1,
    })),
  );
  expect(await call("open-cases", event)).toEqual({ batchItemFailures: [] });
  expect(await gate.cases.of(messages[0]!.submission)).toHaveLength(messages.length);
});

test("bury: messages that are dead", async () => {
  const event = queueEvent([{ id: "d-1", body: "{}", receipt: "r-1", receives: 6 }]);
  expect(await call("bury", event)).toEqual({ batchItemFailures: [] });
  expect(await gate.letters.dead(10)).toHaveLength(1);
});

test("sweep and seal: an hour that has come", async () => {
  const hour = { "detail-type": "Scheduled Event", source: "aws.events", detail: {} };
  expect(await call("sweep", hour)).toMatchObject({ expired: 0 });
  expect(await call("seal", hour)).toMatchObject({ seals: 1 });
});

test("api: questions, public and not", async () => {
  const asked = (path: string, sign = signedByIam) =>
    call<HttpAnswer>("api", sign(ask("GET", path, {})));
  expect((await asked("/openapi.json", (event) => event)).statusCode).toBe(200);
  expect((await asked("/v1/gates")).statusCode).toBe(200);
  const keys = await asked("/v1/keys", (event) => event);
  expect(JSON.parse(keys.body).keys).toHaveLength(1);
});

test("split, judge-chunk, judge-keys, conclude: a run, by the machine that is deployed", async () => {
  const { folder, files, key } = generated(300);
  const opened = await post("/v1/gates/billing-run/runs", {}, key);
  const uploaded = [];
  for (const [file, name] of files.entries()) {
    const bytes = readFileSync(join(folder, name));
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    const pieces = [{ number: 1, sizeBytes: bytes.length, sha256 }];
    const signed = await post(`/v1/runs/${opened.id}/pieces`, { file, pieces });
    const [{ url, headers }] = signed.pieces;
    expect((await fetch(url, { method: "PUT", headers, body: bytes })).status).toBe(200);
    uploaded.push({ name, pieces });
  }
  await post(`/v1/runs/${opened.id}/start`, { files: uploaded });
  const execution = machine.executions.get(`${opened.id}-1`)!;
  while (execution.status === "RUNNING") await new Promise((resolve) => setTimeout(resolve, 100));
  expect(execution).toMatchObject({ status: "SUCCEEDED" });
  const { statusCode, body } = await call<HttpAnswer>(
    "api",
    signedByIam(ask("GET", `/v1/runs/${opened.id}`, {})),
  );
  expect([statusCode, JSON.parse(body).state]).toEqual([200, "judged"]);
  expect(JSON.parse(body).submission.counts.received).toBe(300);
});

test("every function that is deployed was called", () => {
  const called = [...hosts].filter(([, host]) => host.log() !== "").map(([name]) => name);
  expect(called.sort()).toEqual([...bundles.folders.keys()].sort());
});

/** What the machine of the stacks does with an input: its functions are the bundles. */
async function judged(input: unknown): Promise<void> {
  const { status, error, cause } = await execute(bundles.definition, input as never, {
    random: () => 0.5,
    invoke: (lambda, event) => call(lambda.split(":").at(-1) as FunctionName, event),
    readObject: async (_, key) => Buffer.from(storage.store.get(key)!.bytes).toString(),
  });
  if (status === "FAILED") throw Object.assign(new Error(cause), { name: error });
}

async function post(path: string, body: object, key?: string) {
  const headers = key === undefined ? {} : { "idempotency-key": key };
  const answer = await call<HttpAnswer>(
    "api",
    signedByIam(ask("POST", path, {}, { body, headers })),
  );
  expect(`${answer.statusCode}: ${answer.body}`).toMatch(/^20/);
  return JSON.parse(answer.body);
}

/** As API Gateway tells of a machine whose signature it has checked. */
const signedByIam = (event: HttpEvent): HttpEvent =>
  ({
    ...event,
    rawPath: `/machine${event.rawPath}`,
    requestContext: {
      ...event.requestContext,
      authorizer: { iam: { userArn: "arn:aws:iam::000000000000:user/billing-engine" } },
    },
  }) as HttpEvent;

const variables = (key: string): Readonly<Record<string, string>> => ({
  AWS_REGION: anyRegion,
  AWS_ACCESS_KEY_ID: "local",
  AWS_SECRET_ACCESS_KEY: "local",
  AWS_ENDPOINT_URL_DYNAMODB: world.dynamo.endpoint,
  AWS_ENDPOINT_URL_SQS: world.sqs.endpoint,
  AWS_ENDPOINT_URL_S3: storage.endpoint,
  AWS_ENDPOINT_URL_KMS: kms.endpoint,
  AWS_ENDPOINT_URL_EVENTBRIDGE: bus.endpoint,
  AWS_ENDPOINT_URL_SFN: machine.endpoint,
  [environment.table]: place.name,
  [environment.tenant]: "acme",
  [environment.objectsBucket]: storage.bucket,
  [environment.archiveBucket]: storage.bucket,
  [environment.eventBus]: "events",
  [environment.signingKeys]: key,
  [environment.runMachine]: machine.stateMachineArn,
  [environment.violationsQueueUrl]: place.queueUrl,
  [environment.deadLettersQueueUrl]: place.deadLettersUrl,
});
