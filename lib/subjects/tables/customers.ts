import * as z from "zod";
import type { ReferenceTable } from "../reference-table.ts";
import * as s from "../scalars.ts";

const customer = z.object({
  customer_id: s.text(100, "The customer"),
  type: z.enum(["consumer", "business"]).nullish().meta({ description: "Which sort" }),
  status: z.enum(["active", "suspended", "closed"]).meta({ description: "State of the account" }),
  start_date: s.date.nullish().meta({ description: "Customer since" }),
  end_date: s.date.nullish().meta({ description: "Customer until, that day included" }),
  blocked_reason: s.text(200, "Why it is blocked").nullish(),
  country: s.country.nullish().meta({ description: "Where the customer lives or resides" }),
  language: s.lang.nullish().meta({ description: "Language the customer is written to in" }),
  billing_cycle: s.id.nullish().meta({ description: "The cycle the customer is billed in" }),
  currency: s.currency.nullish().meta({ description: "Currency agreed; of limit and balance too" }),
  vat_id: s.text(20, "VAT number of a business").nullish(),
  delivery_channel: s.text(32, "How invoices are delivered").nullish(),
  open_balance: s.money.nullish().meta({ description: "Unpaid so far" }),
  credit_limit: s.money.nullish().meta({ description: "Most that may be unpaid" }),
});

const bounce = z.object({
  email: z.string().max(254).meta({ description: "Address that bounced", personal: true }),
});

const contact = z.object({
  customer_id: s.text(100, "Who contacted the company"),
  contact_id: s.id.meta({ description: "The contact" }),
  reason: s.text(64, "Its reason: billing.amount, delivery.late …"),
  status: z.enum(["open", "answered", "closed"]).meta({ description: "How far it is" }),
  opened_on: s.date.meta({ description: "When it came" }),
  answered_on: s.date.nullish().meta({ description: "When it was last answered" }),
  invoice_number: s.text(64, "The invoice it is about").nullish(),
  item_id: s.text(64, "The charge item it is about").nullish(),
  object_id: s.text(100, "The line, meter or device it is about").nullish(),
  disputed_amount: s.money.nullish().meta({ description: "The net amount that is disputed" }),
});

export const customers = {
  shape: "Customer",
  row: customer,
  key: ["customer_id"],
  dated: false,
  doc: "Customer accounts: state, language, currency, balance, credit limit.",
} as const satisfies ReferenceTable;

export const bounces = {
  shape: "Bounce",
  row: bounce,
  key: ["email"],
  dated: false,
  many: true,
  doc: "Addresses that bounced.",
} as const satisfies ReferenceTable;

export const contacts = {
  shape: "Contact",
  row: contact,
  key: ["customer_id"],
  dated: false,
  many: true,
  doc: "Contacts of customers of the last months.",
} as const satisfies ReferenceTable;
