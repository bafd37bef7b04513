import { Match } from "aws-cdk-lib/assertions";
import { environment } from "../../lib/environment.ts";
import { routes } from "../../lib/http/routes.ts";
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

describe("functions", () => {
  test.each(["Submit", "Dispatch", "Sweep"] as const)("%s runs Node 24 on arm64", (name) => {
    const own = template.findResources("AWS::Lambda::Function", {
      Properties: { Runtime: "nodejs24.x", Architectures: ["arm64"] },
    });
    expect(Object.keys(own).some((id) => id.startsWith(name))).toBe(true);
  });

  test("submit answers before API Gateway hangs up", () => {
    expect(functionNamed("Submit").Timeout).toBeLessThan(30);
  });

  test("each has the variables that its wiring reads, and no others of ours", () => {
    const ours = (name: string) =>
      Object.keys(functionNamed(name).Environment.Variables)
        .filter((variable) => variable.startsWith("HOLDPOINT_"))
        .sort();
    const readBy = (folder: string) =>
      [...sourceOf(`lambdas/${folder}/index.ts`).matchAll(/requireEnv\(environment\.(\w+)\)/g)]
        .map(([, key]) => environment[key as keyof typeof environment])
        .sort();
    expect(ours("Submit")).toEqual(readBy("submit"));
    expect(ours("Dispatch")).toEqual(readBy("dispatch"));
    expect(ours("Sweep")).toEqual(readBy("sweep"));
  });
});

describe("the stream", () => {
  test("carries only what was put into the outbox, and reports each failure alone", () => {
    const { FilterCriteria, ...mapping } = only("AWS::Lambda::EventSourceMapping")["Properties"];
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
  test("has the routes of the route table, each with an authorizer", () => {
    const deployed = Object.values(template.findResources("AWS::ApiGatewayV2::Route"));
    expect(deployed.map(({ Properties }) => Properties.RouteKey)).toEqual(
      routes.map(({ method, path }) => `${method} ${path}`),
    );
    for (const { Properties } of deployed) expect(Properties.AuthorizationType).toBe("AWS_IAM");
    for (const { Properties } of Object.values(
      production.findResources("AWS::ApiGatewayV2::Route"),
    ))
      expect(Properties.AuthorizationType).toBe("JWT");
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

function functionNamed(name: string) {
  const id = stack.getLogicalId(
    stack[name.toLowerCase() as "submit" | "dispatch" | "sweep"].node.defaultChild as never,
  );
  return template.findResources("AWS::Lambda::Function")[id]!["Properties"];
}
