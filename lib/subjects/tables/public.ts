import * as z from "zod";
import type { ReferenceTable } from "../reference-table.ts";
import * as s from "../scalars.ts";
import { effectiveDates } from "./effective-dates.ts";

// Tables of public facts, the same for every company. Those that the gate ships stand in the
// folder `reference/` of this repository.

const status = s
  .text(8, "How far the source was confirmed: A looked up, B second hand, C professional knowledge")
  .nullish();

const vatRate = z.object({
  country: s.country.meta({ description: "Country that levies it" }),
  vat_class: s.text(64, "What is taxed so: standard, food, books, accommodation …"),
  rate: s.percentage.meta({ description: "The rate", usualScale: 2 }),
  complete: s.flag("Whether the table holds all rates of the country on these days").nullish(),
  condition: s.text(500, "Of a transitional rate: what it may still be used for").nullish(),
  status,
  ...effectiveDates,
});

const currencyRow = z.object({
  code: s.currency.meta({ description: "ISO 4217 code" }),
  name: s.text(100, "Its name").nullish(),
  minor_units: z.int().meta({ description: "Digits after the point of its minor unit" }),
  active: s.flag("Whether it is tender today"),
  until: s.date.nullish().meta({ description: "Last day on which it was tender" }),
});

const code = z.object({
  list: s.text(64, "The code list: UNCL1001, UNCL5305, UNCL4461, UNECERec20 …"),
  code: s.text(16, "A code of it"),
  name: s.text(200, "What it means").nullish(),
  ...effectiveDates,
});

const calendar = z.object({
  country: s.country.meta({ description: "Country" }),
  weekend: z
    .array(z.int())
    .meta({ description: "ISO weekdays on which nobody works, 1 Monday to 7 Sunday" }),
  holidays: z.array(s.date).meta({ description: "Public holidays" }),
  from: s.date.nullish().meta({ description: "First day that the holidays cover" }),
  to: s.date.nullish().meta({ description: "Last day that the holidays cover" }),
  source: s.text(500, "Where they come from").nullish(),
  status,
});

const lateFeeLimit = z.object({
  country: s.country.meta({ description: "Country" }),
  customer_type: z.enum(["consumer", "business"]).nullish().meta({ description: "Of whom" }),
  fee_max: s.money.nullish().meta({ description: "Most that one reminder may cost" }),
  currency: s.currency.nullish().meta({ description: "Its currency" }),
  fee_bearing_max: z.int().nullish().meta({ description: "How many reminders may cost a fee" }),
  interest_max_pct: s.percentage.nullish().meta({ description: "Interest a year, at most" }),
  waiting_days: z.int().nullish().meta({ description: "Days after the due date without a fee" }),
  payment_days: z.int().nullish().meta({ description: "Days to pay that a reminder gives" }),
  status,
  ...effectiveDates,
});

const priorPricePolicy = z.object({
  country: s.country.meta({ description: "Market" }),
  window_days: z.int().meta({ description: "Days before a reduction that its prior price covers" }),
  progressive: s.flag("Whether steps of one reduction keep the price before the first").nullish(),
  new_arrivals: s
    .text(32, "Goods younger than the window: since_first_offered or as_general")
    .nullish(),
  perishable_days: z.int().nullish().meta({ description: "Window for goods that spoil" }),
  services: s.flag("Whether services are covered").nullish(),
  club_prices: s.flag("Whether prices to large groups count as prior prices").nullish(),
  status,
  ...effectiveDates,
});

export const vatRates = {
  shape: "VatRate",
  row: vatRate,
  key: ["country"],
  dated: true,
  many: true,
  doc: "VAT rates by country, a row a class and period.",
} as const satisfies ReferenceTable;

export const currencies = {
  shape: "CurrencyRow",
  row: currencyRow,
  key: ["code"],
  dated: false,
  doc: "Currencies of ISO 4217 with their minor units.",
} as const satisfies ReferenceTable;

export const codeLists = {
  shape: "Code",
  row: code,
  key: ["list", "code"],
  dated: true,
  doc: "Codes that documents may use.",
} as const satisfies ReferenceTable;

export const calendars = {
  shape: "Calendar",
  row: calendar,
  key: ["country"],
  dated: false,
  doc: "Weekends and public holidays: what the functions of working days count by.",
} as const satisfies ReferenceTable;

export const lateFeeLimits = {
  shape: "LateFeeLimit",
  row: lateFeeLimit,
  key: ["country"],
  dated: true,
  many: true,
  doc: "What a reminder may cost, by country and year.",
} as const satisfies ReferenceTable;

export const priorPricePolicies = {
  shape: "PriorPricePolicy",
  row: priorPricePolicy,
  key: ["country"],
  dated: true,
  doc: "How a market finds the price before a reduction.",
} as const satisfies ReferenceTable;
