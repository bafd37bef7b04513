import { join } from "node:path";
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  SetQueueAttributesCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import { sqsClient } from "../../../lib/adapters/sqs/violations.ts";
import type { WorkQueueUrls } from "../../../lib/adapters/sqs/work-queue.ts";
import { receivesMax } from "../../../lib/adapters/work-queue.ts";
import type { Message } from "../../../lib/app/message.ts";
import { repository } from "../house.ts";
import { anyCredentials, anyRegion } from "./dynamodb.ts";
import { type Engine, freePort, startEngine } from "./process.ts";
import { standing, timePath } from "./sqs-time.ts";

const script = join(repository, "test/support/engines/sqs-server.ts");

/** fauxqs, a server that speaks SQS, in a process of its own. */
export async function startSqs(): Promise<Engine> {
  const port = await freePort();
  return startEngine(process.execPath, [script, String(port)], port);
}

/** The same, whose time is the test's own. */
export interface SqsInTime extends Engine {
  /** Lets so much time go by, of which none goes by otherwise. */
  pass(ms: number): Promise<void>;
}

/** As `startSqs`: what is hidden for a second is hidden however long the machine takes. */
export async function startSqsInTime(): Promise<SqsInTime> {
  const port = await freePort();
  const engine = await startEngine(process.execPath, [script, String(port), standing], port);
  return {
    ...engine,
    pass: async (ms) => {
      const answer = await fetch(`${engine.endpoint}${timePath}/${ms}`, { method: "POST" });
      if (!answer.ok) throw new Error(`time does not pass: ${answer.status}`);
      await answer.arrayBuffer();
    },
  };
}

/** A client of the engine, with the product's own settings. */
export const sqsOf = ({ endpoint }: Engine): SQSClient =>
  sqsClient({
    endpoint,
    region: anyRegion,
    credentials: anyCredentials,
    useQueueUrlAsEndpoint: false,
  });

/** Makes a queue and gives its URL. */
export async function createQueue(client: SQSClient, name: string): Promise<string> {
  const { QueueUrl } = await client.send(new CreateQueueCommand({ QueueName: name }));
  return QueueUrl as string;
}

/** Makes a queue with its dead letters, as the stack deploys it. */
export async function createWorkQueue(
  client: SQSClient,
  name: string,
  maxReceiveCount = receivesMax,
): Promise<WorkQueueUrls> {
  const deadLettersUrl = await createQueue(client, `${name}-dead`);
  const queueUrl = await createQueue(client, name);
  const { Attributes } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl: deadLettersUrl, AttributeNames: ["QueueArn"] }),
  );
  const RedrivePolicy = JSON.stringify({
    deadLetterTargetArn: Attributes?.["QueueArn"],
    maxReceiveCount,
  });
  await client.send(
    new SetQueueAttributesCommand({ QueueUrl: queueUrl, Attributes: { RedrivePolicy } }),
  );
  return { queueUrl, deadLettersUrl };
}

/** Everything that lies in a queue, without taking it out. */
export async function messagesIn({ endpoint }: Engine, name: string): Promise<readonly Message[]> {
  const answer = await fetch(`${endpoint}/_fauxqs/queues/${name}`);
  const queue = (await answer.json()) as {
    readonly messages: { readonly ready: readonly { readonly body: string }[] };
  };
  return queue.messages.ready.map(({ body }) => JSON.parse(body) as Message);
}
