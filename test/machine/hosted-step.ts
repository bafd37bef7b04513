// A step function of the run machine in a process of its own, as Lambda would run it: the real handler
// over a table that speaks DynamoDB and objects in a folder that all processes share.
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createHandler as createConclude } from "../../lambdas/conclude/handler.ts";
import { createHandler as createJudgeChunk } from "../../lambdas/judge-chunk/handler.ts";
import { createHandler as createJudgeKeys } from "../../lambdas/judge-keys/handler.ts";
import { createHandler as createSplit } from "../../lambdas/split/handler.ts";
import { workFolders } from "../../lib/adapters/files/work-folders.ts";
import { requireEnv } from "../../lib/environment.ts";
import { machinePorts } from "./machine-ports.ts";

const ports = {
  ...machinePorts({
    endpoint: requireEnv("MACHINE_DYNAMODB"),
    table: requireEnv("MACHINE_TABLE"),
    objects: requireEnv("MACHINE_OBJECTS"),
    plans: requireEnv("MACHINE_PLANS"),
  }),
  workFolder: workFolders(join(tmpdir(), `holdpoint-step-${process.pid}`)),
};

const handlers = {
  split: createSplit,
  "judge-chunk": createJudgeChunk,
  "judge-keys": createJudgeKeys,
  conclude: createConclude,
} as const;

const name = requireEnv("AWS_LAMBDA_FUNCTION_NAME") as keyof typeof handlers;
export const handler = handlers[name](ports);
