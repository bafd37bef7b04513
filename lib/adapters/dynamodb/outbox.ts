import { DeleteCommand, type DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { Parcel } from "../../app/message.ts";
import type { Outbox } from "../../app/ports.ts";
import { reaching } from "../aws/reaching.ts";
import { outboxKeyOf, outboxPk, shards } from "./keys.ts";
import { firstOfShards } from "./query.ts";

/**
 * The outbox in DynamoDB. What is sent is deleted, so that looking for what is pending reads
 * nothing else; that it was ever there stands in the audit entry.
 */
export function dynamoOutbox(documents: DynamoDBDocumentClient, table: string): Outbox {
  return {
    pending: async (before, parcelsMax) => {
      const more = { before, itemsMax: parcelsMax };
      const items = await firstOfShards(documents, table, shards.map(outboxPk), more);
      return items.map((item) => parcelFrom(item["parcel"] as string));
    },
    markSent: async (parcel) => {
      const Key = outboxKeyOf(parcel);
      await reaching("the outbox", documents.send(new DeleteCommand({ TableName: table, Key })));
    },
  };
}

/** A parcel from the text that is stored in an outbox item's attribute `parcel`. */
export const parcelFrom = (text: string): Parcel => JSON.parse(text) as Parcel;
