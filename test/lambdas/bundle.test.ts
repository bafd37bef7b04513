import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { App } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import type { SubmitEvent } from "../../lambdas/submit/handler.ts";
import { environment } from "../../lib/environment.ts";
import { docsAssets } from "../../lib/http/docs-page.ts";
import { GateStack } from "../../lib/infra/gate-stack.ts";
import { queueEvent } from "../../lib/local/lambda-events.ts";
import { anyRegion } from "../support/engines/dynamodb.ts";
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
let folders: ReadonlyMap<string, string>;
beforeAll(async () => {
  // The stack's bundling calls `node`: this one, whatever the system has.
  process.env["PATH"] = `${dirname(process.execPath)}${delimiter}${process.env["PATH"]}`;
  folders = bundled();
  world = await startWorld();
  place = await placeIn(world, "bundle");
}, 120_000);
afterAll(() => world?.stop());

const FUNCTIONS = ["Submit", "Review", "OpenCases", "Dispatch", "Sweep"];

test.each(FUNCTIONS)("%s is small, and can be traced to its sources", (name) => {
  const index = join(folderOf(name), "index.mjs");
  expect(statSync(index).size).toBeLessThan(1_500_000);
  expect(existsSync(`${index}.map`)).toBe(true);
});

test("the page that describes the API lies beside the function that answers it", () => {
  for (const file of docsAssets)
    expect(statSync(join(folderOf("Review"), "docs", file)).size).toBeGreaterThan(500);
});

test("the reference tables that ship lie beside the plans", () => {
  const tables = JSON.parse(readFileSync(join(folderOf("Submit"), "plans/tables.json"), "utf8"));
  expect(Object.keys(tables)).toEqual(expect.arrayContaining(["calendars", "vat_rates"]));
});

test.each(FUNCTIONS)("%s parses neither YAML nor CEL when it starts", (name) => {
  const { sources } = JSON.parse(readFileSync(join(folderOf(name), "index.mjs.map"), "utf8"));
  const packages = (sources as readonly string[]).join("\n");
  expect(packages).toContain("node_modules/@aws-sdk/client-dynamodb/");
  expect(packages).not.toMatch(/node_modules\/(yaml|@bufbuild\/cel)\//);
});

test("what is posted is judged and kept, and its messages are delivered", async () => {
  const gate = gateAt(place);
  const posted = run("Submit", signedByIam(request(example("hold"), "bundle")));
  expect(posted.answer.statusCode).toBe(200);
  const answer = JSON.parse(posted.answer.body);
  const entry = await gate.audits.find(answer.submission_id);
  expect(answer.verdict).toBe("hold");
  expect(entry?.verdict).toBe("hold");

  const dispatched = run("Dispatch", await gate.stream());
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
  expect(run("OpenCases", queueEvent(received)).answer).toEqual({ batchItemFailures: [] });
  expect(await gate.cases.of(answer.submission_id)).toHaveLength(messages.length);
  const path = `/v1/submissions/${answer.submission_id}`;
  const asked = run("Review", signedByIam(ask("GET", path, {})));
  expect([asked.answer.statusCode, JSON.parse(asked.answer.body).state]).toEqual([200, "held"]);
  expect(run("Review", ask("GET", path, {})).answer.statusCode).toBe(401);
  expect(run("Review", ask("GET", "/docs/swagger-ui.css", {})).answer.statusCode).toBe(200);
  expect(JSON.parse(run("Review", ask("GET", "/openapi.json", {})).answer.body).openapi).toBe(
    "3.1.0",
  );
  expect(run("Sweep", {}).answer).toEqual({ delivered: 0, expired: 0 });

  // The log tells what happened and names nobody.
  expect(posted.log).toContain('"submission.judged"');
  expect(posted.log).toContain(answer.submission_id);
  const { customer, billing_address } = JSON.parse(example("hold"));
  for (const value of [customer.name, customer.email, customer.phone, billing_address.street])
    expect(posted.log + dispatched.log).not.toContain(value);
  gate.end();
}, 60_000);

/** As API Gateway tells of a caller whose signature it has checked. */
const signedByIam = (event: SubmitEvent): SubmitEvent => ({
  ...event,
  requestContext: {
    ...event.requestContext,
    authorizer: { iam: { userArn: "arn:aws:iam::000000000000:user/shop" } },
  },
});

/** The folders of the functions' assets, by the beginnings of their names. */
function bundled(): ReadonlyMap<string, string> {
  const { context } = JSON.parse(sourceOf("cdk.json"));
  const outdir = mkdtempSync(join(tmpdir(), "holdpoint-synth-"));
  const stack = new GateStack(new App({ context, outdir }), "Gate", {
    stage: { name: "dev", tenant: "acme", keepsData: false },
  });
  const functions = Template.fromStack(stack).findResources("AWS::Lambda::Function");
  return new Map(
    Object.entries(functions).map(([name, { Properties }]) => [
      name,
      join(outdir, `asset.${Properties.Code.S3Key.replace(".zip", "")}`),
    ]),
  );
}

function folderOf(name: string): string {
  const [found] = [...folders].filter(([logicalId]) => logicalId.startsWith(name));
  return found![1];
}

function run(name: string, event: unknown) {
  const folder = mkdtempSync(join(tmpdir(), "holdpoint-run-"));
  const files = [join(folder, "event.json"), join(folder, "answer.json")] as const;
  writeFileSync(files[0], JSON.stringify(event));
  const script = join(repository, "test/support/run-bundle.ts");
  const done = spawnSync(process.execPath, [script, join(folderOf(name), "index.mjs"), ...files], {
    encoding: "utf8",
    timeout: 30_000,
    env: {
      AWS_REGION: anyRegion,
      AWS_ACCESS_KEY_ID: "local",
      AWS_SECRET_ACCESS_KEY: "local",
      AWS_ENDPOINT_URL_DYNAMODB: world.dynamo.endpoint,
      AWS_ENDPOINT_URL_SQS: world.sqs.endpoint,
      [environment.table]: place.name,
      [environment.tenant]: "acme",
      [environment.violationsQueueUrl]: `${world.sqs.endpoint}/000000000000/${place.name}`,
      [environment.deadLettersQueueUrl]: `${world.sqs.endpoint}/000000000000/${place.name}-dead`,
    },
  });
  if (done.status !== 0) throw new Error(`${name}: ${done.stdout}${done.stderr}`);
  return { answer: JSON.parse(readFileSync(files[1], "utf8")), log: done.stdout + done.stderr };
}
