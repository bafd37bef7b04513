import { gzipSync } from "node:zlib";
import type { Context, DynamoDBRecord, DynamoDBStreamEvent, SQSEvent, SQSRecord } from "aws-lambda";
import { actionKeyOf, auditPk, headSk, outboxKeyOf } from "../adapters/dynamodb/keys.ts";
import type { EntryRow } from "../adapters/sqlite/entry-rows.ts";
import { type DeadMessage, type Received, reasonName } from "../adapters/work-queue.ts";
import type { Parcel } from "../app/message.ts";

/** What AWS tells a function of one call of it. */
export const contextOf = (functionName: string, requestId: string): Context => ({
  awsRequestId: requestId,
  callbackWaitsForEmptyEventLoop: false,
  functionName,
  functionVersion: "local",
  invokedFunctionArn: `arn:aws:lambda:local:000000000000:function:${functionName}`,
  logGroupName: "local",
  logStreamName: "local",
  memoryLimitInMB: "0",
  getRemainingTimeInMillis: () => 30_000,
  // Of an earlier runtime: nobody calls them.
  done: () => {},
  fail: () => {},
  succeed: () => {},
});

/** What the table's stream would say after parcels were put into the outbox. */
export const streamEvent = (parcels: readonly Parcel[]): DynamoDBStreamEvent => ({
  Records: parcels.map((parcel): DynamoDBRecord => {
    const { pk, sk } = outboxKeyOf(parcel);
    const keys = { pk: { S: pk }, sk: { S: sk } };
    return {
      eventID: sequenceNumberOf(parcel),
      eventName: "INSERT",
      eventSource: "aws:dynamodb",
      eventSourceARN: "arn:aws:dynamodb:local:000000000000:table/holdpoint/stream/local",
      awsRegion: "local",
      dynamodb: {
        Keys: keys,
        NewImage: { ...keys, parcel: { S: JSON.stringify(parcel) } },
        SequenceNumber: sequenceNumberOf(parcel),
        StreamViewType: "NEW_IMAGE",
      },
    };
  }),
});

/** What the table's stream would say after audit entries were put, each in one item. */
export const auditStreamEvent = (rows: readonly EntryRow[]): DynamoDBStreamEvent => ({
  Records: rows.map(({ number, id, digest, body }): DynamoDBRecord => {
    const { pk, sk } = auditKeyOf(id);
    const keys = { pk: { S: pk }, sk: { S: sk } };
    const packed = gzipSync(body, { level: 1 }).toString("base64");
    return {
      eventID: String(number),
      eventName: "INSERT",
      eventSource: "aws:dynamodb",
      eventSourceARN: "arn:aws:dynamodb:local:000000000000:table/holdpoint/stream/local",
      awsRegion: "local",
      dynamodb: {
        Keys: keys,
        NewImage: { ...keys, body: { B: packed }, digest: { S: digest }, parts: { N: "1" } },
        SequenceNumber: String(number),
        StreamViewType: "NEW_IMAGE",
      },
    };
  }),
});

const auditKeyOf = (id: string) =>
  id.includes(".") ? actionKeyOf(id) : { pk: auditPk(id), sk: headSk };

/** Names a parcel in a batch: what failed is told by it. */
export const sequenceNumberOf = ({ submission, index }: Parcel): string => `${submission}.${index}`;

/** What SQS would hand to a function. */
export const queueEvent = (messages: readonly Received[]): SQSEvent => ({
  Records: messages.map((message) => recordOf(message, message.receipt, "violations")),
});

/** What SQS would hand to the consumer of the dead letters. */
export const deadLettersEvent = (messages: readonly DeadMessage[]): SQSEvent => ({
  Records: messages.map((message) => {
    const { id, reason } = message;
    const record = recordOf(message, id, "dead-letters");
    if (reason === undefined) return record;
    const attribute = { dataType: "String" as const, stringValue: reason };
    return { ...record, messageAttributes: { [reasonName]: attribute } };
  }),
});

const recordOf = (
  { id, body, receives }: Omit<Received, "receipt">,
  receiptHandle: string,
  queue: string,
): SQSRecord => ({
  messageId: id,
  receiptHandle,
  body,
  attributes: {
    ApproximateReceiveCount: String(receives),
    SentTimestamp: "0",
    SenderId: "local",
    ApproximateFirstReceiveTimestamp: "0",
  },
  messageAttributes: {},
  md5OfBody: "",
  eventSource: "aws:sqs",
  eventSourceARN: `arn:aws:sqs:local:000000000000:${queue}`,
  awsRegion: "local",
});
