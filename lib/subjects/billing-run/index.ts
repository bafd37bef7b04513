import type { Subject } from "../../core/subject.ts";
import { rowsOf, tablesOf } from "../reference-table.ts";
import { schemaOf } from "../shape-of-schema.ts";
import { submission } from "../submission.ts";
import { billingRun } from "./run.ts";
import { invoice, notice } from "./schema.ts";
import { billingRunTables } from "./tables.ts";

/**
 * The tax point of an invoice is the latest of its lines'; a line's is BT-7, else the end of its
 * period (BT-135), the delivery (BT-72), the end of the document's period (BT-74), its issue (BT-2).
 */
const laterChoices =
  "optional(record.delivery_date).orElse(optional(record.period_end).orElse(record.issue_date))";
const latestOfLines = `optional(record.lines.map(l, optional(l.period_end).orElse(${laterChoices})).max())`;
const taxPoint = `optional(record.vat_point_date).orElse(${latestOfLines}.orElse(${laterChoices}))`;

/** Invoices, credit notes and reminders of one billing run, judged before they are sent. */
export const billingRunSubject: Subject = {
  kind: "billing-run",
  schema: schemaOf({
    Invoice: invoice,
    Notice: notice,
    BillingRun: billingRun,
    Submission: submission,
    ...rowsOf(billingRunTables),
  }),
  records: [
    {
      name: "invoice",
      shape: "Invoice",
      key: ["invoice_number"],
      effectiveOn: taxPoint,
      markets: "optional(record.seller.country).orElse(run.country)",
      currency: "record.currency",
      customer: "record.buyer.customer_id",
      amount: "optional(record.total_gross).orElse(record.amount_due)",
    },
    {
      name: "notice",
      shape: "Notice",
      lists: ["notices", "dunning"],
      key: ["notice_id"],
      effectiveOn: "record.notice_date",
      markets: "optional(record.country).orElse(run.country)",
      currency: "record.currency",
      customer: "record.customer_id",
      amount: "record.claimed_amount",
    },
  ],
  run: "BillingRun",
  history: ["seller_id", "billing_cycle", "run_type"],
  submission: "Submission",
  tables: tablesOf(billingRunTables),
};
