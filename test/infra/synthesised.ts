import { readFileSync } from "node:fs";
import { join } from "node:path";
import { App } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import type { GateFunction } from "../../lib/infra/gate-function.ts";
import { GateStack } from "../../lib/infra/gate-stack.ts";
import type { Stage } from "../../lib/infra/stage.ts";
import { repository } from "../support/house.ts";
import type { Statement } from "../support/iam.ts";

export const dev: Stage = { name: "dev", tenant: "acme", keepsData: false };
export const prod: Stage = {
  name: "prod",
  tenant: "acme",
  keepsData: true,
  tokens: {
    issuer: "https://login.example",
    audience: "holdpoint",
    keysUrl: "https://login.example/.well-known/jwks.json",
  },
};

/** An app as `cdk.json` makes it, but without bundling. */
export function appWithoutBundling(): App {
  const { context } = JSON.parse(readFileSync(join(repository, "cdk.json"), "utf8"));
  return new App({ context: { ...context, "aws:cdk:bundling-stacks": [] } });
}

/** The stack of a stage, and its template. */
export function synthesised(stage: Stage) {
  const stack = new GateStack(appWithoutBundling(), "Gate", { stage });
  return { stack, template: Template.fromStack(stack) };
}

/** What the policies of a function's role say. */
export function statementsOf(
  { stack, template }: ReturnType<typeof synthesised>,
  lambda: GateFunction,
): readonly Statement[] {
  const role = stack.getLogicalId(lambda.role?.node.defaultChild as never);
  return Object.values(template.findResources("AWS::IAM::Policy"))
    .map(({ Properties }) => Properties)
    .filter(({ Roles }) => Roles.some((each: { Ref: string }) => each.Ref === role))
    .flatMap(({ PolicyDocument }) => PolicyDocument.Statement as Statement[]);
}
