import { awsAccount, type TemplateResource } from "../../bin/deploy-account.ts";
import { preflight } from "../../bin/deploy-preflight.ts";
import type { Stage } from "../../lib/infra/stage.ts";
import { synthesised } from "../infra/synthesised.ts";
import { anyCredentials } from "../support/engines/dynamodb.ts";
import { type Holdings, startAws } from "./aws-of-a-day.ts";

let aws: Awaited<ReturnType<typeof startAws>>;
beforeAll(async () => {
  aws = await startAws();
});
afterAll(() => aws.stop());

const bootstrapped = { outputs: { BootstrapVersion: "25" } };
const ready: Holdings = {
  account: "111122223333",
  stacks: { "eu-central-1 CDKToolkit": bootstrapped, "us-east-1 CDKToolkit": bootstrapped },
  quotas: {
    "lambda Function and layer storage": 75,
    "lambda Elastic network interfaces per VPC": 250,
    "lambda Concurrent executions": 1_000, // on the second page
    "apigateway Throttle rate": 10_000,
    "dynamodb Maximum number of tables": 2_500,
  },
};

/** The data stack's resources of a stage, as its template has them; made once for each. */
const made = new Map<string, Readonly<Record<string, TemplateResource>>>();
async function dataOf(stage: Stage): Promise<Readonly<Record<string, TemplateResource>>> {
  const key = JSON.stringify(stage);
  const known = made.get(key) ?? synthesised(stage).templates.data.toJSON()["Resources"];
  made.set(key, known);
  return known;
}

async function look(
  holdings: Holdings,
  said: Readonly<Record<string, string>>,
  more: Partial<Parameters<typeof preflight>[0]> = {},
) {
  Object.assign(aws, { holdings, asked: [] });
  const { missing, notes, stage } = await preflight({
    account: awsAccount({ endpoint: aws.endpoint, credentials: anyCredentials }),
    nodeVersion: "v24.1.0",
    said,
    synthesise: dataOf,
    ...more,
  });
  return {
    what: missing.map(({ what }) => what),
    mend: missing.map(({ mend }) => mend),
    notes,
    stage,
  };
}

const prod = { stage: "prod", tenant: "acme", issuer: "https://login.example", audience: "gate" };

test("an account that has everything lacks nothing, and nothing in it was changed", async () => {
  expect(await look(ready, prod)).toMatchObject({ what: [], notes: [] });
  expect(new Set(aws.asked)).toEqual(
    new Set([
      "GetCallerIdentity us-east-1",
      "DescribeStacks eu-central-1",
      "DescribeStacks us-east-1",
      "ListServiceQuotas eu-central-1",
    ]),
  );
});

test("an empty account is told everything at once, each with how it is mended", async () => {
  const { what, mend } = await look(
    { account: "111122223333", quotas: { "lambda Concurrent executions": 10 } },
    { stage: "prod", warmth: "5" },
    { nodeVersion: "v20.20.2" },
  );
  expect(what).toEqual([
    "Node v20.20.2 runs this: it must be 24, which Lambda has",
    "there is no setting 'warmth'",
    "it is not said whose deployment prod is, which stands in every entry",
    "nobody signs people in: what is held could be decided on by nobody",
    "CDK has not been bootstrapped in eu-central-1",
    "CDK has not been bootstrapped in us-east-1",
    "the quota 'Concurrent executions' of lambda is 10, and 750 are needed: what is set aside for " +
      "submit, api and open-cases, and what runs are judged with",
  ]);
  expect(mend.slice(4, 6)).toEqual([
    "npx cdk bootstrap aws://111122223333/eu-central-1",
    "npx cdk bootstrap aws://111122223333/us-east-1",
  ]);
  expect(mend.every((text) => text.length > 10)).toBe(true);
});

test("a new account's ten instances are enough for dev", async () => {
  const quotas = { ...ready.quotas, "lambda Concurrent executions": 10 };
  expect((await look({ ...ready, quotas }, {})).what).toEqual([]);
});

