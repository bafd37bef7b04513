import * as z from "zod";
import type { ReferenceTable } from "../reference-table.ts";
import * as s from "../scalars.ts";
import { effectiveDates } from "./effective-dates.ts";

const contactCost = z.object({
  channel: s.text(32, "phone, chat, email …"),
  country: s.country.meta({ description: "Country that is served" }),
  amount: s.money.meta({ description: "What one contact costs" }),
  currency: s.currency,
  ...effectiveDates,
});

const deliveryTime = z.object({
  method: s.id.meta({ description: "Shipping method" }),
  market: s.country.meta({ description: "Where it goes" }),
  p50_working_days: s.quantity.nullish().meta({ description: "Half arrive within, from order" }),
  p80_working_days: s.quantity.nullish().meta({ description: "80 % arrive within, from order" }),
  p90_working_days: s.quantity.nullish().meta({ description: "90 % arrive within, from order" }),
  p95_working_days: s.quantity.nullish().meta({ description: "95 % arrive within, from order" }),
  measured_to: s.date.nullish().meta({ description: "Last day of the 28 days measured" }),
});

const releasedOffer = z.object({
  sku: s.text(64, "The article"),
  campaign_id: s.id.meta({ description: "The campaign" }),
  offer_id: s.id.nullish().meta({ description: "The offer" }),
  market: s.country.meta({ description: "The market" }),
  status: z.enum(["planned", "released", "ended"]).meta({ description: "How far it is" }),
  starts_on: s.date.meta({ description: "First day" }),
  ends_on: s.date.nullish().meta({ description: "Last day; open when absent" }),
  price: s.money.nullish().meta({ description: "Its price" }),
  currency: s.currency.nullish().meta({ description: "Currency of the price" }),
  reduction_reason: s.text(200, "Why it was reduced, as the customer read it").nullish(),
  uplift_pct: s.percentage.nullish().meta({ description: "More demand expected, percent" }),
});

export const contactCosts = {
  shape: "ContactCost",
  row: contactCost,
  key: ["channel", "country"],
  dated: true,
  doc: "What a contact costs, by channel and country.",
} as const satisfies ReferenceTable;

export const deliveryTimes = {
  shape: "DeliveryTime",
  row: deliveryTime,
  key: ["method", "market"],
  dated: false,
  doc: "Working days from order to delivery, as measured.",
} as const satisfies ReferenceTable;

export const releasedCampaigns = {
  shape: "ReleasedOffer",
  row: releasedOffer,
  key: ["sku"],
  dated: false,
  many: true,
  doc: "Offers of campaigns that are planned, out, or over, a row a market.",
} as const satisfies ReferenceTable;
