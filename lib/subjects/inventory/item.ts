import * as z from "zod";
import * as s from "../scalars.ts";

const quantity = (description: string) => s.quantity.nullish().meta({ description });
/** A quantity that usually has a fraction, of so many digits. */
const fraction = (usualScale: number, description: string) =>
  s.quantity.nullish().meta({ description, usualScale });
const money = (description: string) => s.money.nullish().meta({ description });
const day = (description: string) => s.date.nullish().meta({ description });

/** An open request for a part. It stands with its item, or in a list of its own that names it. */
const requestFields = {
  requested_on: day("When it was asked for"),
  promised_to: day("When it was promised"),
  expected_on: day("When it is expected to arrive"),
};

const modelServed = z.object({
  model: s.text(64, "The device"),
  installed_base: z.int().nullish().meta({ description: "How many of it are in use" }),
  failures_per_unit_year: quantity("Parts that one device needs a year"),
  support_until: day("Last day of support promised"),
  mandated_until: day("Last day on which the law demands parts"),
  max_delivery_working_days: z
    .int()
    .nullish()
    .meta({ description: "Working days in which a part must arrive" }),
});

/** One article on one site: stock, demand, and the policy that it is kept by. */
export const item = z.object({
  sku: s.text(64, "Article number"),
  gtin: s.text(20, "GTIN (AI 01)").nullish(),
  name: s.text(500, "Its name").nullish(),
  class: z
    .enum(["finished", "spare_part", "repairable", "consumable"])
    .nullish()
    .meta({ description: "What it is kept for" }),
  lifecycle: z
    .enum(["new", "active", "phase_out", "eol", "last_time_buy"])
    .nullish()
    .meta({ description: "How far its life is" }),
  unit_code: s
    .text(3, "Unit of all quantities, UN/ECE Recommendation 20; C62 when absent")
    .nullish(),
  on_hand: quantity("In the store, quarantined ones included"),
  quarantined: quantity("Of them not usable"),
  allocated: quantity("Of them promised"),
  on_order: quantity("Ordered, not yet sent"),
  in_transit: quantity("Sent, not yet arrived; not among `on_order`"),
  backorders: quantity("Wanted and not there"),
  in_repair: quantity("In repair"),
  receipts_since_prev: quantity("Came in since the previous snapshot"),
  issues_since_prev: quantity("Went out since then"),
  adjustments_since_prev: quantity("Corrected since then, with its sign"),
  receipts: z
    .array(
      z.object({
        qty: s.quantity.meta({ description: "How many" }),
        due_on: s.date.meta({ description: "When" }),
      }),
    )
    .nullish()
    .meta({ description: "Receipts that are due" }),
  allocations: z
    .array(
      z.object({
        purpose: s.text(32, "sales, production, service …"),
        qty: s.quantity.meta({ description: "How many" }),
      }),
    )
    .nullish()
    .meta({ description: "What `allocated` is for" }),
  service_reserve: quantity("Kept back for service"),
  unit_cost: money("Cost of one"),
  unit_price: money("Price of one"),
  unit_margin: money("Margin of one"),
  holding_rate: s.percentage
    .nullish()
    .meta({ description: "Cost of holding it, percent of its cost a year; 25 when absent" }),
  order_cost: money("Fixed cost of one replenishment (K)"),
  lead_time_days: fraction(3, "Days from order to receipt (L)"),
  lead_time_sd: fraction(3, "Standard deviation of that, days"),
  demand_per_day: fraction(3, "Mean demand a day (D)"),
  demand_sd: fraction(3, "Standard deviation of the demand of a day (σ)"),
  demand_model: z
    .enum(["normal", "poisson"])
    .nullish()
    .meta({ description: "How demand is distributed" }),
  forecast_horizon: z
    .array(
      z.object({
        from: s.date.meta({ description: "First day" }),
        to: s.date.meta({ description: "Last day" }),
        qty: s.quantity.meta({ description: "Demand expected" }),
      }),
    )
    .nullish()
    .meta({ description: "Demand expected by period" }),
  review_days: fraction(3, "Days between reviews; 0 is continuous"),
  reorder_point: quantity("Order at this position (s)"),
  order_up_to: quantity("Up to this position (S)"),
  order_qty: quantity("So many at once (Q)"),
  safety_stock: fraction(3, "Safety stock"),
  base_stock: quantity("Base stock"),
  moq: quantity("Least that is delivered at once"),
  pack_multiple: quantity("It is delivered in multiples of this"),
  price_breaks: z
    .array(
      z.object({
        from_qty: s.quantity.meta({ description: "From so many at once; the first from 0" }),
        unit_cost: s.money.meta({ description: "Each of them costs this" }),
      }),
    )
    .nullish()
    .meta({ description: "What the supplier asks for larger orders, in growing order" }),
  volume_m3: fraction(3, "Room that one takes, cubic metres"),
  shelf_life_days: z.int().nullish().meta({ description: "Days that it keeps" }),
  min_life_days: z.int().nullish().meta({ description: "Days it must keep yet when delivered" }),
  lots: z
    .array(
      z.object({
        lot: s.text(64, "Batch (AI 10)"),
        qty: s.quantity.meta({ description: "How many" }),
        expires_on: day("Expiry (AI 17)"),
      }),
    )
    .nullish()
    .meta({ description: "Stock by batch" }),
  last_issue_on: day("When one last went out"),
  oldest_receipt_on: day("When the oldest one came in"),
  target_metric: z
    .enum(["cycle", "fill"])
    .nullish()
    .meta({ description: "Share of cycles without stockout, or of demand filled at once" }),
  target_level: fraction(4, "The share wanted, 0 to 1"),
  criticality: z
    .enum(["A", "B", "C"])
    .nullish()
    .meta({ description: "Without it: A the customer stops, B is hindered, C is inconvenienced" }),
  stockout_cost: money("Cost of one missing, contacts apart"),
  contacts_per_stockout: fraction(3, "Contacts that one missing causes; 0.6 when absent"),
  serves: z.array(modelServed).nullish().meta({ description: "Devices that it is a part of" }),
  repair: z
    .object({
      tat_days: quantity("Days that a repair takes"),
      tat_p90_days: quantity("Days within which 90 % are repaired"),
      tat_target_days: quantity("Days that it should take"),
      yield: quantity("Share that can be repaired, 0 to 1"),
    })
    .nullish()
    .meta({ description: "Of repairables" }),
  requests: z
    .array(z.object({ request_id: s.id.meta({ description: "The request" }), ...requestFields }))
    .nullish()
    .meta({ description: "Open requests for it" }),
  ext: z
    .record(z.string(), z.unknown())
    .nullish()
    .meta({ description: "The sender's own; no rule looks into it" }),
});

