import { createHash } from "node:crypto";
import { type DynamoDBDocumentClient, PutCommand } from "@aws-sdk/lib-dynamodb";
import { GateError } from "../../app/errors.ts";
import type { KeyedRows, ReferenceTables } from "../../app/ports.ts";
import type { JsonObject } from "../../core/expression/value.ts";
import type { ReferenceKey } from "../../core/subject.ts";
import { reaching } from "../aws/reaching.ts";
import { referencePk, referenceTablesPk } from "./keys.ts";
import { itemsUnder } from "./query.ts";
import { refuseLarge } from "./review-items.ts";

/** Rows that may stand under one key, over all dates. */
export const rowsPerKeyMax = 1_000;
/** Keys that are read at once. */
const parallelMax = 25;

/** Reference tables in DynamoDB: an item a row, and one that says that the table was loaded. */
export function dynamoReferenceTables(
  documents: DynamoDBDocumentClient,
  table: string,
): ReferenceTables {
  return {
    loaded: async (names) => {
      const items = await itemsUnder(documents, table, referenceTablesPk);
      const loaded = new Set(items.map(({ sk }) => sk));
      return new Set(names.filter((name) => loaded.has(name)));
    },
    rows: async (keys) => {
      const found: KeyedRows[] = [];
      for (let from = 0; from < keys.length; from += parallelMax) {
        const batch = keys.slice(from, from + parallelMax);
        found.push(...(await Promise.all(batch.map((key) => rowsOf(documents, table, key)))));
      }
      return found.filter(({ rows }) => rows.length > 0);
    },
  };
}

/**
 * Appends rows under a key and marks their table as loaded, in this order of a failure's harm: a
 * table that is marked has its rows. Idempotent: an equal row is the same item.
 */
export async function appendRows(
  documents: DynamoDBDocumentClient,
  table: string,
  keyed: KeyedRows,
): Promise<void> {
  await putRows(documents, table, keyed);
  await markLoaded(documents, table, keyed.table);
}

/** Says that a table has its rows: rules judge by it from now on. Idempotent. */
export const markLoaded = (
  documents: DynamoDBDocumentClient,
  table: string,
  name: string,
): Promise<void> => put(documents, table, { pk: referenceTablesPk, sk: name });

/** Appends rows under a key; of a table that is not marked as loaded nobody reads them. Idempotent. */
export async function putRows(
  documents: DynamoDBDocumentClient,
  table: string,
  { rows, ...key }: KeyedRows,
): Promise<void> {
  for (const row of rows) {
    const text = JSON.stringify(row);
    refuseLarge(`a row of ${key.table}`, text);
    const sk = createHash("sha256").update(text).digest("hex");
    await put(documents, table, { pk: referencePk(key), sk, row: text });
  }
}

async function rowsOf(
  documents: DynamoDBDocumentClient,
  table: string,
  key: ReferenceKey,
): Promise<KeyedRows> {
  const more = { itemsMax: rowsPerKeyMax + 1 };
  const items = await itemsUnder(documents, table, referencePk(key), more);
  if (items.length > rowsPerKeyMax)
    throw new GateError(
      "unavailable",
      `table ${key.table} has more than ${rowsPerKeyMax} rows under one key: correct the table`,
    );
  return { ...key, rows: items.map((item) => JSON.parse(item["row"] as string) as JsonObject) };
}

async function put(
  documents: DynamoDBDocumentClient,
  table: string,
  item: Readonly<Record<string, string>>,
): Promise<void> {
  const command = new PutCommand({ TableName: table, Item: item });
  await reaching("the reference tables", documents.send(command));
}
