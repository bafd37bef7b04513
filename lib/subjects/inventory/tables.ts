import * as z from "zod";
import type { ReferenceTable } from "../reference-table.ts";
import * as s from "../scalars.ts";
import { products } from "../tables/products.ts";
import { contactCosts, releasedCampaigns } from "../tables/promises.ts";
import { calendars, currencies } from "../tables/public.ts";

const earlierItem = z.object({
  site_id: s.id.meta({ description: "The site" }),
  sku: s.text(64, "Article number"),
  snapshot_id: s.id.meta({ description: "The snapshot before" }),
  on_hand: s.quantity.meta({ description: "What was in the store" }),
  unit_cost: s.money.nullish().meta({ description: "Cost of one" }),
});

const adjustment = z.object({
  site_id: s.id.meta({ description: "The site" }),
  class: z
    .enum(["finished", "spare_part", "repairable", "consumable"])
    .meta({ description: "What the article is kept for" }),
  sku: s.text(64, "Article number").nullish(),
  day: s.date.meta({ description: "When" }),
  qty: s.quantity.meta({ description: "How many, with its sign" }),
  value: s.money.nullish().meta({ description: "Their value" }),
});

const replacement = z.object({
  sku: s.text(64, "The part that is replaced"),
  superseded_by: s.text(64, "The part that replaces it"),
  serial_from: s.text(64, "First serial number of the devices it fits").nullish(),
  serial_to: s.text(64, "Last of them").nullish(),
});

const stockedElsewhere = z.object({
  sku: s.text(64, "Article number"),
  site: s.id.meta({ description: "Where it lies" }),
  market: s.country.nullish().meta({ description: "The market it serves" }),
  available: s.quantity.meta({ description: "Available to promise" }),
});

/** What is known beside the snapshot. A table that was never loaded switches its rules off. */
export const inventoryTables = {
  products,
  previous_items: {
    shape: "EarlierItem",
    row: earlierItem,
    key: ["site_id", "sku"],
    dated: false,
    doc: "The articles of the previous snapshot.",
  },
  stock_adjustments: {
    shape: "StockAdjustment",
    row: adjustment,
    key: ["site_id", "class"],
    dated: false,
    many: true,
    doc: "Corrections of stock in the last year, by the class of the article.",
  },
  replacements: {
    shape: "Replacement",
    row: replacement,
    key: ["sku"],
    dated: false,
    many: true,
    doc: "Parts that another part replaces.",
  },
  stock_elsewhere: {
    shape: "StockedElsewhere",
    row: stockedElsewhere,
    key: ["sku"],
    dated: false,
    many: true,
    doc: "What other sites have, a row a site.",
  },
  campaigns_live: releasedCampaigns,
  contact_costs: contactCosts,
  currencies,
  calendars,
} as const satisfies Readonly<Record<string, ReferenceTable>>;
