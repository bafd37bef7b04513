import * as z from "zod";
import type { ReferenceTable } from "../reference-table.ts";
import * as s from "../scalars.ts";
import { chargeKinds } from "./line.ts";
import { runTypes } from "./run.ts";

const sellerId = s.id.meta({ description: "Who billed: `run.seller_id` of that run" });

const archivedInvoice = z.object({
  seller_id: sellerId,
  invoice_number: s.text(64, "BT-1, its number"),
  type_code: s.text(3, "BT-3, what sort of document").nullish(),
  issue_date: s.date.nullish().meta({ description: "BT-2, issued on" }),
  due_date: s.date.nullish().meta({ description: "BT-9, to be paid by" }),
  customer_id: s.text(100, "Who was billed").nullish(),
  contract_id: s.text(100, "BT-12, the contract").nullish(),
  currency: s.currency.nullish().meta({ description: "BT-5, its currency" }),
  total_gross: s.money.nullish().meta({ description: "BT-112, total with VAT" }),
  credited: s.money.nullish().meta({ description: "Credited so far, with VAT; 0 when absent" }),
  paid: s.money.nullish().meta({ description: "Paid so far; 0 when absent" }),
  in_clearing: s.money.nullish().meta({ description: "Payments on their way; 0 when absent" }),
  payments_as_of: s.instant.nullish().meta({ description: "When payments were last booked" }),
  disputed: s.flag("Whether the customer disputes it").nullish(),
  cancelled: s.flag("Whether it was taken back").nullish(),
  error_confirmed: s.flag("Whether a mistake of ours in it was confirmed").nullish(),
  digest: s.text(64, "SHA-256 of the document, to know it again when it is sent anew").nullish(),
});

const billedLine = z.object({
  customer_id: s.text(100, "Who was billed"),
  object_id: s.text(100, "The line, meter or device; the contract where there is none"),
  item_id: s.text(64, "BT-155, the charge item"),
  seller_id: sellerId.nullish(),
  invoice_number: s.text(64, "BT-1 of its invoice"),
  issue_date: s.date.nullish().meta({ description: "BT-2 of its invoice" }),
  charge_kind: z.enum(chargeKinds).nullish().meta({ description: "What sort of charge" }),
  period_start: s.date.nullish().meta({ description: "BT-134, first day billed" }),
  period_end: s.date.nullish().meta({ description: "BT-135, last day billed" }),
  usage_from: s.instant.nullish().meta({ description: "Usage: from this moment on" }),
  usage_to: s.instant.nullish().meta({ description: "Usage: up to this moment" }),
  meter_end: s.quantity.nullish().meta({ description: "Meter reading at the end" }),
  quantity: s.quantity.nullish().meta({ description: "BT-129, how many", usualScale: 3 }),
  unit_price: s.money.nullish().meta({ description: "BT-146, net price", usualScale: 4 }),
  net_amount: s.money.nullish().meta({ description: "BT-131, net amount" }),
  credited: s.flag("Whether it was credited in full").nullish(),
});

const billedCharge = z.object({
  seller_id: sellerId,
  source_charge_id: s.text(200, "Rating event, order line or subscription period"),
  invoice_number: s.text(64, "BT-1 of the invoice that billed it"),
  issue_date: s.date.nullish().meta({ description: "BT-2 of that invoice" }),
  customer_id: s.text(100, "Who was billed").nullish(),
  credited: s.flag("Whether it was credited in full").nullish(),
});

const usedReference = z.object({
  reference: s.text(140, "BT-83, reference that the payer states"),
  customer_id: s.text(100, "Whose payments it stands for"),
  invoice_number: s.text(64, "The invoice, where each has its own").nullish(),
  open: s.flag("Whether that invoice is still to be paid").nullish(),
});

const billedPeriod = z.object({
  contract_id: s.text(100, "The contract; the customer, for all its contracts together"),
  period_start: s.date.meta({ description: "First day billed" }),
  period_end: s.date.meta({ description: "Last day billed, inclusive" }),
  run_type: z.enum(runTypes).nullish().meta({ description: "Sort of the run" }),
  currency: s.currency.nullish().meta({ description: "Currency" }),
  net: s.money.meta({ description: "Net amount billed for the period" }),
  recurring_net: s.money.nullish().meta({ description: "Of it recurring charges" }),
  usage_net: s.money.nullish().meta({ description: "Of it usage" }),
  documents: z.int().nullish().meta({ description: "Documents that billed it" }),
});

const sentNotice = z.object({
  invoice_number: s.text(64, "The invoice"),
  notice_id: s.id.meta({ description: "The reminder" }),
  level: z.int().meta({ description: "First reminder 1, second 2 …" }),
  notice_date: s.date.meta({ description: "Its date" }),
  fee: s.money.nullish().meta({ description: "Its fee" }),
  bounced: s.flag("Whether it came back").nullish(),
});

const paymentAgreement = z.object({
  customer_id: s.text(100, "The customer"),
  invoice_number: s.text(64, "Of this invoice; of all when absent").nullish(),
  from: s.date.meta({ description: "First day" }),
  to: s.date.nullish().meta({ description: "Last day; open when absent" }),
});

const unmatchedReceipt = z.object({
  customer_id: s.text(100, "Who probably paid"),
  amount: s.money.meta({ description: "What came in" }),
  currency: s.currency,
  received_on: s.date.meta({ description: "When" }),
});

/** What was billed, paid and reminded of before. */
export const archiveTables = {
  invoice_archive: {
    shape: "ArchivedInvoice",
    row: archivedInvoice,
    key: ["seller_id", "invoice_number"],
    dated: false,
    doc: "Documents issued before, with what is credited and paid of them.",
  },
  billed_lines: {
    shape: "BilledLine",
    row: billedLine,
    key: ["customer_id", "object_id", "item_id"],
    dated: false,
    many: true,
    doc: "Lines billed in the last 13 months.",
  },
  billed_charges: {
    shape: "BilledCharge",
    row: billedCharge,
    key: ["seller_id", "source_charge_id"],
    dated: false,
    many: true,
    doc: "Source charges billed before: each is billed once.",
  },
  payment_references: {
    shape: "UsedReference",
    row: usedReference,
    key: ["reference"],
    dated: false,
    many: true,
    doc: "Payment references in use.",
  },
  customer_history: {
    shape: "BilledPeriod",
    row: billedPeriod,
    key: ["contract_id"],
    dated: false,
    many: true,
    doc: "The last 24 periods of a contract, a row a period.",
  },
  dunning_archive: {
    shape: "SentNotice",
    row: sentNotice,
    key: ["invoice_number"],
    dated: false,
    many: true,
    doc: "Reminders sent before.",
  },
  payment_agreements: {
    shape: "PaymentAgreement",
    row: paymentAgreement,
    key: ["customer_id"],
    dated: false,
    many: true,
    doc: "Customers who were given time to pay.",
  },
  unmatched_receipts: {
    shape: "UnmatchedReceipt",
    row: unmatchedReceipt,
    key: ["customer_id"],
    dated: false,
    many: true,
    doc: "Payments that no invoice was found for yet.",
  },
} as const satisfies Readonly<Record<string, ReferenceTable>>;
