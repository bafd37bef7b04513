import type { Json, JsonObject } from "../../core/expression/value.ts";
import { priceText, unitsOf } from "../amounts.ts";

/** What a run bills of each usage item: what mediation passed on and rating priced, when all is well. */
export interface UsageTotals {
  readonly add: (invoice: JsonObject) => void;
  /** The rows of the header's `usage_control`. */
  readonly rows: () => readonly JsonObject[];
}

/** Adds quantities up in thousandths; a credit note takes its use back. */
export function usageTotals(): UsageTotals {
  const sums = new Map<string, { item: string; unit: string; thousandths: number }>();
  return {
    add: (invoice) => {
      const sign = invoice["type_code"] === "381" ? -1 : 1;
      for (const line of (invoice["lines"] as Json[] | undefined) ?? []) {
        const { charge_kind: kind, item_id: id, unit_code: code, quantity } = line as JsonObject;
        if (kind !== "usage") continue;
        const [item, unit] = [String(id), String(code)];
        const sum = sums.get(`${item} ${unit}`) ?? { item, unit, thousandths: 0 };
        sum.thousandths += sign * unitsOf(String(quantity), 3);
        sums.set(`${item} ${unit}`, sum);
      }
    },
    rows: () =>
      [...sums.values()].map(({ item, unit, thousandths }) => {
        const text = priceText(thousandths, 3);
        return { item_id: item, unit_code: unit, mediated: text, rated: text };
      }),
  };
}
