import { Match } from "aws-cdk-lib/assertions";
import { environment } from "../../lib/environment.ts";
import { routes } from "../../lib/http/routes.ts";
import { functionNames } from "../../lib/infra/names.ts";
import { serviceCharts } from "../../lib/infra/observability/service-measures.ts";
import { tableLayout } from "../support/engines/dynamodb.ts";
import { sourceOf, sourcePaths } from "../support/house.ts";
import {
  deployedFunctions,
  dev,
  functionIn,
  prod,
  propertiesOf,
  resourcesOf,
  type Synthesised,
  stageOf,
  synthesised,
} from "./synthesised.ts";

const small = synthesised(dev);
const large = synthesised(prod);

describe("the table", () => {
  test("is laid out as the contract suites' tables are", () => {
    const { KeySchema, AttributeDefinitions, BillingMode } = propertiesOf(
      small,
      "AWS::DynamoDB::Table",
    );
    expect({ KeySchema, AttributeDefinitions, BillingMode }).toEqual(tableLayout);
  });

  test("streams new images, recovers to a point in time, and has a key of ours that rotates", () => {
    small.templates.data.hasResourceProperties("AWS::DynamoDB::Table", {
      StreamSpecification: { StreamViewType: "NEW_IMAGE" },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      SSESpecification: { SSEEnabled: true, SSEType: "KMS", KMSMasterKeyId: Match.anyValue() },
    });
    small.templates.data.hasResourceProperties("AWS::KMS::Key", { EnableKeyRotation: true });
  });
});

describe("what is kept", () => {
  const KEPT = ["AWS::DynamoDB::Table", "AWS::KMS::Key", "AWS::S3::Bucket"];

  test.each(KEPT)("%s outlives its stack everywhere but in dev", (type) => {
    for (const { stack, id, resource } of resourcesOf(large, type))
      expect([id, resource.DeletionPolicy]).toEqual([
        id,
        stack === "console" ? "Delete" : "RetainExceptOnCreate",
      ]);
    const gone = resourcesOf(small, type).filter(({ id }) => !/Archive|Signing/.test(id));
    expect(gone.map(({ resource }) => resource.DeletionPolicy)).toEqual(gone.map(() => "Delete"));
  });

  test("nobody deletes a table or the stack that it is in by mistake", () => {
    expect(propertiesOf(small, "AWS::DynamoDB::Table").DeletionProtectionEnabled).toBe(false);
    expect(propertiesOf(large, "AWS::DynamoDB::Table").DeletionProtectionEnabled).toBe(true);
    expect([small, large].map(({ stacks }) => stacks.data.terminationProtection)).toEqual([
      false,
      true,
    ]);
  });

  test("what was archived is locked: for seven years by nobody's leave, in dev for a day", () => {
    const lockOf = (from: Synthesised) =>
      resourcesOf(from, "AWS::S3::Bucket").find(({ id }) => id.includes("Archive"))?.resource
        .Properties.ObjectLockConfiguration.Rule.DefaultRetention;
    expect(lockOf(large)).toEqual({ Mode: "COMPLIANCE", Days: 2_557 });
    expect(lockOf(small)).toEqual({ Mode: "GOVERNANCE", Days: 1 });
  });

  test("objects go when their time is over, by how their names begin", () => {
    const [objects] = resourcesOf(large, "AWS::S3::Bucket").filter(({ id }) =>
      id.includes("Objects"),
    );
    const { Rules } = objects?.resource.Properties.LifecycleConfiguration ?? {};
    expect(
      Object.fromEntries(
        Rules.map((rule: Record<string, unknown>) => [
          rule["Prefix"] ?? "all",
          rule["ExpirationInDays"],
        ]),
      ),
    ).toEqual({
      all: undefined,
      "dossiers/": 2_557,
      "restore/": 2_557,
      "runs/": 2_557,
      "work/": 9,
    });
    expect(Rules[0].AbortIncompleteMultipartUpload).toEqual({ DaysAfterInitiation: 3 });
  });

  test("buckets are closed to the public, encrypted, versioned, and log who read them", () => {
    for (const { id, resource } of resourcesOf(large, "AWS::S3::Bucket")) {
      const { PublicAccessBlockConfiguration, BucketEncryption } = resource.Properties;
      expect(Object.values(PublicAccessBlockConfiguration)).toEqual([true, true, true, true]);
      expect(BucketEncryption).toBeDefined();
      if (/AccessLogs/.test(id)) continue;
      expect(resource.Properties.VersioningConfiguration).toEqual({ Status: "Enabled" });
      expect(resource.Properties.LoggingConfiguration.DestinationBucketName).toBeDefined();
    }
  });

  test("the keys that certify are P-256, and their number is the stage's", () => {
    const certifying = (from: Synthesised) =>
      resourcesOf(from, "AWS::KMS::Key").filter(
        ({ resource }) =>
          resource.Properties.KeySpec === "ECC_NIST_P256" &&
          resource.Properties.KeyUsage === "SIGN_VERIFY",
      );
    expect([small, large].map((from) => certifying(from).length)).toEqual([1, 2]);
  });
});

