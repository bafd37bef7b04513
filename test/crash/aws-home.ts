import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DynamoDBRecord } from "aws-lambda";
import { dynamoApprovals } from "../../lib/adapters/dynamodb/approvals.ts";
import { dynamoAudits } from "../../lib/adapters/dynamodb/audits.ts";
import { dynamoCases } from "../../lib/adapters/dynamodb/cases.ts";
import { outboxPkPrefix } from "../../lib/adapters/dynamodb/keys.ts";
import { dynamoPasses } from "../../lib/adapters/dynamodb/passes.ts";
import { dynamoSubmissions } from "../../lib/adapters/dynamodb/submissions.ts";
import { s3Archive } from "../../lib/adapters/s3/archive.ts";
import { s3Client } from "../../lib/adapters/s3/client.ts";
import { s3Objects } from "../../lib/adapters/s3/objects.ts";
import { sqsWorkQueue } from "../../lib/adapters/sqs/work-queue.ts";
import { environment } from "../../lib/environment.ts";
import { localAudience, localIssuer, openIssuer } from "../../lib/local/issuer.ts";
import { type FaultPlan, type Injected, spared } from "../faults/fault.ts";
import { createBucket, s3At, startEngines, startWires } from "../faults/faulty-engines.ts";
import { startFaultProxy } from "../faults/proxy.ts";
import { eventBridgeService, kmsService } from "../faults/services/others.ts";
import { anyRegion, createTable, documentsOf, patient } from "../support/engines/dynamodb.ts";
import { startEventBus } from "../support/engines/event-bus.ts";
import { startKms } from "../support/engines/kms.ts";
import type { Engine } from "../support/engines/process.ts";
import { createWorkQueue, sqsOf } from "../support/engines/sqs.ts";
import { streamReader } from "../support/engines/stream.ts";
import { marksGate } from "../support/marks-gate.ts";
import { archiveMistakes } from "./archive-holdings.ts";
import { tableHoldings } from "./aws-holdings.ts";
import { bundleFunctions } from "./bundles.ts";
import { type EventSource, queueSource, streamSource } from "./event-sources.ts";
import { invokerAt, startFunctions } from "./function-process.ts";
import type { CrashHome } from "./home.ts";
import { shop, tokensOf } from "./tokens.ts";

/** The gate on AWS's adapters: its functions' bundles in one process, engines that outlive it. */
export interface AwsCrashHome extends CrashHome {
  /** What befell the calls of the functions. */
  injected(): readonly Injected[];
  calls(): number;
}

const functions = ["submit", "api", "dispatch", "open-cases", "sweep", "archive"] as const;