test("who is not signed in is told so, and what is wrong besides", async () => {
  const { what, mend } = await look({}, { stage: "Prod", warm: "x" });
  expect(what[0]).toMatch(/^nobody is signed in to AWS \(The security token is expired\)$/);
  expect(mend[0]).toMatch(/aws sso login/);
  expect(what.slice(1)).toEqual([
    "the stage 'Prod' is no name: write 1 to 16 of a-z and 0-9, a letter first",
    "warm is 'x': write a whole number from 0 to 1000",
  ]);
  expect(aws.asked).toEqual(["GetCallerIdentity us-east-1"]);
});

test("an old bootstrap is told, and in which region", async () => {
  const stacks = {
    ...ready.stacks,
    "us-east-1 CDKToolkit": { outputs: { BootstrapVersion: "5" } },
  };
  expect((await look({ ...ready, stacks }, prod)).what).toEqual([
    "CDK's bootstrap in us-east-1 is of version 5, and must be 6",
  ]);
});

test("stacks that cannot be made are told with the reason", async () => {
  const synthesise = async () => {
    throw new Error("gates/order.yaml:3:1: unknown key\n");
  };
  expect((await look(ready, prod, { synthesise })).what).toEqual([
    "the stacks cannot be made: gates/order.yaml:3:1: unknown key",
  ]);
});

test("a quota that the service does not tell is a note, no obstacle", async () => {
  const { what, notes } = await look({ ...ready, quotas: {} }, prod);
  expect(what).toEqual([]);
  expect(notes).toHaveLength(3);
});

describe("a stage that is there", () => {
  const said = { ...prod, "signing-keys": "2" };
  const deployedAs = async (change: (resources: Record<string, TemplateResource>) => void) => {
    const { stage } = await look(ready, said);
    const Resources = structuredClone(await dataOf(stage as Stage));
    change(Resources);
    const outputs = { Settings: JSON.stringify(said) };
    const there = { outputs, template: { Resources } };
    return { ...ready, stacks: { ...ready.stacks, "eu-central-1 Holdpoint-prod-Data": there } };
  };
  const idOf = (resources: Record<string, TemplateResource>, type: string, part = "") =>
    Object.keys(resources).find(
      (id) => resources[id]?.Type === type && id.includes(part),
    ) as string;

  test("takes over what was said to it before, and says so", async () => {
    const { what, notes, stage } = await look(await deployedAs(() => {}), {
      stage: "prod",
      warm: "3",
    });
    expect(what).toEqual([]);
    expect(notes).toEqual([
      "taken over from the last deployment: tenant=acme, issuer=https://login.example, audience=gate, signing-keys=2",
    ]);
    expect(stage).toMatchObject({
      tenant: "acme",
      signingKeys: 2,
      warm: 3,
      tokens: { audience: "gate" },
    });
  });

  test("has its table, buckets and keys neither made anew nor taken out", async () => {
    const holdings = await deployedAs((resources) => {
      const table = idOf(resources, "AWS::DynamoDB::Table");
      resources["OlderTable"] = resources[table] as TemplateResource;
      delete resources[table];
      const bucket = idOf(resources, "AWS::S3::Bucket", "Objects");
      Object.assign(resources[bucket]?.Properties as object, { BucketName: "another" });
    });
    const { what } = await look(holdings, { stage: "prod" });
    expect(what.map((text) => text.replace(/[0-9A-F]{8}/g, ""))).toEqual([
      "BucketsObjects (AWS::S3::Bucket) would be made anew: its BucketName changes",
      "OlderTable (AWS::DynamoDB::Table) would be taken out of the data stack",
    ]);
  });

  test("keeps a key that signed: fewer are refused", async () => {
    const { what } = await look(await deployedAs(() => {}), { stage: "prod", "signing-keys": "1" });
    expect(what.map((text) => text.replace(/[0-9A-F]{8}/g, ""))).toEqual([
      "SigningKey2 (AWS::KMS::Key) would be taken out of the data stack",
    ]);
  });

  test("is not deployed over what is still going on or has failed", async () => {
    const holdings = await deployedAs(() => {});
    const key = "eu-central-1 Holdpoint-prod-Data";
    const stacks = {
      ...holdings.stacks,
      [key]: { ...holdings.stacks[key], status: "UPDATE_IN_PROGRESS" },
    };
    expect((await look({ ...holdings, stacks }, { stage: "prod" })).what).toEqual([
      "the stack Holdpoint-prod-Data is UPDATE_IN_PROGRESS",
    ]);
  });
});
