import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import { App } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import type { SubmitEvent } from "../../lambdas/submit/handler.ts";
import { environment } from "../../lib/environment.ts";
import { docsAssets } from "../../lib/http/docs-page.ts";
import { deploymentOf } from "../../lib/infra/deployment.ts";
import { type FunctionName, functionNames, nameIn } from "../../lib/infra/names.ts";
import { stageIn } from "../../lib/infra/stage.ts";
import { queueEvent } from "../../lib/local/lambda-events.ts";
import { anyRegion } from "../support/engines/dynamodb.ts";
import { type StrictS3, startStrictS3 } from "../support/engines/s3.ts";
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
import { repository, sourceOf } from "../support/house.ts";

// The very files that would be deployed, each run in a process of its own.

let world: World;
let place: Place;
let storage: StrictS3;
let folders: ReadonlyMap<string, string>;
beforeAll(async () => {
  // The stack's bundling calls `node`: this one, whatever the system has.
  process.env["PATH"] = `${dirname(process.execPath)}${delimiter}${process.env["PATH"]}`;
  folders = bundled();
  [world, storage] = await Promise.all([startWorld(), startStrictS3()]);
  place = await placeIn(world, "bundle");
}, 300_000);
afterAll(() => Promise.all([world?.stop(), storage?.stop()]));

const FUNCTIONS = functionNames;

// What answers every route, and what reads mappings, is larger: `yaml` and `cel` come with them.
const sizeMaxBytes = (name: FunctionName): number => (name === "api" ? 1_800_000 : 1_500_000);

test.each(FUNCTIONS)("%s is small, and can be traced to its sources", (name) => {
  const index = join(folderOf(name), "index.mjs");
  expect(statSync(index).size).toBeLessThan(sizeMaxBytes(name));
  expect(existsSync(`${index}.map`)).toBe(true);
});

test("the page that describes the API lies beside the function that answers it", () => {
  for (const file of docsAssets)
    expect(statSync(join(folderOf("api"), "docs", file)).size).toBeGreaterThan(500);
});

test("the reference tables that ship lie beside the plans", () => {
  const tables = JSON.parse(readFileSync(join(folderOf("submit"), "plans/tables.json"), "utf8"));
  expect(Object.keys(tables)).toEqual(expect.arrayContaining(["calendars", "vat_rates"]));
});

const READ_NO_MAPPING = FUNCTIONS.filter((name) =>
  ["submit", "open-cases", "dispatch", "bury", "archive", "seal"].includes(name),
);

