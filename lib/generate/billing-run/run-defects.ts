import type { JsonObject } from "../../core/expression/value.ts";
import { amountText, priceText, unitsOf } from "../amounts.ts";
import type { Defect } from "../generated.ts";
import type { InvoiceSetting } from "./invoice.ts";
import { dateText } from "./month.ts";

/** Mistakes of a run as a whole: what its header announces, and who is absent from it. */
export interface RunDefects {
  readonly controlTotals: readonly JsonObject[];
  readonly usageControl: readonly JsonObject[];
  readonly versions: JsonObject;
  /** Contracts that are due and have no invoice. */
  readonly contracts: readonly JsonObject[];
  readonly defects: readonly Defect[];
}

/** Plants one of each kind; what the run announces otherwise is right. */
export function runDefects(
  setting: InvoiceSetting,
  records: number,
  announced: Pick<RunDefects, "controlTotals" | "usageControl" | "versions">,
): RunDefects {
  const [total, ...otherTotals] = announced.controlTotals;
  const [usage, ...otherUsage] = announced.usageControl;
  return {
    controlTotals: [aCentMore(total), ...otherTotals],
    usageControl: usage ? [anHourMore(usage), ...otherUsage] : [],
    versions: { ...announced.versions, generator_version: "1.1.0" },
    contracts: forgotten(setting, records),
    defects: [
      ofTheRun("an announced sum a cent off", "BIL-43"),
      ofTheRun("documents made by another version", "BIL-50"),
      ofTheRun("contracts without their invoice", "BIL-47", "BIL-92", "BIL-95"),
      ...(usage ? [ofTheRun("use that was rated and not billed", "BIL-65")] : []),
    ],
  };
}

export const ofTheRun = (defect: string, ...rules: readonly string[]): Defect => ({
  defect,
  record: null,
  line: null,
  expected: rules.map((rule) => ({ rule })),
});

const aCentMore = (row: JsonObject | undefined): JsonObject => ({
  ...row,
  sum_vat: amountText(unitsOf(String(row?.["sum_vat"])) + 1),
});

function anHourMore(row: JsonObject): JsonObject {
  const more = priceText(unitsOf(String(row["rated"]), 3) + 1_000, 3);
  return { ...row, mediated: more, rated: more };
}

/** As many as hold a run: three, and one in five hundred of those due. */
function forgotten(
  { market, month, part }: InvoiceSetting,
  records: number,
): readonly JsonObject[] {
  const count = Math.max(3, Math.ceil(records / 500));
  return Array.from({ length: count }, (_, i) => ({
    contract_id: `L${1_900_000 + i}`,
    customer_id: `K${900_000 + i}`,
    object_id: `O${2_900_000 + i}`,
    start_date: "2024-01-01",
    billing_cycle: "monthly-01",
    ...(part !== undefined && { run_part: part }),
    currency: market.currency,
    price_list_id: "STANDARD",
    recurring_items: [
      { item_id: "EL-BASE", billed_through: dateText(month.first - 1), has_usage: true },
    ],
    valid_from: "2024-01-01",
  }));
}