describe("queues", () => {
  test("refuse what is not encrypted on its way, and are encrypted where they lie", () => {
    const queues = resourcesOf(small, "AWS::SQS::Queue");
    expect(queues).toHaveLength(4);
    for (const { resource } of queues) expect(resource.Properties.KmsMasterKeyId).toBeDefined();
    const policies = resourcesOf(small, "AWS::SQS::QueuePolicy");
    expect(policies).toHaveLength(4);
    for (const { resource } of policies)
      expect(resource.Properties.PolicyDocument.Statement).toContainEqual(
        expect.objectContaining({
          Effect: "Deny",
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        }),
      );
  });

  test("violations stay invisible six times as long as their consumer may take", () => {
    small.templates.pipeline.hasResourceProperties("AWS::SQS::Queue", {
      QueueName: "holdpoint-dev-violations",
      VisibilityTimeout: functionIn(small, "open-cases").Timeout * 6,
      RedrivePolicy: { maxReceiveCount: 5, deadLetterTargetArn: Match.anyValue() },
    });
  });

  test.each(["OpenCases", "Bury"])(
    "%s consumes batches of which each message fails alone",
    (name) => {
      const [mapping] = resourcesOf(small, "AWS::Lambda::EventSourceMapping").filter(
        ({ resource }) => JSON.stringify(resource.Properties.FunctionName).includes(`"${name}`),
      );
      expect(mapping?.resource.Properties).toMatchObject({
        BatchSize: 10,
        FunctionResponseTypes: ["ReportBatchItemFailures"],
      });
    },
  );
});

describe("functions", () => {
  test("are those of lambdas/, and no others", () => {
    expect(deployedFunctions(small)).toEqual([...functionNames].sort());
  });

  test.each(functionNames)("%s runs Node 24 on arm64", (folder) => {
    expect(functionIn(small, folder)).toMatchObject({
      Runtime: "nodejs24.x",
      Architectures: ["arm64"],
    });
  });

  test.each(["submit", "api"] as const)("%s answers before API Gateway hangs up", (folder) => {
    expect(functionIn(small, folder).Timeout).toBeLessThan(30);
  });

  test.each(functionNames)(
    "%s has the variables that its wiring reads, and no others of ours",
    (folder) => {
      const ours = (from: Synthesised) =>
        Object.keys(functionIn(from, folder).Environment.Variables)
          .filter((variable) => variable.startsWith("HOLDPOINT_"))
          .sort();
      const read = readBy(`lambdas/${folder}/index.ts`);
      expect(ours(large)).toEqual(read);
      // A stage without an issuer of tokens has none of its variables.
      expect(ours(small)).toEqual(read.filter((variable) => !variable.includes("_TOKEN_")));
    },
  );

  test("what a flood must not starve is set aside where the account has enough", () => {
    const aside = (from: Synthesised) =>
      functionNames.map((name) => functionIn(from, name).ReservedConcurrentExecutions);
    expect(aside(small).filter((each) => each !== undefined)).toEqual([]);
    expect(aside(large).filter((each) => each !== undefined)).toEqual([400, 100, 50]);
  });

  test("those that are kept warm are the ones that are called", () => {
    const warm = synthesised(stageOf({ warm: "5" }));
    const alias = propertiesOf(warm, "AWS::Lambda::Alias");
    expect(alias.ProvisionedConcurrencyConfig).toEqual({ ProvisionedConcurrentExecutions: 5 });
    const { IntegrationUri } = integrationOf(warm, "POST", "/machine/v1/gates/x/submissions");
    expect(JSON.stringify(IntegrationUri)).toContain("Warm");
  });
});

