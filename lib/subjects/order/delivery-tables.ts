import * as z from "zod";
import type { ReferenceTable } from "../reference-table.ts";
import * as s from "../scalars.ts";
import { effectiveDates } from "../tables/effective-dates.ts";

// How goods get to a customer: what lies where, what comes when, which carrier takes it and for
// how much.

const stockRow = z.object({
  sku: s.text(64, "Article number"),
  site: s.id.meta({ description: "Where it lies" }),
  available: s.quantity.meta({ description: "Available to promise: free, unreserved, unpromised" }),
  service_reserve: s.quantity
    .nullish()
    .meta({ description: "Of it, what is kept for repairs and not for sale" }),
  counted_at: s.instant.nullish().meta({ description: "When the figure was taken" }),
});

const receipt = z.object({
  sku: s.text(64, "Article number"),
  expected_on: s.date.meta({ description: "Day from which it can be sent on" }),
  quantity: s.quantity.meta({ description: "How many come that nobody was promised yet" }),
});

const carrierMethod = z.object({
  method: s.id.meta({ description: "Shipping method" }),
  needs_phone: s.flag("Whether the carrier calls or texts the receiver"),
  is_pickup: s.flag("Whether it goes to a pick-up point"),
  checks_age: s.flag("Whether the age is checked at hand-over"),
  takes_hazmat: s.flag("Whether dangerous goods may go with it").nullish(),
  serves_po_boxes: s.flag("Whether it delivers to post office boxes").nullish(),
  cutoff: s
    .text(5, "Time of day, as 14:00, from which an order counts as the next day's")
    .nullish(),
});

const carrierRoute = z.object({
  method: s.id.meta({ description: "Shipping method" }),
  country: s.country.meta({ description: "Where it goes" }),
  postal_from: s.text(16, "First postal code of the zone; all codes when absent").nullish(),
  postal_to: s.text(16, "Last postal code of the zone").nullish(),
  weight_max_kg: s.quantity.nullish().meta({ description: "Most that a parcel may weigh" }),
  longest_max_cm: s.quantity.nullish().meta({ description: "Longest side that it may have" }),
  cod_max: s.money
    .nullish()
    .meta({ description: "Most that is collected in cash; none if absent" }),
  cod_currency: s.currency.nullish().meta({ description: "Currency of that limit" }),
});

const shippingTariff = z.object({
  method: s.id.meta({ description: "Shipping method" }),
  country: s.country.meta({ description: "Where it goes" }),
  weight_to_kg: s.quantity.nullish().meta({ description: "Up to this weight; any when absent" }),
  amount: s.money.meta({ description: "What the customer pays for a parcel, VAT included" }),
  currency: s.currency,
  ...effectiveDates,
});

const pickupPoint = z.object({
  pickup_point_id: s.id.meta({ description: "Parcel shop or locker" }),
  method: s.id.meta({ description: "The shipping method that serves it" }),
  country: s.country.meta({ description: "Where it stands" }),
  postal_code: s.text(16, "Its postal code").nullish(),
  closed_from: s.date.nullish().meta({ description: "First day on which it is closed" }),
  closed_to: s.date
    .nullish()
    .meta({ description: "Last day on which it is closed; open if absent" }),
  full_until: s.date.nullish().meta({ description: "Last day on which nothing more fits in" }),
  longest_max_cm: s.quantity.nullish().meta({ description: "Longest side that its boxes take" }),
  weight_max_kg: s.quantity.nullish().meta({ description: "Most weight that it takes" }),
});

const repairTime = z.object({
  model: s.text(64, "Model of the device"),
  market: s.country.meta({ description: "Where it is repaired" }),
  p90_working_days: s.quantity.meta({ description: "90 % of repairs are done within" }),
  bench_working_days: s.quantity.meta({ description: "Working days at the bench, parts at hand" }),
});

/** Tables of stock, carriers and workshops. */
export const deliveryTables = {
  stock: {
    shape: "Stock",
    row: stockRow,
    key: ["sku"],
    dated: false,
    many: true,
    doc: "What is available to promise, a row a site.",
  },
  receipts: {
    shape: "Receipt",
    row: receipt,
    key: ["sku"],
    dated: false,
    many: true,
    doc: "Goods that are on their way in, a row a delivery.",
  },
  carriers: {
    shape: "CarrierMethod",
    row: carrierMethod,
    key: ["method"],
    dated: false,
    doc: "Shipping methods and what they need and check.",
  },
  carrier_routes: {
    shape: "CarrierRoute",
    row: carrierRoute,
    key: ["method", "country"],
    dated: false,
    many: true,
    doc: "Where shipping methods go and what they take there, a row a zone.",
  },
  shipping_tariffs: {
    shape: "ShippingTariff",
    row: shippingTariff,
    key: ["method", "country"],
    dated: true,
    many: true,
    doc: "What shipping costs the customer, a row a weight step.",
  },
  pickup_points: {
    shape: "PickupPoint",
    row: pickupPoint,
    key: ["pickup_point_id"],
    dated: false,
    doc: "Parcel shops and lockers: whose they are, where, and when they are closed or full.",
  },
  repair_times: {
    shape: "RepairTime",
    row: repairTime,
    key: ["model", "market"],
    dated: false,
    doc: "How long repairs take, as measured.",
  },
} as const satisfies Readonly<Record<string, ReferenceTable>>;
