import * as z from "zod";
import * as s from "../scalars.ts";

const money = (description: string) => s.money.nullish().meta({ description });

/** What is announced for one currency, to be found again in the documents. */
const controlTotal = z.object({
  currency: s.currency.meta({ description: "The currency that the row is for" }),
  invoice_count: z.int().nullish().meta({ description: "Documents that are no credit notes" }),
  credit_note_count: z.int().nullish().meta({ description: "Credit notes (381)" }),
  line_count: z.int().nullish().meta({ description: "Lines of all documents" }),
  sum_net: money("Σ BT-109, credit notes counted negative"),
  sum_vat: money("Σ BT-110, credit notes counted negative"),
  sum_gross: money("Σ BT-112, credit notes counted negative"),
  sum_due: money("Σ BT-115, credit notes counted negative"),
});

const numberSeries = z.object({
  series_id: s.id.meta({ description: "The series" }),
  prefix: s.text(64, "What stands before the counting part of a number").nullish(),
  last_issued_before: z.int().nullish().meta({ description: "Last number before this run" }),
  first: z.int().nullish().meta({ description: "First number of this run" }),
  last: z.int().nullish().meta({ description: "Last number of this run" }),
  voided: z
    .array(z.int())
    .nullish()
    .meta({ description: "Numbers given up, with a record of why" }),
  voided_ranges: z
    .array(
      z.object({
        first: z.int().meta({ description: "First number given up" }),
        last: z.int().meta({ description: "Last number given up, inclusive" }),
      }),
    )
    .nullish()
    .meta({ description: "Ranges of numbers given up" }),
});

const exclusion = z.object({
  customer_id: s.text(100, "The customer left out"),
  contract_id: s.text(100, "Of this contract alone").nullish(),
  reason_code: s.text(32, "Why, as a code").nullish(),
  reason: s.text(500, "Why, in words").nullish(),
  from: s.date.nullish().meta({ description: "First day left out; the run's first when absent" }),
  to: s.date.nullish().meta({ description: "Last day left out; the run's last when absent" }),
});

/** What mediation, rating and billing each count of one item on one day. */
const usageControl = z.object({
  item_id: s.text(64, "The usage item"),
  unit_code: s.text(8, "Unit of the quantities").nullish(),
  day: s.date.nullish().meta({ description: "The day; the whole period when absent" }),
  mediated: s.quantity.nullish().meta({ description: "Quantity that mediation passed on" }),
  rated: s.quantity.nullish().meta({ description: "Quantity that was rated" }),
});

export const runTypes = ["regular", "rerun", "off_cycle", "final", "credit", "dunning"] as const;

/** The header of a billing run: who bills what, and what the documents must add up to. */
export const billingRun = z.object({
  run_id: s.id.meta({ description: "The run" }),
  seller_id: s.id.nullish().meta({ description: "Who bills: a row of `sellers`" }),
  country: s.country.nullish().meta({ description: "The seller's country" }),
  billing_cycle: s.id.nullish().meta({ description: "The cycle: monthly-01" }),
  run_type: z.enum(runTypes).nullish().meta({ description: "What sort of run it is" }),
  run_part: s.id.nullish().meta({ description: "Which part, where a cycle is billed in parts" }),
  previous_run_id: s.id.nullish().meta({ description: "The run before it" }),
  period_start: s.date.nullish().meta({ description: "First day of the period billed" }),
  period_end: s.date.nullish().meta({ description: "Last day of it, inclusive" }),
  issue_date: s.date.nullish().meta({ description: "Date of its documents" }),
  price_list_version: s.text(64, "Version of the price lists used").nullish(),
  generator_version: s.text(64, "Version of what made the documents").nullish(),
  expected_change_pct: s.percentage
    .nullish()
    .meta({ description: "Change of prices announced for this cycle, percent", usualScale: 2 }),
  announced_items: z
    .array(s.text(64, "A charge item"))
    .nullish()
    .meta({ description: "Charge items that were announced as new" }),
  control_totals: z.array(controlTotal).nullish().meta({ description: "A row a currency" }),
  number_series: z.array(numberSeries).nullish().meta({ description: "A row a series" }),
  usage_control: z.array(usageControl).nullish().meta({ description: "A row an item and day" }),
  payments_as_of: s.instant
    .nullish()
    .meta({ description: "Reminders: when payments were last booked" }),
  exclusions: z.array(exclusion).nullish().meta({ description: "Who is left out knowingly" }),
  ext: z
    .record(z.string(), z.unknown())
    .nullish()
    .meta({ description: "The sender's own; no rule looks into it" }),
});
