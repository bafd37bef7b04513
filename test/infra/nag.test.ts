import { Queue } from "aws-cdk-lib/aws-sqs";
import { checkWithNag } from "../../lib/infra/checks.ts";
import { type Deployment, deploymentOf } from "../../lib/infra/deployment.ts";
import type { Stage } from "../../lib/infra/stage.ts";
import { appWithoutBundling, dev, stageOf } from "./synthesised.ts";

/** What cdk-nag says of a stage's stacks: the report's findings, or nothing. */
function findingsOf(stage: Stage, spoil: (stacks: Deployment) => void = () => {}): string {
  const app = appWithoutBundling();
  checkWithNag(app);
  spoil(deploymentOf(app, stage));
  const before = process.env.CDK_VALIDATION;
  process.env.CDK_VALIDATION = "true"; // unit tests leave it out
  try {
    app.synth();
    return "";
  } catch (error) {
    return String(error);
  } finally {
    process.env.CDK_VALIDATION = before;
  }
}

// With everything that a stage can have.
const all = stageOf({
  stage: "full",
  issuer: "https://login.example",
  audience: "holdpoint",
  domain: "gate.example.org",
  certificate: "arn:aws:acm:us-east-1:111122223333:certificate/abc-1",
  warm: "5",
  traces: "on",
});

test.each([dev, { ...all, account: "111122223333", region: "us-east-1" }])(
  "cdk-nag's AWS Solutions find nothing in $name, $region",
  (stage) => {
    expect(findingsOf(stage)).toBe("");
  },
);

test("they would: a queue without TLS and dead letters is found", () => {
  expect(findingsOf(dev, ({ pipeline }) => new Queue(pipeline, "Bare"))).toMatch(
    /AwsSolutions|Validation/,
  );
});
