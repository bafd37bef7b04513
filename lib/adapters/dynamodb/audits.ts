import { setTimeout as sleep } from "node:timers/promises";
import {
  type DynamoDBDocumentClient,
  GetCommand,
  TransactWriteCommand,
} from "@aws-sdk/lib-dynamodb";
import type { AuditEntry } from "../../app/audit-entry.ts";
import { GateError } from "../../app/errors.ts";
import type { Parcel } from "../../app/message.ts";
import type { Audits, Dossier } from "../../app/ports.ts";
import type { SubmissionId } from "../../app/submission-id.ts";
import { reaching, unavailable } from "./client.ts";
import { bytesOf, digestOf, type Item, itemsOf, itemsUnder, sizeOf } from "./documents.ts";
import { auditPk, dossierPk, headSk, outboxKeyOf } from "./keys.ts";

/** DynamoDB's bounds of one transaction; the size is kept a little below its 4 MiB. */
export const transactionItemsMax = 100;
export const transactionSizeMaxBytes = 4_000_000;
/** Tries of a transaction that met another one on the same items. */
const conflictAttemptsMax = 6;

/** Audit entries in DynamoDB: entry, dossier and outbox are one `TransactWriteItems`. */
export function dynamoAudits(documents: DynamoDBDocumentClient, table: string): Audits {
  return {
    find: (id) => findEntry(documents, table, id),
    dossier: (id) => findDossier(documents, table, id),
    append: async (entry, dossier, outbox) => {
      const items = await itemsOfAll(entry, dossier, outbox);
      refuseTooLarge(items);
      await store(documents, table, items, entry.id);
    },
  };
}

async function findEntry(
  documents: DynamoDBDocumentClient,
  table: string,
  id: SubmissionId,
): Promise<AuditEntry | undefined> {
  const items = await itemsUnder(documents, table, auditPk(id));
  return items.length === 0 ? undefined : (fromJson(await bytesOf(items)) as AuditEntry);
}

async function findDossier(
  documents: DynamoDBDocumentClient,
  table: string,
  id: SubmissionId,
): Promise<Dossier | undefined> {
  const items = await itemsUnder(documents, table, dossierPk(id));
  const head = items[0];
  if (head === undefined) return undefined;
  const reportParts = head["parts"] as number;
  return {
    salt: head["salt"] as string,
    report: fromJson(await bytesOf(items.slice(0, reportParts))) as Dossier["report"],
    payload: await bytesOf(items.slice(reportParts)),
  };
}

async function itemsOfAll(
  entry: AuditEntry,
  { salt, report, payload }: Dossier,
  outbox: readonly Parcel[],
): Promise<readonly Item[]> {
  const { id, gate, verdict, receivedAt } = entry;
  const pk = dossierPk(id);
  const entryItems = await itemsOf(auditPk(id), toJson(entry), { gate, verdict, receivedAt });
  const reportItems = await itemsOf(pk, toJson(report), { gate, receivedAt, salt });
  const payloadItems = await itemsOf(pk, payload, {}, reportItems.length);
  const parcels = outbox.map((parcel) => ({
    ...outboxKeyOf(parcel),
    parcel: JSON.stringify(parcel),
  }));
  return [...entryItems, ...reportItems, ...payloadItems, ...parcels];
}

function refuseTooLarge(items: readonly Item[]): void {
  const sizeBytes = items.reduce((sum, item) => sum + sizeOf(item), 0);
  if (items.length <= transactionItemsMax && sizeBytes <= transactionSizeMaxBytes) return;
  throw new GateError(
    "too_large",
    `the submission with its report is ${sizeBytes} bytes in ${items.length} items once it is ` +
      `compressed, and one transaction takes ${transactionSizeMaxBytes} bytes in ` +
      `${transactionItemsMax} items: open a run, or submit fewer records at once`,
  );
}

async function store(
  documents: DynamoDBDocumentClient,
  table: string,
  items: readonly Item[],
  id: SubmissionId,
): Promise<void> {
  const transaction = new TransactWriteCommand({
    ClientRequestToken: tokenOf(items),
    TransactItems: items.map((Item) => ({
      Put: { TableName: table, Item, ConditionExpression: "attribute_not_exists(pk)" },
    })),
  });
  for (let attempt = 1; ; attempt++) {
    try {
      await documents.send(transaction);
      return;
    } catch (error) {
      if (isTaken(error)) return await compare(documents, table, items, id, error);
      if (!isPassing(error) || attempt === conflictAttemptsMax)
        throw unavailable("the audit store", error);
      await sleep(Math.random() * 10 * 2 ** attempt);
    }
  }
}

/** Something stands under this id: an equal entry is what was asked for, any other a conflict. */
async function compare(
  documents: DynamoDBDocumentClient,
  table: string,
  items: readonly Item[],
  id: SubmissionId,
  cause: unknown,
): Promise<void> {
  const { Item: stored } = await reaching(
    "the audit store",
    documents.send(
      new GetCommand({
        TableName: table,
        Key: { pk: auditPk(id), sk: headSk },
        ConsistentRead: true,
      }),
    ),
  );
  if (stored === undefined) throw unavailable("the audit store", cause);
  if (stored["digest"] === items[0]?.["digest"]) return;
  throw new GateError("conflict", `a different entry stands under ${id}`, { cause });
}

/** The same writing gets the same token, so that a retry the first of which took effect is none. */
function tokenOf(items: readonly Item[]): string {
  const shape = items.map((item) => [item.pk, item.sk, item["digest"], item["parcel"]]);
  return digestOf(Buffer.from(JSON.stringify(shape))).slice(0, 36);
}

function isTaken(error: unknown): boolean {
  return (
    reasonsOf(error).includes("ConditionalCheckFailed") ||
    (error as Error).name === "IdempotentParameterMismatchException"
  );
}

function isPassing(error: unknown): boolean {
  return (
    reasonsOf(error).some((reason) =>
      ["TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"].includes(reason),
    ) || (error as Error).name === "TransactionInProgressException"
  );
}

function reasonsOf(error: unknown): readonly string[] {
  if ((error as Error).name !== "TransactionCanceledException") return [];
  const { CancellationReasons = [] } = error as {
    readonly CancellationReasons?: readonly { readonly Code?: string }[];
  };
  return CancellationReasons.map((reason) => reason.Code ?? "None");
}

const toJson = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value));
const fromJson = (bytes: Uint8Array): unknown => JSON.parse(Buffer.from(bytes).toString("utf8"));
