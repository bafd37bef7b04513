import { CreateBucketCommand } from "@aws-sdk/client-s3";
import { s3Client } from "../../lib/adapters/s3/client.ts";
import { anyCredentials, anyRegion, dynoxide } from "../support/engines/dynamodb.ts";
import type { Engine } from "../support/engines/process.ts";
import { startSqs } from "../support/engines/sqs.ts";
import type { FaultPlan, Injected } from "./fault.ts";
import { type FaultProxy, startFaultProxy } from "./proxy.ts";
import { dynamoDbService } from "./services/dynamodb.ts";
import { s3Service } from "./services/s3.ts";
import { sqsService } from "./services/sqs.ts";

/** The engines themselves; queues and objects are of one process. */
export interface Engines {
  readonly dynamo: Engine;
  readonly queuesAndObjects: Engine;
  stop(): Promise<void>;
}

export async function startEngines(): Promise<Engines> {
  const [dynamo, queuesAndObjects] = await Promise.all([dynoxide.start(), startSqs()]);
  return {
    dynamo,
    queuesAndObjects,
    stop: async () => {
      await Promise.all([dynamo.stop(), queuesAndObjects.stop()]);
    },
  };
}

/** A proxy before each service. */
export interface Wires {
  readonly dynamo: FaultProxy;
  readonly sqs: FaultProxy;
  readonly s3: FaultProxy;
  /** What befell on all of them. */
  injected(): readonly Injected[];
  calls(): number;
  /** What befalls from now on. */
  follow(plan: FaultPlan): void;
  stop(): Promise<void>;
}

export async function startWires(engines: Engines, plan: FaultPlan): Promise<Wires> {
  const { dynamo: table, queuesAndObjects } = engines;
  const proxies = await Promise.all([
    startFaultProxy(dynamoDbService, table, plan),
    startFaultProxy(sqsService, queuesAndObjects, plan),
    startFaultProxy(s3Service, queuesAndObjects, plan),
  ]);
  const [dynamo, sqs, s3] = proxies;
  return {
    ...{ dynamo, sqs, s3 },
    injected: () => proxies.flatMap(({ injected }) => injected),
    calls: () => proxies.reduce((sum, { calls }) => sum + calls(), 0),
    follow: (next) => {
      for (const proxy of proxies) proxy.follow(next);
    },
    stop: async () => {
      await Promise.all(proxies.map((proxy) => proxy.stop()));
    },
  };
}

/** How clients of S3 find an engine, whose buckets are in the path. */
export const s3At = ({ endpoint }: Engine) => ({
  ...{ endpoint, region: anyRegion, credentials: anyCredentials, forcePathStyle: true },
});

export async function createBucket({ queuesAndObjects }: Engines, Bucket: string): Promise<void> {
  const client = s3Client(s3At(queuesAndObjects));
  await client.send(new CreateBucketCommand({ Bucket }));
  client.destroy();
}

/** How often each kind befell, the most frequent first. */
export function counted(
  injected: readonly Injected[],
  by: (one: Injected) => string,
): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const one of injected) counts.set(by(one), (counts.get(by(one)) ?? 0) + 1);
  return [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
}
