import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { dynamoReferenceTables } from "../../lib/adapters/dynamodb/reference-tables.ts";
import { folderWith } from "../support/cli.ts";
import {
  anyCredentials,
  anyRegion,
  createTable,
  documentsOf,
  dynoxide,
} from "../support/engines/dynamodb.ts";
import type { Engine } from "../support/engines/process.ts";
import { repository } from "../support/house.ts";
import { startAws } from "./aws-of-a-day.ts";

const absent = dynoxide.absent();
const testHere = absent === undefined ? test : test.skip;
const table = "deployed";
const folder = folderWith();

let engine: Engine;
let documents: DynamoDBDocumentClient;
let aws: Awaited<ReturnType<typeof startAws>>;

beforeAll(async () => {
  if (absent !== undefined) return;
  [engine, aws] = await Promise.all([dynoxide.start(), startAws()]);
  documents = documentsOf(engine);
  await createTable(documents, table);
  const outputs = { TableName: table, ObjectsBucket: "objects", ArchiveBucket: "archive" };
  aws.holdings = { stacks: { [`${anyRegion} Holdpoint-test-Data`]: { outputs } } };
});
afterAll(async () => {
  documents?.destroy();
  await Promise.all([engine?.stop(), aws?.stop()]);
});

async function loading(...args: readonly string[]) {
  const env = {
    ...process.env,
    ...{ AWS_REGION: anyRegion, AWS_EC2_METADATA_DISABLED: "true" },
    AWS_ACCESS_KEY_ID: anyCredentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: anyCredentials.secretAccessKey,
    AWS_ENDPOINT_URL_DYNAMODB: engine.endpoint,
    AWS_ENDPOINT_URL_CLOUDFORMATION: aws.endpoint,
  };
  const command = [join(repository, "bin/load-references.ts"), ...args];
  const child = spawn(process.execPath, command, { cwd: folder, env, stdio: "pipe" });
  const told = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const)
    child[name].setEncoding("utf8").on("data", (text: string) => {
      told[name] += text;
    });
  const [code] = await once(child, "close");
  return { code: code as number | null, ...told };
}

const examples = join(repository, "examples/order/reference");
const ofStage = ["--stage", "test", "--gate", "order"] as const;

testHere(
  "tables are appended to a stage, once however often, and the gate reads them",
  async () => {
    const first = await loading(...ofStage, examples);
    expect(first).toMatchObject({ code: 0, stderr: "" });
    const [, rows] = /products: (\d+) rows, \1 of them new/.exec(first.stdout) ?? [];
    expect(Number(rows)).toBeGreaterThan(1);
    const again = await loading(...ofStage, examples);
    expect(again.stdout.match(/, 0 of them new/g)).toHaveLength(5);
    const deployed = dynamoReferenceTables(documents, table);
    expect(await deployed.loaded(["products", "carriers", "prices"])).toEqual(
      new Set(["products", "carriers"]),
    );
    const found = await deployed.rows([{ table: "products", key: "CUP-1" }]);
    expect(found).toMatchObject([{ rows: [{ sku: "CUP-1", name: "Kohvitass" }] }]);
  },
);

testHere("what contradicts what is there, and what is no table, changes nothing", async () => {
  const refused = folderWith();
  writeFileSync(
    join(refused, "products.ndjson"),
    '{"sku":"CUP-1","name":"Another cup","status":"active"}\n{"sku":"NEW-1","name":"New","status":"active"}\n',
  );
  expect(await loading(...ofStage, refused)).toMatchObject({
    code: 3,
    stdout: "",
    stderr: expect.stringContaining("with what is deployed"),
  });
  const deployed = dynamoReferenceTables(documents, table);
  expect(await deployed.rows([{ table: "products", key: "NEW-1" }])).toEqual([]);
  const strange = folderWith({ "prodcts.csv": "sku\n1\n" });
  expect(await loading(...ofStage, strange)).toMatchObject({
    code: 3,
    stderr: expect.stringContaining("'prodcts' is no table of order; there are "),
  });
  expect(await loading("--stage", "none", examples)).toMatchObject({ code: 3 });
});