/** What another manager wants to do with an article. */
export const proposal = z.object({
  proposal_id: s.id.meta({ description: "The proposal" }),
  type: z
    .enum(["reorder", "dispose", "reduce_target", "transfer", "single_period_buy"])
    .meta({ description: "What is to be done" }),
  sku: s.text(64, "With which article").nullish(),
  qty: quantity("How many"),
  new_target: quantity("The new target, 0 to 1"),
  to_site: s.id.nullish().meta({ description: "Where it goes" }),
  season_mean: quantity("Demand of the season, mean"),
  season_sd: quantity("Its standard deviation"),
  season_model: z
    .enum(["normal", "poisson", "lognormal"])
    .nullish()
    .meta({ description: "How it is distributed; normal when absent" }),
  season_outcomes: z
    .array(
      z.object({
        qty: s.quantity.meta({ description: "A demand of the season" }),
        probability: s.quantity.meta({ description: "How probable it is, 0 to 1" }),
      }),
    )
    .nullish()
    .meta({
      description: "Demands that are thought possible, growing, instead of mean and deviation",
    }),
  salvage_value: money("What one left over still brings"),
  proposed_by: s.personalText(200, "Who proposes it").nullish(),
  department: s.text(64, "Her department").nullish(),
  annual_saving: money("What it saves a year"),
});

/** An open request for a part, sent in a list of its own. */
export const partRequest = z.object({
  request_id: s.id.meta({ description: "The request" }),
  sku: s.text(64, "The part"),
  model: s.text(64, "The device that it is for").nullish(),
  qty: quantity("How many; 1 when absent"),
  country: s.country.nullish().meta({ description: "Where the customer is" }),
  customer_id: s.text(100, "Who waits for it").nullish(),
  ...requestFields,
});
