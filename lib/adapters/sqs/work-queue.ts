import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import { GateError } from "../../app/errors.ts";
import { type DeadMessage, type Received, reasonName, type WorkQueue } from "../work-queue.ts";

export interface WorkQueueUrls {
  readonly queueUrl: string;
  readonly deadLettersUrl: string;
}

/** As SQS has it: the most that one call sends or receives. */
const batchMax = 10;
/** What SQS hides a message for at most. */
const visibilityMaxSeconds = 43_200;
/** The longest reason that is told with a buried message. */
const reasonLengthMax = 1_000;

/**
 * A work queue on SQS with its dead letters queue, to which SQS moves what came too often by the
 * queue's redrive policy. Visibility is rounded up to whole seconds, as SQS counts it.
 *
 * `dead` looks at what SQS chooses to show, so that a long queue is not shown whole by one call, and
 * hides nothing from the next look.
 */
export function sqsWorkQueue(client: SQSClient, urls: WorkQueueUrls): WorkQueue {
  const { queueUrl: QueueUrl, deadLettersUrl } = urls;
  return {
    send: async (bodies) => {
      if (bodies.length === 0) return [];
      const Entries = bodies.map((MessageBody, index) => ({ Id: String(index), MessageBody }));
      const batch = new SendMessageBatchCommand({ QueueUrl, Entries });
      const { Successful = [] } = await reaching(client.send(batch));
      const taken = new Set(Successful.map(({ Id }) => Id));
      return bodies.flatMap((_, index) => (taken.has(String(index)) ? [] : [index]));
    },
    receive: async (messagesMax, visibilityMs) => {
      const messages = await receive(client, QueueUrl, messagesMax, seconds(visibilityMs));
      return messages.map(receivedOf);
    },
    remove: async (receipt) => {
      const remove = new DeleteMessageCommand({ QueueUrl, ReceiptHandle: receipt });
      await reaching(unlessGone(client.send(remove)));
    },
    hide: async (receipt, visibilityMs) => {
      const hide = new ChangeMessageVisibilityCommand({
        QueueUrl,
        ReceiptHandle: receipt,
        VisibilityTimeout: seconds(visibilityMs),
      });
      await reaching(unlessGone(client.send(hide)));
    },
    bury: async (body, reason) => {
      const text = { DataType: "String", StringValue: reason.slice(0, reasonLengthMax) };
      const bury = new SendMessageCommand({
        QueueUrl: deadLettersUrl,
        MessageBody: body,
        MessageAttributes: { [reasonName]: text },
      });
      await reaching(client.send(bury));
    },
    dead: async (messagesMax) => {
      const shown = await showDead(client, deadLettersUrl, messagesMax);
      return [...shown].sort(bySent).map(deadOf);
    },
  };
}

async function receive(
  client: SQSClient,
  QueueUrl: string,
  messagesMax: number,
  VisibilityTimeout: number,
): Promise<readonly Message[]> {
  const { Messages = [] } = await reaching(
    client.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: Math.min(messagesMax, batchMax),
        VisibilityTimeout,
        WaitTimeSeconds: 0,
        MessageSystemAttributeNames: ["ApproximateReceiveCount", "SentTimestamp"],
        MessageAttributeNames: [reasonName],
      }),
    ),
  );
  return Messages;
}

/** Hidden while we look, so that each is shown once, and given back at the end. */
async function showDead(
  client: SQSClient,
  url: string,
  messagesMax: number,
): Promise<readonly Message[]> {
  const shown: Message[] = [];
  while (shown.length < messagesMax) {
    const messages = await receive(client, url, messagesMax - shown.length, lookSeconds);
    if (messages.length === 0) break;
    shown.push(...messages);
  }
  for (const { ReceiptHandle } of shown) {
    const back = { QueueUrl: url, ReceiptHandle, VisibilityTimeout: 0 };
    await reaching(unlessGone(client.send(new ChangeMessageVisibilityCommand(back))));
  }
  return shown;
}

/** Longer than a look takes; who dies while looking gives them back then. */
const lookSeconds = 30;

const attribute = (message: Message, name: "ApproximateReceiveCount" | "SentTimestamp"): number =>
  Number(message.Attributes?.[name] ?? 0);

const bySent = (a: Message, b: Message): number =>
  attribute(a, "SentTimestamp") - attribute(b, "SentTimestamp");

const receivedOf = (message: Message): Received => ({
  id: message.MessageId as string,
  body: message.Body as string,
  receipt: message.ReceiptHandle as string,
  receives: attribute(message, "ApproximateReceiveCount"),
});

function deadOf(message: Message): DeadMessage {
  const reason = message.MessageAttributes?.[reasonName]?.StringValue;
  return {
    id: message.MessageId as string,
    body: message.Body as string,
    receives: attribute(message, "ApproximateReceiveCount"),
    ...(reason !== undefined && { reason }),
  };
}

const seconds = (ms: number): number => Math.min(visibilityMaxSeconds, Math.ceil(ms / 1_000));

/** A receipt that has expired, or of a message that is gone: nothing is to be done. */
async function unlessGone(call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (!goneNames.includes((error as Error).name)) throw error;
  }
}

const goneNames = ["ReceiptHandleIsInvalid", "MessageNotInflight", "InvalidParameterValue"];

async function reaching<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (cause) {
    throw new GateError("unavailable", "the queue could not be reached", { cause });
  }
}
