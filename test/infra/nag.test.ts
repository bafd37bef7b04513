import { Queue } from "aws-cdk-lib/aws-sqs";
import { checkWithNag } from "../../lib/infra/checks.ts";
import { GateStack } from "../../lib/infra/gate-stack.ts";
import type { Stage } from "../../lib/infra/stage.ts";
import { appWithoutBundling, dev, prod } from "./synthesised.ts";

/** What cdk-nag says of a stage's stack: the report's findings, or nothing. */
function findingsOf(stage: Stage, spoil: (stack: GateStack) => void = () => {}): string {
  const app = appWithoutBundling();
  checkWithNag(app);
  spoil(new GateStack(app, "Gate", { stage }));
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

test.each([dev, prod])(
  "cdk-nag's AWS Solutions find nothing in $name",
  (stage) => {
    expect(findingsOf(stage)).toBe("");
  },
  90_000,
);

test("they would: a queue without TLS and dead letters is found", () => {
  expect(findingsOf(dev, (stack) => new Queue(stack, "Bare"))).toMatch(/AwsSolutions/);
}, 90_000);
