import * as z from "zod";
import type { ReferenceTable } from "../reference-table.ts";
import * as s from "../scalars.ts";
import { effectiveDates } from "./effective-dates.ts";

const product = z.object({
  sku: s.text(64, "Article number, or the number of a charge item"),
  gtin: s.text(20, "Its GTIN").nullish(),
  name: s.text(500, "Its name").nullish(),
  status: z
    .enum(["active", "blocked", "recalled", "discontinued"])
    .meta({ description: "Whether it may be sold; discontinued articles while stock lasts" }),
  markets: z
    .array(s.country)
    .nullish()
    .meta({ description: "Countries it is sold in; everywhere when absent" }),
  vat_classes: z
    .record(z.string(), z.string())
    .nullish()
    .meta({ description: "Its class in `vat_rates`, by country" }),
  age_limits: z
    .record(z.string(), z.int())
    .nullish()
    .meta({ description: "Youngest age by country; none where absent" }),
  pack_multiple: s.quantity.nullish().meta({ description: "It is sold in multiples of this" }),
  unit_code: s.text(3, "The unit it is counted in, UN/ECE Recommendation 20").nullish(),
  unit_factors: z
    .record(z.string(), s.quantity)
    .nullish()
    .meta({ description: "How many of `unit_code` are one of another unit, by its code" }),
  usage_max_per_day: s.quantity
    .nullish()
    .meta({ description: "Most that one object can technically use in a day, in `unit_code`" }),
  once_per_contract: s.flag("A charge that a contract bears once").nullish(),
  is_digital: s.flag("Digital content").nullish(),
  is_custom: s.flag("Made to the customer's specification").nullish(),
  is_perishable: s.flag("Spoils or expires rapidly").nullish(),
  is_hygiene_sealed: s.flag("Sealed for health or hygiene").nullish(),
  is_sealed_media: s.flag("Sealed audio, video or software").nullish(),
  weight_kg: s.quantity.nullish().meta({ description: "What one weighs, packed" }),
  longest_cm: s.quantity.nullish().meta({ description: "Its longest side, packed" }),
  is_hazmat: s.flag("Dangerous goods in transport").nullish(),
  superseded_by: s.text(64, "The article that has taken its place").nullish(),
  manual_languages: z.array(s.lang).nullish().meta({ description: "Languages of its manual" }),
  safety_languages: z
    .array(s.lang)
    .nullish()
    .meta({ description: "Languages of its safety instructions, where it has some" }),
  ...effectiveDates,
});

const priceListRow = z.object({
  price_list_id: s.id.meta({ description: "The list" }),
  sku: s.text(64, "Article number, or the number of a charge item"),
  amount: s.money.meta({ description: "Price of one unit", usualScale: 4 }),
  currency: s.currency,
  includes_vat: s.flag("Whether it contains VAT").nullish(),
  min_qty: s.quantity.nullish().meta({ description: "From this quantity on; 1 when absent" }),
  unit_code: s.text(3, "The unit that the price is for, UN/ECE Recommendation 20").nullish(),
  ...effectiveDates,
});

export const products = {
  shape: "Product",
  row: product,
  key: ["sku"],
  dated: true,
  doc: "Articles and charge items, with what the law and the company say of them.",
} as const satisfies ReferenceTable;

export const priceLists = {
  shape: "PriceListRow",
  row: priceListRow,
  key: ["price_list_id", "sku"],
  dated: true,
  many: true,
  doc: "List prices, a row a quantity tier.",
} as const satisfies ReferenceTable;