test.each(READ_NO_MAPPING)("%s parses neither YAML nor CEL", (name) => {
  const { sources } = JSON.parse(readFileSync(join(folderOf(name), "index.mjs.map"), "utf8"));
  const packages = (sources as readonly string[]).join("\n");
  expect(packages).toContain("node_modules/@aws-sdk/client-");
  expect(packages).not.toMatch(/node_modules\/(yaml|@bufbuild\/cel)\//);
});

test("what is posted is judged and kept, and its messages are delivered", async () => {
  const gate = gateAt(place);
  const posted = await run("submit", signedByIam(request(example("hold"), "bundle")));
  expect(posted.answer.statusCode).toBe(200);
  const answer = JSON.parse(posted.answer.body);
  const entry = await gate.audits.find(answer.submission_id);
  expect(answer.verdict).toBe("hold");
  expect(entry?.verdict).toBe("hold");

  const dispatched = await run("dispatch", await gate.stream());
  expect(dispatched.answer).toEqual({ batchItemFailures: [] });
  expect((await gate.queued()).map(({ id }) => id).sort()).toEqual(
    [...(entry?.messages ?? [])].sort(),
  );

  // Its cases are opened, and whoever may asks for them.
  const messages = (await gate.queued()).map((message) => JSON.stringify(message));
  const received = messages.map((body, n) => ({
    id: `m-${n}`,
    body,
    receipt: `r-${n}`,
    receives: 1,
  }));
  expect((await run("open-cases", queueEvent(received))).answer).toEqual({ batchItemFailures: [] });
  expect(await gate.cases.of(answer.submission_id)).toHaveLength(messages.length);
  const path = `/v1/submissions/${answer.submission_id}`;
  const asked = await run("api", signedByIam(ask("GET", path, {})));
  expect([asked.answer.statusCode, JSON.parse(asked.answer.body).state]).toEqual([200, "held"]);
  expect((await run("api", ask("GET", path, {}))).answer.statusCode).toBe(401);
  expect((await run("api", ask("GET", "/docs/swagger-ui.css", {}))).answer.statusCode).toBe(200);
  expect(JSON.parse((await run("api", ask("GET", "/openapi.json", {}))).answer.body).openapi).toBe(
    "3.1.0",
  );
  expect((await run("sweep", {})).answer).toEqual({ delivered: 0, expired: 0 });

  // The log tells what happened and names nobody.
  expect(posted.log).toContain('"submission.judged"');
  expect(posted.log).toContain(answer.submission_id);
  const { customer, billing_address } = JSON.parse(example("hold"));
  for (const value of [customer.name, customer.email, customer.phone, billing_address.street])
    expect(posted.log + dispatched.log).not.toContain(value);
  gate.end();
});

/** As API Gateway tells of a caller whose signature it has checked: at the machines' door. */
const signedByIam = (event: SubmitEvent): SubmitEvent => ({
  ...event,
  rawPath: `/machine${event.rawPath}`,
  requestContext: {
    ...event.requestContext,
    authorizer: { iam: { userArn: "arn:aws:iam::000000000000:user/shop" } },
  },
});

/** The folders of the functions' assets. */
function bundled(): ReadonlyMap<string, string> {
  const { context } = JSON.parse(sourceOf("cdk.json"));
  const outdir = mkdtempSync(join(tmpdir(), "holdpoint-synth-"));
  const app = new App({ context, outdir });
  const stage = stageIn(app.node);
  const stacks = Object.values(deploymentOf(app, stage));
  const functions = stacks.flatMap((stack) =>
    Object.values(Template.fromStack(stack).findResources("AWS::Lambda::Function")),
  );
  return new Map(
    functions.map(({ Properties }) => [
      Properties.FunctionName.slice(nameIn(stage, "").length),
      join(outdir, `asset.${Properties.Code.S3Key.replace(".zip", "")}`),
    ]),
  );
}

const folderOf = (name: FunctionName): string => folders.get(name) as string;

async function run(name: FunctionName, event: unknown) {
  const folder = mkdtempSync(join(tmpdir(), "holdpoint-run-"));
  const files = [join(folder, "event.json"), join(folder, "answer.json")] as const;
  writeFileSync(files[0], JSON.stringify(event));
  const script = join(repository, "test/support/run-bundle.ts");
  const bundle = join(folderOf(name), "index.mjs");
  const done = await promisify(execFile)(process.execPath, [script, bundle, ...files], {
    timeout: 120_000,
    env: {
      AWS_REGION: anyRegion,
      AWS_ACCESS_KEY_ID: "local",
      AWS_SECRET_ACCESS_KEY: "local",
      AWS_ENDPOINT_URL_DYNAMODB: world.dynamo.endpoint,
      AWS_ENDPOINT_URL_SQS: world.sqs.endpoint,
      AWS_ENDPOINT_URL_S3: storage.endpoint,
      [environment.table]: place.name,
      [environment.tenant]: "acme",
      [environment.objectsBucket]: storage.bucket,
      [environment.archiveBucket]: storage.bucket,
      [environment.signingKeys]: "not-asked-for",
      [environment.runMachine]:
        "arn:aws:states:eu-central-1:111122223333:stateMachine:not-asked-for",
      [environment.violationsQueueUrl]: `${world.sqs.endpoint}/000000000000/${place.name}`,
      [environment.deadLettersQueueUrl]: `${world.sqs.endpoint}/000000000000/${place.name}-dead`,
    },
  });
  return {
    answer: JSON.parse(readFileSync(files[1], "utf8")),
    log: done.stdout + done.stderr,
  };
}
