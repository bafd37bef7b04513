import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { JsonObject } from "../../core/expression/value.ts";
import { partSk, signingKeysPk } from "./keys.ts";
import { itemsUnder } from "./query.ts";
import { onlyNew, transact } from "./transaction.ts";

/** What is kept of a key that signed: rows are only ever appended, the rest is told from those behind. */
export interface KeyRow {
  /** Its name in KMS. */
  readonly kms: string;
  readonly keyId: string;
  readonly jwk: JsonObject;
  /** RFC 3339: from when on it signs. */
  readonly from: string;
  /** Earlier keys that somebody else may have, known when this one began. */
  readonly compromised: readonly string[];
}

/** The keys that took over from each other, in order; none before the first rotation. */
export interface KeyRows {
  read(): Promise<readonly KeyRow[]>;
  /** Appends rows behind so many; false where others did so first. */
  append(behind: number, rows: readonly KeyRow[]): Promise<boolean>;
}

export function dynamoKeyRows(documents: DynamoDBDocumentClient, table: string): KeyRows {
  return {
    read: async () => {
      const items = await itemsUnder(documents, table, signingKeysPk);
      return items.map((item) => JSON.parse(item["key"] as string) as KeyRow);
    },
    append: async (behind, rows) => {
      const writes = rows.map((row, index) => ({
        kind: "put" as const,
        item: { pk: signingKeysPk, sk: partSk(behind + index), key: JSON.stringify(row) },
        only: onlyNew,
      }));
      return (await transact(documents, table, writes)).length === 0;
    },
  };
}
