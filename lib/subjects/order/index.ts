import type { Subject } from "../../core/subject.ts";
import { rowsOf, tablesOf } from "../reference-table.ts";
import { schemaOf } from "../shape-of-schema.ts";
import { submission } from "../submission.ts";
import { order } from "./schema.ts";
import { orderTables } from "./tables.ts";

/** Orders of a shop, judged before they are accepted or dispatched. */
export const orderSubject: Subject = {
  kind: "order",
  schema: schemaOf({ Order: order, Submission: submission, ...rowsOf(orderTables) }),
  records: [
    {
      name: "order",
      shape: "Order",
      key: ["order_number"],
      effectiveOn: "date(record.order_date, zone)",
      markets: "optional(record.delivery_address.country).orElse(record.market)",
      currency: "record.currency",
      customer: "record.customer.customer_id",
      amount: "record.totals.gross",
    },
  ],
  submission: "Submission",
  tables: tablesOf(orderTables),
};