/** @param plan what befalls the calls that functions make, until it is calm. */
export async function awsCrashHome(plan: FaultPlan): Promise<AwsCrashHome> {
  const folder = mkdtempSync(join(tmpdir(), "holdpoint-crash-"));
  const [bundles, data, name] = [join(folder, "bundles"), join(folder, "data"), "crash"];
  mkdirSync(data, { mode: 0o700 });
  await bundleFunctions(bundles, functions, marksGate());
  const engines = await startEngines();
  const wires = await startWires(engines, plan);
  const [issuer, kms, bus] = await Promise.all([startKeys(data), startKms(), startEventBus()]);
  const [kmsWire, busWire] = await Promise.all([
    startFaultProxy(kmsService, kms, plan),
    startFaultProxy(eventBridgeService, bus, plan),
  ]);
  const keyIds = [1, 2].map(() => kms.createKey("2026-01-01T00:00:00.000Z"));
  const documents = documentsOf(engines.dynamo, patient);
  const [s3, sqs] = [s3Client(s3At(engines.queuesAndObjects)), sqsOf(engines.queuesAndObjects)];
  await createTable(documents, name);
  await createBucket(engines, name);
  const urls = await createWorkQueue(sqs, name, 1_000);
  const queue = sqsWorkQueue(sqs, urls);
  // The SDK calls a queue at the address that its URL names.
  const wired = (url: string) => url.replace(/^http:\/\/[^/]+/, wires.sqs.endpoint);

  let url: string | undefined;
  const invoke = invokerAt(() => url);
  const streamTo = (to: string, prefix: string): EventSource => {
    const reader = streamReader(engines.dynamo, name);
    return streamSource(reader, { name: to, wants: isUnder(prefix) }, invoke);
  };
  const sources: readonly EventSource[] = [
    streamTo("dispatch", outboxPkPrefix),
    streamTo("archive", auditPrefix),
    queueSource(queue, "open-cases", invoke),
  ];
  const variables = {
    [environment.table]: name,
    [environment.objectsBucket]: name,
    [environment.archiveBucket]: name,
    [environment.violationsQueueUrl]: wired(urls.queueUrl),
    [environment.deadLettersQueueUrl]: wired(urls.deadLettersUrl),
    [environment.tenant]: "acme",
    [environment.tokenIssuer]: localIssuer,
    [environment.tokenAudience]: localAudience,
    [environment.tokenKeysUrl]: `${issuer.endpoint}/jwks`,
    // Nobody opens a run here.
    [environment.runMachine]: "arn:aws:states:eu-north-1:000000000000:stateMachine:none",
    [environment.eventBus]: "the-bus",
    [environment.signingKeys]: keyIds.join(),
    AWS_ENDPOINT_URL_DYNAMODB: wires.dynamo.endpoint,
    AWS_ENDPOINT_URL_SQS: wires.sqs.endpoint,
    AWS_ENDPOINT_URL_S3: wires.s3.endpoint,
    AWS_ENDPOINT_URL_KMS: kmsWire.endpoint,
    AWS_ENDPOINT_URL_EVENTBRIDGE: busWire.endpoint,
    AWS_REGION: anyRegion,
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    POWERTOOLS_LOG_LEVEL: "SILENT",
    POWERTOOLS_METRICS_DISABLED: "true",
  };
  return {
    tokens: await tokensOf(data),
    shop,
    injected: () => [...wires.injected(), ...kmsWire.injected, ...busWire.injected],
    calls: () => wires.calls() + kmsWire.calls() + busWire.calls(),
    begin: () => {
      const beginning = startFunctions(bundles, variables);
      beginning.ready.then(
        (gate) => {
          url = gate?.url;
        },
        () => {},
      );
      const kill = async (): Promise<void> => {
        url = undefined;
        await beginning.kill();
      };
      return { ...beginning, kill };
    },
    afterKill: () => {},
    calm: () => {
      for (const wire of [wires, kmsWire, busWire]) wire.follow(spared);
    },
    settled: async () => {
      await Promise.all(sources.map((source) => source.drained()));
    },
    holdings: async () => {
      const ports = {
        audits: dynamoAudits(documents, name, s3Objects(s3, name)),
        submissions: dynamoSubmissions(documents, name),
        cases: dynamoCases(documents, name),
        approvals: dynamoApprovals(documents, name),
        passes: dynamoPasses(documents, name),
      };
      const holdings = await tableHoldings(documents, name, ports);
      const queued = await queue.receive(10, 1_000);
      const dead = await queue.dead(10);
      const mistakes = [
        ...holdings.mistakes,
        ...queued.map(({ body }) => `never consumed: ${body}`),
        ...dead.map(({ body, reason }) => `dead: ${reason} ${body}`),
        ...(await archiveMistakes(s3Archive(s3, name), holdings.entries, bus)),
      ];
      return { ...holdings, mistakes };
    },
    close: async () => {
      await Promise.all(sources.map((source) => source.stop()));
      for (const client of [documents, s3, sqs]) client.destroy();
      await Promise.all([wires, kmsWire, busWire].map((wire) => wire.stop()));
      await Promise.all([issuer, kms, bus, engines].map((engine) => engine.stop()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const auditPrefix = "AUDIT#";

const isUnder =
  (prefix: string) =>
  ({ dynamodb, eventName }: DynamoDBRecord): boolean =>
    eventName === "INSERT" && dynamodb?.Keys?.["pk"]?.S?.startsWith(prefix) === true;

/** Where the issuer's public keys are, as an identity provider has them. */
async function startKeys(data: string): Promise<Engine> {
  const { jwks } = await openIssuer(data);
  const server = createServer((_, response) => {
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify(jwks));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
