import * as z from "zod";
import { billingRun } from "./billing-run/run.ts";
import { invoice, notice } from "./billing-run/schema.ts";
import { campaign } from "./campaign/schema.ts";
import { item, partRequest, proposal } from "./inventory/item.ts";
import { snapshot } from "./inventory/snapshot.ts";
import { jsonSchemaText } from "./json-schema.ts";
import { order } from "./order/schema.ts";
import { serviceChange } from "./service-change/schema.ts";
import { submission } from "./submission.ts";

const list = (record: z.ZodObject, description: string) =>
  z.array(record).nullish().meta({ description });

/**
 * What an envelope's `subject` holds, by kind: a record, or the run's fields with its lists of
 * records. In these forms the kinds are published as JSON Schemas.
 */
export const subjectSchemas: Readonly<Record<string, z.ZodObject>> = {
  "billing-run": z.object({
    ...billingRun.shape,
    invoices: list(invoice, "The invoices and credit notes"),
    dunning: list(notice, "The reminders"),
  }),
  campaign,
  order,
  inventory: z.object({
    ...snapshot.shape,
    items: list(item, "The articles"),
    proposals: list(proposal, "What others want to do with them"),
    requests: list(partRequest, "Open requests for parts"),
  }),
  "service-change": serviceChange,
};

/** Records that stand alone in files of lines, where their kind has a run header. */
const recordSchemas: Readonly<Record<string, z.ZodObject>> = {
  "billing-run.invoice": invoice,
  "billing-run.notice": notice,
  "inventory.item": item,
  "inventory.proposal": proposal,
  "inventory.request": partRequest,
};

/** The headers that a sender writes around a subject. */
const envelope = z.object({
  ...submission.shape,
  tenant_id: z.string().nullish().meta({ description: "Given by the gate" }),
  subject_kind: z
    .enum(Object.keys(subjectSchemas) as [string, ...string[]])
    .nullish()
    .meta({ description: "What is submitted" }),
  subject: z
    .union([z.record(z.string(), z.unknown()), z.array(z.record(z.string(), z.unknown()))])
    .meta({ description: "It, by the schema of its kind; kinds without a run: one or a list" }),
});

/** The JSON Schemas that are published, as text by the name of their file. */
export const publishedSchemas: Readonly<Record<string, () => string>> = Object.fromEntries(
  Object.entries({ ...subjectSchemas, ...recordSchemas, envelope }).map(([name, schema]) => [
    `schemas/${name}.schema.json`,
    () => jsonSchemaText(name, schema),
  ]),
);
