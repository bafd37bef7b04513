import { Match } from "aws-cdk-lib/assertions";
import { environment } from "../../lib/environment.ts";
import { routes } from "../../lib/http/routes.ts";
import type { GateFunction } from "../../lib/infra/gate-function.ts";
import { tableLayout } from "../support/engines/dynamodb.ts";
import { sourceOf } from "../support/house.ts";
import { dev, prod, synthesised } from "./synthesised.ts";

const { template, stack } = synthesised(dev);
const production = synthesised(prod).template;

/** The one resource of a type, with its properties. */
function only(type: string, from = template) {
  const found = Object.values(from.findResources(type));
  expect(found).toHaveLength(1);
  return found[0]!;
}

describe("the table", () => {
  test("is laid out as the contract suites' tables are", () => {
    const { KeySchema, AttributeDefinitions, BillingMode } =
      only("AWS::DynamoDB::Table")["Properties"];
    expect({ KeySchema, AttributeDefinitions, BillingMode }).toEqual(tableLayout);
  });

  test("streams new images, recovers to a point in time, and has a key of ours that rotates", () => {
    template.hasResourceProperties("AWS::DynamoDB::Table", {
      StreamSpecification: { StreamViewType: "NEW_IMAGE" },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      SSESpecification: { SSEEnabled: true, SSEType: "KMS", KMSMasterKeyId: Match.anyValue() },
    });
    expect(only("AWS::KMS::Key")["Properties"].EnableKeyRotation).toBe(true);
  });

  test("is kept and protected from deletion everywhere but in dev", () => {
    expect(only("AWS::DynamoDB::Table")["Properties"].DeletionProtectionEnabled).toBe(false);
    const kept = only("AWS::DynamoDB::Table", production);
    expect(kept["Properties"].DeletionProtectionEnabled).toBe(true);
    expect(kept["DeletionPolicy"]).toBe("Retain");
    expect(only("AWS::KMS::Key", production)["DeletionPolicy"]).toBe("Retain");
  });
});

describe("queues", () => {
  test("refuse what is not encrypted on its way, and are encrypted where they lie", () => {
    const queues = Object.keys(template.findResources("AWS::SQS::Queue"));
    expect(queues).toHaveLength(3);
    template.allResourcesProperties("AWS::SQS::Queue", { KmsMasterKeyId: Match.anyValue() });
    const policies = Object.values(template.findResources("AWS::SQS::QueuePolicy"));
    expect(policies).toHaveLength(3);
    for (const { Properties } of policies)
      expect(Properties.PolicyDocument.Statement).toContainEqual(
        expect.objectContaining({
          Effect: "Deny",
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        }),
      );
  });

  test("violations stay invisible six times as long as their consumer may take", () => {
    template.hasResourceProperties("AWS::SQS::Queue", {
      VisibilityTimeout: 30 * 6,
      RedrivePolicy: { maxReceiveCount: 5, deadLetterTargetArn: Match.anyValue() },
    });
  });
});

// A function, the folder of `lambdas/` that it is made of, and its construct.
const FUNCTIONS = [
  ["submit", stack.submit],
  ["api", stack.api],
  ["open-cases", stack.openCases],
  ["dispatch", stack.dispatch],
  ["sweep", stack.sweep],
] as const;

describe("functions", () => {
  test("there are no others", () => {
    const deployed = Object.keys(template.findResources("AWS::Lambda::Function"));
    expect(deployed.sort()).toEqual(FUNCTIONS.map(([, lambda]) => idOf(lambda)).sort());
  });

  test.each(FUNCTIONS)("%s runs Node 24 on arm64", (_folder, lambda) => {
    expect(propertiesOf(lambda)).toMatchObject({
      Runtime: "nodejs24.x",
      Architectures: ["arm64"],
    });
  });

  test.each(["submit", "api"] as const)("%s answers before API Gateway hangs up", (name) => {
    expect(propertiesOf(stack[name]).Timeout).toBeLessThan(30);
  });

  test.each(FUNCTIONS)(
    "%s has the variables that its wiring reads, and no others of ours",
    (folder, lambda) => {
      const ours = (from: typeof template) =>
        Object.keys(propertiesOf(lambda, from).Environment.Variables)
          .filter((variable) => variable.startsWith("HOLDPOINT_"))
          .sort();
      const wiring = sourceOf(`lambdas/${folder}/index.ts`);
      const identity = wiring.includes("deployedIdentity")
        ? sourceOf("lambdas/shared/identity.ts")
        : "";
      const readBy = (pattern: RegExp): readonly string[] =>
        [...`${wiring}${identity}`.matchAll(pattern)]
          .map(([, key]) => environment[key as keyof typeof environment])
          .sort();
      // A stage without an issuer of tokens has none of its variables.
      const tokens = /environment\.(token\w+)/g;
      expect(ours(production)).toEqual(readBy(/environment\.(\w+)/g));
      expect(ours(template)).toEqual(
        ours(production).filter((variable) => !readBy(tokens).includes(variable)),
      );
    },
  );
});

