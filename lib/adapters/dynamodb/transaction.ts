import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { type DynamoDBDocumentClient, TransactWriteCommand } from "@aws-sdk/lib-dynamodb";
import { GateError } from "../../app/errors.ts";
import { unavailable } from "../aws/reaching.ts";
import {
  itemSizeMaxBytes,
  transactionItemsMax,
  transactionSizeMaxBytes,
} from "../transaction-bounds.ts";
import { type Item, sizeOf } from "./documents.ts";
import type { Key } from "./keys.ts";

/** Tries of a transaction that met another one on the same items, or too many others. */
const attemptsMax = 8;
const pauseMaxMs = 1_500;

/** One thing that a transaction does to one item, on condition. */
export type Write =
  | { readonly kind: "put"; readonly item: Item; readonly only?: Condition }
  | { readonly kind: "delete"; readonly key: Key }
  | { readonly kind: "check"; readonly key: Key; readonly only: Condition };

export interface Condition {
  readonly expression: string;
  readonly names?: Readonly<Record<string, string>>;
  readonly values?: Readonly<Record<string, string | number>>;
}

/** What is written for the first time, or not at all. */
export const onlyNew: Condition = { expression: "attribute_not_exists(pk)" };

/**
 * Writes everything or nothing; gives those writes whose conditions did not hold, which is none when
 * it is done. DynamoDB tells the first that it met, and maybe more. The same writing again within ten
 * minutes is done once. Others on the same items are waited for, some seconds in all.
 *
 * @throws {GateError} `too_large` when it is beyond DynamoDB's bounds, `unavailable` when the table
 * could not be reached.
 */
export async function transact(
  documents: DynamoDBDocumentClient,
  table: string,
  writes: readonly Write[],
): Promise<readonly Write[]> {
  refuseTwice(writes);
  refuseTooLarge(writes);
  const transaction = new TransactWriteCommand({
    ClientRequestToken: tokenOf(table, writes),
    TransactItems: writes.map((write) => operationOf(table, write)),
  });
  for (let attempt = 1; ; attempt++) {
    try {
      await documents.send(transaction);
      return [];
    } catch (error) {
      // Another writing has this token: it is of these same items, and the first tells what stands.
      if (nameOf(error) === "IdempotentParameterMismatchException") return writes.slice(0, 1);
      const refused = writes.filter((_, index) => reasonsOf(error)[index] === refusal);
      if (refused.length > 0) return refused;
      if (!isPassing(error) || attempt === attemptsMax) throw unavailable("the store", error);
      await sleep(Math.random() * Math.min(pauseMaxMs, 10 * 2 ** attempt));
    }
  }
}

const keyOf = (write: Write): Key => (write.kind === "put" ? write.item : write.key);

/** DynamoDB would refuse the whole: whoever asks for it has a bug. */
function refuseTwice(writes: readonly Write[]): void {
  const keys = writes.map(keyOf).map(({ pk, sk }) => `${pk} ${sk}`);
  const twice = keys.find((key, index) => keys.indexOf(key) !== index);
  if (twice !== undefined) throw new Error(`a transaction names one item twice: ${twice}`);
}

function refuseTooLarge(writes: readonly Write[]): void {
  const sizes = writes.map((write) => (write.kind === "put" ? sizeOf(write.item) : 0));
  const sizeBytes = sizes.reduce((sum, size) => sum + size, 0);
  const largest = Math.max(0, ...sizes);
  // Whoever made the item cut it to size, or refused what it is made of: DynamoDB would refuse it all.
  if (largest > itemSizeMaxBytes)
    throw new GateError(
      "too_large",
      `an item would be ${largest} bytes, and one takes ${itemSizeMaxBytes}: write less`,
    );
  if (writes.length <= transactionItemsMax && sizeBytes <= transactionSizeMaxBytes) return;
  throw new GateError(
    "too_large",
    `what would be stored at once is ${sizeBytes} bytes in ${writes.length} items once it is ` +
      `compressed, and one transaction takes ${transactionSizeMaxBytes} bytes in ` +
      `${transactionItemsMax} items: open a run, or submit fewer records at once`,
  );
}

function operationOf(TableName: string, write: Write) {
  if (write.kind === "put")
    return { Put: { TableName, Item: write.item, ...(write.only && conditionOf(write.only)) } };
  const { pk, sk } = write.key;
  const at = { TableName, Key: { pk, sk } };
  if (write.kind === "delete") return { Delete: at };
  return { ConditionCheck: { ...at, ...conditionOf(write.only) } };
}

const conditionOf = ({ expression, names, values }: Condition) => ({
  ConditionExpression: expression,
  ...(names && { ExpressionAttributeNames: { ...names } }),
  ...(values && { ExpressionAttributeValues: { ...values } }),
});

/**
 * The same writing gets the same token, so that a retry the first of which took effect is none. Of the
 * account, not of a table: what was done to one says nothing of another, into which it is restored.
 */
function tokenOf(table: string, writes: readonly Write[]): string {
  const digest = createHash("sha256").update(JSON.stringify(table));
  for (const write of writes) {
    const only = write.kind === "delete" ? undefined : write.only;
    const item: Item = write.kind === "put" ? write.item : { ...write.key };
    const binaries = Object.entries(item).filter(([, value]) => value instanceof Uint8Array);
    const texts = { ...item, ...Object.fromEntries(binaries.map(([name]) => [name, null])) };
    digest.update(JSON.stringify([write.kind, texts, only]));
    for (const [, value] of binaries) digest.update(value as Uint8Array);
  }
  return digest.digest("hex").slice(0, 36);
}

const refusal = "ConditionalCheckFailed";

/** Why a transaction was cancelled, a reason for each of its writes, in their order. */
function reasonsOf(error: unknown): readonly string[] {
  if (nameOf(error) !== "TransactionCanceledException") return [];
  const { CancellationReasons = [] } = error as {
    readonly CancellationReasons?: readonly { readonly Code?: string }[];
  };
  return CancellationReasons.map((reason) => reason.Code ?? "None");
}

const passingReasons = ["TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"];
const passingNames = [
  "TransactionInProgressException",
  "ThrottlingException",
  "ProvisionedThroughputExceededException",
  "RequestLimitExceeded",
];

const isPassing = (error: unknown): boolean =>
  reasonsOf(error).some((reason) => passingReasons.includes(reason)) ||
  passingNames.includes(nameOf(error));

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : "");
