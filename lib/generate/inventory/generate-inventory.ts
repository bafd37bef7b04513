import { amountText, priceText } from "../amounts.ts";
import type { Fields, GenerateRequest, Generation } from "../generated.ts";
import { type Misfit, misfitRecords } from "../misfits.ts";
import type { Random } from "../random.ts";

const misfits: readonly Misfit[] = [
  {
    name: "a quantity in words",
    plant: (item) => {
      item["on_hand"] = "many";
    },
  },
  {
    name: "a class that does not exist",
    plant: (item) => {
      item["class"] = "spares";
    },
  },
  {
    name: "a cost of seven decimals",
    plant: (item) => {
      item["unit_cost"] = "1.2345678";
    },
  },
];

/** A store's snapshot of finished goods and spare parts: see `generate`. */
export function generateInventory(request: GenerateRequest): Generation {
  return {
    recordsName: "items",
    records: () => misfitRecords({ request, record: itemOf, key: "sku", misfits }),
    finish: () => ({ header: headerOf(request), defects: [], rows: {} }),
  };
}

/** Parts move slowly, by Poisson; goods daily, about normally. */
function itemOf(index: number, random: Random): Fields {
  const isPart = random.chance(6_000);
  const demand = Math.max(1, Math.round(random.logNormal(isPart ? 120 : 9_000, 0.9)));
  const leadDays = random.between(3, 30);
  const cover = demand * (leadDays + random.between(5, 40));
  const cost = Math.max(50, Math.round(random.logNormal(1_500, 1)));
  const thousandths = (units: number): string => priceText(units, 3);
  const pieces = (units: number): string => String(Math.floor(units / 1000));
  const onHand = Math.floor(cover / 1000);
  return {
    sku: `${isPart ? "PART" : "GOOD"}-${10_001 + index}`,
    name: isPart ? "Circulation pump" : "Kettle",
    class: isPart ? "spare_part" : "finished",
    lifecycle: random.pick(["active", "active", "active", "phase_out"]),
    on_hand: String(onHand),
    quarantined: "0",
    allocated: pieces(cover / 10),
    on_order: "0",
    in_transit: "0",
    backorders: "0",
    in_repair: "0",
    unit_cost: amountText(cost),
    unit_price: amountText(cost * 2),
    unit_margin: amountText(cost),
    holding_rate: "25",
    order_cost: "15.00",
    lead_time_days: String(leadDays),
    lead_time_sd: "2",
    demand_per_day: thousandths(demand),
    demand_sd: thousandths(Math.round(demand / 2)),
    demand_model: isPart ? "poisson" : "normal",
    review_days: "0",
    reorder_point: pieces(demand * (leadDays + 4)),
    order_qty: String(Math.max(1, Math.floor((demand * 30) / 1000))),
    safety_stock: pieces(demand * 4),
    target_metric: isPart ? "fill" : "cycle",
    target_level: "0.95",
    criticality: isPart ? random.pick(["A", "B", "C"]) : "C",
    last_issue_on: "2026-11-19",
    oldest_receipt_on: "2026-08-03",
    ...(isPart && {
      serves: [
        {
          model: "WM-300",
          installed_base: random.between(200, 9_000),
          failures_per_unit_year: "0.017",
          support_until: "2034-12-31",
          max_delivery_working_days: 15,
        },
      ],
    }),
  };
}

const headerOf = ({ records }: GenerateRequest) => ({
  subject_kind: "inventory",
  subject: {
    snapshot_id: "SN-2026-11-21",
    as_of: "2026-11-21T06:00:00+02:00",
    site_id: "TLL-1",
    country: "EE",
    currency: "EUR",
    items_expected: records,
  },
});