describe("the stream", () => {
  const filtersOf = (name: string) => {
    const [found] = resourcesOf(small, "AWS::Lambda::EventSourceMapping").filter(({ resource }) =>
      JSON.stringify(resource.Properties.FunctionName).includes(`"${name}`),
    );
    expect(found?.resource.Properties).toMatchObject({
      FunctionResponseTypes: ["ReportBatchItemFailures"],
      BisectBatchOnFunctionError: true,
      StartingPosition: "TRIM_HORIZON",
      DestinationConfig: { OnFailure: { Destination: expect.anything() } },
    });
    return found?.resource.Properties.FilterCriteria.Filters.map(
      ({ Pattern }: { Pattern: string }) => JSON.parse(Pattern),
    );
  };

  test("carries what is put into the outbox to dispatch, whatever happens to entries to archive", () => {
    expect(filtersOf("Dispatch")).toEqual([
      { eventName: ["INSERT"], dynamodb: { Keys: { pk: { S: [{ prefix: "OUTBOX#" }] } } } },
    ]);
    expect(filtersOf("Archive")).toEqual([
      { dynamodb: { Keys: { pk: { S: [{ prefix: "AUDIT#" }] } } } },
    ]);
  });
});

describe("the API", () => {
  test.each(routes)(
    "leads $method $path to the function that answers it, by both doors",
    (route) => {
      const path = route.path.replace(/\{[^}]+\}/g, "x");
      const answers = route.name === "submit" ? "Submit" : "Review";
      for (const [prefix, authorization] of [
        ["/machine", "AWS_IAM"],
        ["", route.isPublic ? "NONE" : "JWT"],
      ] as const) {
        if (route.isPublic && prefix !== "" && !path.startsWith("/v1/")) continue;
        const { AuthorizationType } = deployedFor(large, route.method, `${prefix}${path}`);
        expect(AuthorizationType).toBe(authorization);
        const { IntegrationUri } = integrationOf(large, route.method, `${prefix}${path}`);
        expect(JSON.stringify(IntegrationUri)).toContain(`"${answers}`);
      }
    },
  );

  test("has only the machines' door, and what is public, where nobody signs people in", () => {
    const keys = resourcesOf(small, "AWS::ApiGatewayV2::Route")
      .filter(({ resource }) => resource.Properties.AuthorizationType === "AWS_IAM")
      .map(({ resource }) => resource.Properties.RouteKey);
    expect(keys.every((key) => / \/machine\/v1\//.test(key))).toBe(true);
    expect(() => deployedFor(small, "GET", "/v1/gates")).toThrow("nothing is deployed");
    expect(resourcesOf(small, "AWS::ApiGatewayV2::Authorizer")).toEqual([]);
  });

  test("lets nobody in without an authorizer but where the route table says so", () => {
    const open = resourcesOf(large, "AWS::ApiGatewayV2::Route")
      .filter(({ resource }) => resource.Properties.AuthorizationType === "NONE")
      .map(({ resource }) => resource.Properties.RouteKey);
    const told = routes.filter((route) => route.isPublic).map(({ path }) => `GET ${path}`);
    expect(open.sort()).toEqual(told.sort());
    large.templates.api.hasResourceProperties("AWS::ApiGatewayV2::Authorizer", {
      JwtConfiguration: { Issuer: "https://login.example", Audience: ["holdpoint"] },
    });
  });

  test("hands over payload format 2.0, limits its rate, and logs each access", () => {
    large.templates.api.hasResourceProperties("AWS::ApiGatewayV2::Integration", {
      PayloadFormatVersion: "2.0",
    });
    large.templates.api.hasResourceProperties("AWS::ApiGatewayV2::Stage", {
      DefaultRouteSettings: { ThrottlingRateLimit: 5_000, ThrottlingBurstLimit: 5_000 },
      AccessLogSettings: Match.anyValue(),
    });
  });
});

describe("where people come", () => {
  const { DistributionConfig } = propertiesOf(large, "AWS::CloudFront::Distribution");

  test("CloudFront sends its secret to the API, keeps nothing, and hands on all but the host", () => {
    const api = DistributionConfig.Origins.find((each: object) => "CustomOriginConfig" in each);
    expect(api.OriginCustomHeaders).toEqual([
      {
        HeaderName: "x-holdpoint-origin",
        HeaderValue: "{{resolve:secretsmanager:holdpoint-prod-origin:SecretString:::}}",
      },
    ]);
    expect(api.CustomOriginConfig.OriginProtocolPolicy).toBe("https-only");
    const behaviours = DistributionConfig.CacheBehaviors;
    expect(behaviours.map((each: { PathPattern: string }) => each.PathPattern)).toEqual([
      "/v1/*",
      "/openapi.json",
      "/docs",
      "/docs/*",
    ]);
    for (const { CachePolicyId, OriginRequestPolicyId, TargetOriginId } of behaviours)
      expect([CachePolicyId, OriginRequestPolicyId, TargetOriginId]).toEqual([
        "4135ea2d-6df8-44a3-9df3-4b5a84be39ad", // nothing is kept
        "b689b0a8-53d0-40ab-baf2-68738e2966ac", // all but the host
        api.Id,
      ]);
  });

  test("a secret's version that is named is the one that is sent", () => {
    const version = "0123456789abcdef0123456789abcdef";
    const named = synthesised(stageOf({ "origin-secret": version }));
    expect(JSON.stringify(propertiesOf(named, "AWS::CloudFront::Distribution"))).toContain(
      `{{resolve:secretsmanager:holdpoint-dev-origin:SecretString:::${version}}}`,
    );
  });

  test("every public path of the API is led there", () => {
    const patterns = DistributionConfig.CacheBehaviors.map(
      (each: { PathPattern: string }) => new RegExp(`^${each.PathPattern.replace("*", ".*")}$`),
    );
    for (const { path } of routes)
      expect(patterns.some((pattern: RegExp) => pattern.test(path))).toBe(true);
  });

  test("the firewall refuses an address that asks too often, and no body for what it says", () => {
    const { Rules, Scope } = propertiesOf(large, "AWS::WAFv2::WebACL");
    expect(Scope).toBe("CLOUDFRONT");
    expect(large.stacks.edge.region).toBe("us-east-1");
    expect(Rules[0].Statement.RateBasedStatement.Limit).toBe(10_000);
    const { RuleActionOverrides } = Rules[3].Statement.ManagedRuleGroupStatement;
    expect(RuleActionOverrides.map(({ Name }: { Name: string }) => Name)).toContain(
      "SizeRestrictions_BODY",
    );
    for (const { VisibilityConfig } of Rules)
      expect(VisibilityConfig.SampledRequestsEnabled).toBe(false); // samples would hold tokens
  });

  test("pages load their own files and speak to their own API and the issuer, and nothing else", () => {
    const policy = propertiesOf(large, "AWS::CloudFront::ResponseHeadersPolicy")
      .ResponseHeadersPolicyConfig.SecurityHeadersConfig.ContentSecurityPolicy
      .ContentSecurityPolicy;
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("connect-src 'self' https://login.example;");
    expect(policy).not.toMatch(/unsafe|\*/);
  });
});

describe("the run machine", () => {
  test("is started by its name, reads its own bucket and judges as many parts as the stage says", () => {
    const machine = propertiesOf(large, "AWS::StepFunctions::StateMachine");
    expect(machine.StateMachineName).toBe("holdpoint-prod-runs");
    const text = JSON.stringify(machine.DefinitionString);
    expect(text).toContain('\\"MaxConcurrency\\":200');
    expect(text).toContain("holdpoint-prod-objects-");
    expect(
      functionIn(large, "api").Environment.Variables.HOLDPOINT_RUN_MACHINE["Fn::Join"][1].at(-1),
    ).toBe(":stateMachine:holdpoint-prod-runs");
  });
});

describe("alarms", () => {
  const alarms = resourcesOf(large, "AWS::CloudWatch::Alarm").map(
    ({ resource }) => resource.Properties,
  );
  const headings = new Set(sourceOf("docs/RUNBOOK.md").match(/(?<=^### ).*$/gm));

  test.each(alarms.map(({ AlarmDescription }) => AlarmDescription as string))(
    "'%s' says who is hurt and leads to a heading of the runbook",
    (description) => {
      const [, impact, anchor] = /^(.{30,}) See docs\/RUNBOOK\.md#(\w+)$/.exec(description) ?? [];
      expect(impact).toMatch(/customers|shops|orders/i);
      expect([...headings].map((heading) => heading.toLowerCase())).toContain(anchor);
    },
  );

  test("there is one of each function's failures", () => {
    const watched = JSON.stringify(alarms);
    for (const { stack, id } of resourcesOf(large, "AWS::Lambda::Function"))
      expect([stack, watched.includes(`{"Ref":"${id}"}`)]).toEqual([stack, true]);
  });

  test("tell someone, when they start and when they end", () => {
    expect(alarms.length).toBeGreaterThanOrEqual(20);
    for (const { AlarmActions, OKActions } of alarms)
      expect([AlarmActions.length, OKActions.length]).toEqual([1, 1]);
  });
});

test("every measure on the dashboard is one that the function counts", () => {
  for (const { name, service } of serviceCharts.flatMap(({ measures }) => measures)) {
    const sources = sourcePaths().filter((path) =>
      new RegExp(`^lambdas/(${service}|shared)/`).test(path),
    );
    expect([name, service, sources.some((path) => sourceOf(path).includes(`"${name}"`))]).toEqual([
      name,
      service,
      true,
    ]);
  }
});

test("what is deployed costs somebody, stage, tenant and component", () => {
  const { Tags } = propertiesOf(large, "AWS::DynamoDB::Table");
  expect(Tags).toEqual([
    { Key: "holdpoint:component", Value: "data" },
    { Key: "holdpoint:stage", Value: "prod" },
    { Key: "holdpoint:tenant", Value: "acme" },
  ]);
});

test("stacks that hold nothing name no resource of a stack after them", () => {
  const after = (name: keyof typeof large.stacks) =>
    large.stacks[name].dependencies.map(({ stackName }) => stackName.split("-").at(-1));
  expect(after("data")).toEqual([]);
  expect(after("pipeline")).toEqual(["Data"]);
  expect(after("api")).toEqual(["Data"]);
  expect(after("edge")).toEqual([]);
  expect(after("console").sort()).toEqual(["Api", "Data", "Edge"]);
});

test("the list of resources is as it was when it was last looked at", () => {
  const list = Object.entries(large.templates).flatMap(([stack, template]) =>
    Object.entries(template.toJSON()["Resources"] as Record<string, { Type: string }>).map(
      ([id, { Type }]) => `${stack} ${Type} ${id.replace(/[0-9A-F]{8,}$/, "")}`,
    ),
  );
  expect(list.sort()).toMatchSnapshot();
});

/** The variables that a function's wiring reads, with those of the shared files that it imports. */
function readBy(path: string): readonly string[] {
  const seen = new Set<string>();
  const visit = (at: string): string => {
    if (seen.has(at)) return "";
    seen.add(at);
    const text = sourceOf(at);
    const shared = [...text.matchAll(/from "\.\.?\/(?:shared\/)?([a-z-]+)\.ts"/g)]
      .map(([, name]) => `lambdas/shared/${name}.ts`)
      .filter((file) => sourcePaths().includes(file));
    return text + shared.map(visit).join("");
  };
  const names = [...visit(path).matchAll(/environment\.(\w+)/g)]
    .map(([, key]) => environment[key as keyof typeof environment])
    .filter((name) => name?.startsWith("HOLDPOINT_") && name !== environment.logsTo);
  return [...new Set(names)].sort();
}

/** The route that API Gateway takes: the longest path that fits; a method's own before any method. */
function deployedFor(from: Synthesised, method: string, path: string) {
  const fitting = resourcesOf(from, "AWS::ApiGatewayV2::Route")
    .map(({ resource }) => resource.Properties)
    .filter(({ RouteKey }) => {
      const [verb, pattern] = RouteKey.split(" ") as [string, string];
      const form = pattern.replace(/\{[^}]+\+\}/g, ".+").replace(/\{[^}]+\}/g, "[^/]+");
      return (verb === method || verb === "ANY") && new RegExp(`^${form}$`).test(path);
    });
  const isGreedy = ({ RouteKey }: { RouteKey: string }) => RouteKey.includes("+}");
  const [best] = fitting.sort((a, b) => Number(isGreedy(a)) - Number(isGreedy(b)));
  if (best === undefined) throw new Error(`nothing is deployed for ${method} ${path}`);
  return best;
}

/** The integration behind a route. */
function integrationOf(from: Synthesised, method: string, path: string) {
  const { Target } = deployedFor(from, method, path);
  const [, [, integration]] = Target["Fn::Join"];
  return resourcesOf(from, "AWS::ApiGatewayV2::Integration").find(
    ({ id }) => id === integration.Ref,
  )?.resource.Properties;
}
