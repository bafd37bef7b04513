import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { Approvals } from "../../app/ports.ts";
import type { Approval } from "../../app/review/approval.ts";
import { approvalsPk, reviewKeyOf } from "./keys.ts";
import { itemAt, itemsUnder } from "./query.ts";
import { documentIn, documentsOf } from "./review-items.ts";

/** The approvals in DynamoDB; they change through `dynamoAudits` alone. */
export function dynamoApprovals(documents: DynamoDBDocumentClient, table: string): Approvals {
  return {
    find: async (id) => {
      const item = await itemAt(documents, table, reviewKeyOf("approval", id));
      return item && documentIn<Approval>(item);
    },
    of: (submission) => documentsOf<Approval>(documents, table, "approval", submission),
    pending: async (gate, approvalsMax) => {
      const range = { itemsMax: approvalsMax };
      const items = await itemsUnder(documents, table, approvalsPk(gate), range);
      return items.map(documentIn<Approval>);
    },
  };
}