describe("the queue of violations", () => {
  test("is consumed in batches of which each message fails alone", () => {
    const [mapping] = Object.values(
      template.findResources("AWS::Lambda::EventSourceMapping", {
        Properties: { FunctionName: { Ref: idOf(stack.openCases) } },
      }),
    );
    expect(mapping?.["Properties"]).toMatchObject({
      BatchSize: 10,
      FunctionResponseTypes: ["ReportBatchItemFailures"],
    });
    expect(propertiesOf(stack.openCases).Timeout * 6).toBe(30 * 6);
  });
});

describe("the stream", () => {
  test("carries only what was put into the outbox, and reports each failure alone", () => {
    const [found] = Object.values(
      template.findResources("AWS::Lambda::EventSourceMapping", {
        Properties: { FunctionName: { Ref: idOf(stack.dispatch) } },
      }),
    );
    const { FilterCriteria, ...mapping } = found?.["Properties"] ?? {};
    expect(
      FilterCriteria.Filters.map((filter: { Pattern: string }) => JSON.parse(filter.Pattern)),
    ).toEqual([
      { eventName: ["INSERT"], dynamodb: { Keys: { pk: { S: [{ prefix: "OUTBOX#" }] } } } },
    ]);
    expect(mapping).toMatchObject({
      FunctionResponseTypes: ["ReportBatchItemFailures"],
      BisectBatchOnFunctionError: true,
      StartingPosition: "TRIM_HORIZON",
      DestinationConfig: { OnFailure: { Destination: expect.anything() } },
    });
  });
});

describe("the API", () => {
  test.each(routes)("leads $method $path to the function that answers it", (route) => {
    const path = route.path.replace(/\{[^}]+\}/g, "x");
    for (const [from, authorization] of [
      [template, "AWS_IAM"],
      [production, "JWT"],
    ] as const) {
      const deployed = deployedFor(from, route.method, path);
      const answers = route.name === "submit" ? stack.submit : stack.api;
      expect(targetOf(from, deployed)).toBe(idOf(answers));
      expect(deployed.AuthorizationType).toBe(route.isPublic ? "NONE" : authorization);
    }
  });

  test("lets nobody in without an authorizer but where the route table says so", () => {
    const open = Object.values(template.findResources("AWS::ApiGatewayV2::Route"))
      .filter(({ Properties }) => Properties.AuthorizationType === "NONE")
      .map(({ Properties }) => Properties.RouteKey);
    const told = routes.filter((route) => route.isPublic).map(({ path }) => `GET ${path}`);
    expect(open.sort()).toEqual(told.sort());
    production.hasResourceProperties("AWS::ApiGatewayV2::Authorizer", {
      JwtConfiguration: { Issuer: "https://login.example", Audience: ["holdpoint"] },
    });
  });

  test("hands over payload format 2.0, limits its rate, and logs each access", () => {
    template.hasResourceProperties("AWS::ApiGatewayV2::Integration", {
      PayloadFormatVersion: "2.0",
    });
    template.hasResourceProperties("AWS::ApiGatewayV2::Stage", {
      DefaultRouteSettings: { ThrottlingRateLimit: 1_000, ThrottlingBurstLimit: 2_000 },
      AccessLogSettings: Match.anyValue(),
    });
  });
});

describe("alarms", () => {
  const alarms = Object.values(template.findResources("AWS::CloudWatch::Alarm"));
  const headings = new Set(sourceOf("docs/RUNBOOK.md").match(/(?<=^### ).*$/gm));

  test.each(alarms.map(({ Properties }) => Properties.AlarmDescription as string))(
    "'%s' says who is hurt and leads to a heading of the runbook",
    (description) => {
      const [, impact, anchor] = /^(.{30,}) See docs\/RUNBOOK\.md#(\w+)$/.exec(description) ?? [];
      expect(impact).toMatch(/customers|shops|orders/i);
      expect([...headings].map((heading) => heading.toLowerCase())).toContain(anchor);
    },
  );

  test("tell someone, when they start and when they end", () => {
    expect(alarms.length).toBeGreaterThanOrEqual(6);
    for (const { Properties } of alarms) {
      expect(Properties.AlarmActions).toHaveLength(1);
      expect(Properties.OKActions).toHaveLength(1);
    }
  });
});

test("the template is as it was when it was last looked at", () => {
  const json = JSON.parse(JSON.stringify(template.toJSON()), (key, value) =>
    key === "S3Key" ? "(the bundle's digest)" : value,
  );
  expect(json).toMatchSnapshot();
});

function idOf(lambda: GateFunction): string {
  return stack.getLogicalId(lambda.node.defaultChild as never);
}

function propertiesOf(lambda: GateFunction, from = template) {
  return from.findResources("AWS::Lambda::Function")[idOf(lambda)]!["Properties"];
}

/** The route that API Gateway takes: the longest path that fits; a method's own before any method. */
function deployedFor(from: typeof template, method: string, path: string) {
  const fitting = Object.values(from.findResources("AWS::ApiGatewayV2::Route"))
    .map(({ Properties }) => Properties)
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

/** The logical id of the function behind a route. */
function targetOf(from: typeof template, { Target }: ReturnType<typeof deployedFor>): string {
  const [, [, integration]] = Target["Fn::Join"];
  const { Properties } = from.findResources("AWS::ApiGatewayV2::Integration")[integration.Ref]!;
  return Properties.IntegrationUri["Fn::GetAtt"][0];
}
