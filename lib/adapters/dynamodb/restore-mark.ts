import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  PutCommand,
  ScanCommand,
} from "@aws-sdk/lib-dynamodb";
import { GateError } from "../../app/errors.ts";
import { nameOf, reaching } from "../aws/reaching.ts";
import { type Key, referenceTablesPk, signingKeysPk } from "./keys.ts";
import { itemAt } from "./query.ts";
import { onlyNew } from "./transaction.ts";

/** Says that a table is being restored, and from which archive. */
const markKey: Key = { pk: "RESTORE", sk: "RESTORE" };

/** A table that is there for one restore alone. */
export interface RestoreMark {
  /** Whether another call has begun this restore, and was cut short. */
  readonly isResumed: boolean;
  /** The restore is over: no other one ever goes into this table. */
  done(): Promise<void>;
}

/**
 * Marks a table as the one into which an archive is restored. Whoever is cut short begins again with
 * the same archive. Reference tables, keys and counters may be there already; the first reads the
 * table until something else is found.
 *
 * @throws {GateError} `invalid` where something is in the table, or another archive goes into it;
 * `unavailable`.
 */
export async function markRestore(
  documents: DynamoDBDocumentClient,
  table: string,
  archive: string,
): Promise<RestoreMark> {
  const mark = await itemAt(documents, table, markKey);
  if (mark === undefined) {
    await refuseFilled(documents, table);
    await putMark(documents, table, archive);
  }
  const now = mark ?? (await itemAt(documents, table, markKey));
  if (now?.["archive"] !== archive)
    throw new GateError(
      "invalid",
      `the table ${table} is being restored from ${now?.["archive"]}: end that, or name another table`,
    );
  return {
    isResumed: mark !== undefined,
    done: async () => {
      const remove = new DeleteCommand({ TableName: table, Key: markKey });
      await reaching("the table", documents.send(remove));
    },
  };
}

/** Of two who begin at once one does. */
async function putMark(
  documents: DynamoDBDocumentClient,
  table: string,
  archive: string,
): Promise<void> {
  const put = new PutCommand({
    TableName: table,
    Item: { ...markKey, archive },
    ConditionExpression: onlyNew.expression,
  });
  const done = documents.send(put).catch((error) => {
    if (nameOf(error) !== "ConditionalCheckFailedException") throw error;
  });
  await reaching("the table", done);
}

/** What may be in a table that nobody has used yet. */
const unused = ["REFERENCE#", referenceTablesPk, signingKeysPk, "LIMIT#"];

async function refuseFilled(documents: DynamoDBDocumentClient, table: string): Promise<void> {
  const values = Object.fromEntries(unused.map((prefix, index) => [`:p${index}`, prefix]));
  const isUnused = Object.keys(values).map((name) => `begins_with(pk, ${name})`);
  let from: Record<string, unknown> | undefined;
  do {
    const scan = new ScanCommand({
      TableName: table,
      ConsistentRead: true,
      ProjectionExpression: "pk",
      FilterExpression: `NOT (${isUnused.join(" OR ")})`,
      ExpressionAttributeValues: values,
      ...(from && { ExclusiveStartKey: from }),
    });
    const page = await reaching("the table", documents.send(scan));
    const [first] = page.Items ?? [];
    if (first !== undefined)
      throw new GateError(
        "invalid",
        `the table ${table} is not empty (it has ${first["pk"]}): restore into one that is`,
      );
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
}
