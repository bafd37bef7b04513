import { DeleteCommand, type DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { Parcel } from "../../app/message.ts";
import type { Outbox } from "../../app/ports.ts";
import { reaching } from "./client.ts";
import { itemsUnder } from "./documents.ts";
import { outboxKeyOf, outboxPk, outboxShards } from "./keys.ts";

/**
 * The outbox in DynamoDB. What is sent is deleted, so that looking for what is pending reads
 * nothing else; that it was ever there stands in the audit entry.
 */
export function dynamoOutbox(documents: DynamoDBDocumentClient, table: string): Outbox {
  return {
    pending: async (before, parcelsMax) => {
      const shards = await Promise.all(
        outboxShards.map((shard) =>
          itemsUnder(documents, table, outboxPk(shard), { before, itemsMax: parcelsMax }),
        ),
      );
      return shards
        .flat()
        .map((item) => parcelFrom(item["parcel"] as string))
        .sort((a, b) => (a.storedAt < b.storedAt ? -1 : a.storedAt > b.storedAt ? 1 : 0))
        .slice(0, parcelsMax);
    },
    markSent: async (parcel) => {
      const Key = outboxKeyOf(parcel);
      await reaching("the outbox", documents.send(new DeleteCommand({ TableName: table, Key })));
    },
  };
}

/** A parcel from the text that is stored in an outbox item's attribute `parcel`. */
export const parcelFrom = (text: string): Parcel => JSON.parse(text) as Parcel;
