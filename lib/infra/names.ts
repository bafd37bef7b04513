import { Stack } from "aws-cdk-lib";
import type { Construct } from "constructs";
import type { Stage } from "./stage.ts";

/**
 * The functions of `lambdas/`, by their folders. Roles are named after them, so that the policies of
 * tables and buckets, which are there before any function, can say who may.
 */
export const functionNames = [
  "submit",
  "api",
  "dispatch",
  "open-cases",
  "sweep",
  "bury",
  "archive",
  "seal",
  "split",
  "judge-chunk",
  "judge-keys",
  "conclude",
] as const;
export type FunctionName = (typeof functionNames)[number];

/** How something of a stage is called, where people meet its name. */
export const nameIn = ({ name }: Pick<Stage, "name">, part: string): string =>
  `holdpoint-${name}-${part}`;

/** Roles are the account's, not a region's. */
export const roleNameOf = (stage: Pick<Stage, "name" | "region">, part: string): string =>
  `${nameIn(stage, part)}-${stage.region}`;

export const roleArnOf = (
  scope: Construct,
  stage: Pick<Stage, "name" | "region">,
  part: FunctionName | "run-machine",
): string => {
  const { partition, account } = Stack.of(scope);
  return `arn:${partition}:iam::${account}:role/${roleNameOf(stage, part)}`;
};

/** Buckets' names are everybody's: account and region tell ours from others'. */
export const bucketNameOf = (scope: Construct, stage: Stage, part: string): string =>
  `${nameIn(stage, part)}-${Stack.of(scope).account}-${stage.region}`;

/** Under which the functions' own measures are found. */
export const metricsNamespaceOf = ({ name }: Pick<Stage, "name">): string => `Holdpoint/${name}`;
