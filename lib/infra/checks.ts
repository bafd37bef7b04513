import { type App, Stack, Validations } from "aws-cdk-lib";
import { AwsSolutionsChecks } from "cdk-nag";
import type { IConstruct } from "constructs";

/** Has cdk-nag's AWS Solutions pack look at every stack when it is synthesised. */
export function checkWithNag(app: App): void {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
}

/** Lets one finding stand, with the reason why. The id is the whole finding's, brackets included. */
export function letStand(construct: IConstruct, finding: string, reason: string): void {
  Validations.of(construct).acknowledge({ id: finding, reason });
}

/** Lets a role have a resource that ends in a star, with the reason why. */
export function letStandResource(role: IConstruct, arn: string, reason: string): void {
  letStand(role, `AwsSolutions-IAM5[Resource::${flattened(Stack.of(role).resolve(arn))}]`, reason);
}

/** As cdk-nag writes what only CloudFormation knows: `<AWS::AccountId>`. */
function flattened(value: unknown): string {
  if (typeof value === "string") return value;
  const { Ref, ...rest } = value as { Ref?: string; "Fn::Join"?: [string, unknown[]] };
  if (Ref !== undefined) return `<${Ref}>`;
  const [between, parts] = rest["Fn::Join"] as [string, unknown[]];
  return parts.map(flattened).join(between);
}
